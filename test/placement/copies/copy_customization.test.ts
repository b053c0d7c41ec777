/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type CopyBook, emptyBook, unwant, want } from "../../../src/placement/copies/book.ts";
import { type CopyCustomization, revisionOf } from "../../../src/placement/copies/copy_customization.ts";
import type { CopyWant } from "../../../src/placement/copies/entry.ts";
import { agreed, takeDue } from "../../../src/placement/copies/operations.ts";
import { locationParameters } from "../../../src/placement/customization/location_parameters.ts";
import { Destination, wantOf } from "./destination.ts";

const seen = { uid: "copy", resourceVersion: "1", life: "alive", owner: "ours" } as const;
const customizer = {
  reflector: "r",
  key: "customizers.edge.kcp.io/n/c",
  sight: "seen",
  uid: "u",
  resourceVersion: "1",
} as const;
const florin = locationParameters({ labels: { "loc-name": "florin" }, annotations: {} });
const both: CopyCustomization = { customizer, location: "c1/location-f", parameters: florin };

function customized(customization: CopyCustomization): CopyWant {
  return { ...wantOf("n", "a", 1), customization };
}

/** A book in which the Namespace is there and the copy has been made as it was wanted. */
function settled(wanted: CopyWant, problem: string | null = null): CopyBook {
  const space = want(emptyBook, wantOf("n", null, 1));
  const made = takeDue(space, "everything");
  const inSpace = made.operations.reduce((book, one) => new Destination().perform(book, one), made.book);
  const outcome = { revision: revisionOf(wanted.customization), problem };
  return agreed(takeDue(want(inSpace, wanted), "everything").book, wanted.key, { ...wanted, seen, outcome });
}

const stepsAfter = (book: CopyBook, wanted: CopyWant) =>
  takeDue(want(book, wanted), "everything").operations.map(({ step }) => step);

test("an agreed copy rests until its Customizer or what its Location says changes", () => {
  const book = settled(customized(both));
  assert.equal(stepsAfter(book, customized(both)), []);
  const edited = { ...both, customizer: { ...customizer, resourceVersion: "2" } };
  const renamed = locationParameters({ labels: { "loc-name": "f" }, annotations: {} });
  assert.equal(stepsAfter(book, customized(edited)), ["update"]);
  assert.equal(stepsAfter(book, customized({ ...both, parameters: renamed })), ["update"]);
  assert.equal(stepsAfter(book, customized({ ...both, location: "c1/location-z" })), ["update"]);
  assert.equal(stepsAfter(book, wantOf("n", "a", 1)), ["update"]);
});

test("a copy waits, made or not, while it is not known what goes into it, and does not lose what went into it", () => {
  const unknown = {
    ...both,
    customizer: { ...customizer, sight: "unknown", uid: "", resourceVersion: "" } as const,
  };
  const unheard = { ...both, parameters: null };
  for (const undecided of [unknown, unheard]) {
    const book = settled(customized(both));
    assert.equal(stepsAfter(book, customized(undecided)), []);
    assert.equal(stepsAfter(want(book, customized(undecided)), customized(both)), []);
    assert.equal(stepsAfter(settled(wantOf("n", "b", 1)), customized(undecided)), []);
  }
});

test("a Customizer that is certainly missing does not hold the copy back, and a problem is remembered as a flaw", () => {
  const missing = {
    ...both,
    customizer: { ...customizer, sight: "missing", uid: "", resourceVersion: "" } as const,
  };
  assert.equal(stepsAfter(settled(customized(both)), customized(missing)), ["update"]);
  const flawed = settled(customized(missing), "no Customizer");
  assert.equal([...flawed.flawed], ["configmaps/n/a"]);
  assert.is(flawed.entries.get("configmaps/n/a")?.trouble, "no Customizer");
  assert.is(flawed.failing.size, 0);
  assert.equal(takeDue(flawed, "everything").operations, []);
});

test("a flaw goes with the want it was about", () => {
  const flawed = settled(customized(both), "a bad replacement");
  assert.is(want(flawed, customized(both)).flawed.size, 1);
  assert.is(want(flawed, wantOf("n", "a", 2)).flawed.size, 0);
  assert.is(unwant(flawed, "configmaps/n/a").flawed.size, 0);
  assert.is(agreed(flawed, "configmaps/n/a", { ...customized(both), seen }).flawed.size, 0);
});

test("a revision tells missing from unknown, and one Location from another that says the same", () => {
  const named = { ...customizer, uid: "", resourceVersion: "" };
  const revisions = [
    undefined,
    { customizer: { ...named, sight: "missing" as const }, location: null, parameters: null },
    { customizer: { ...named, sight: "unknown" as const }, location: null, parameters: null },
    { customizer: null, location: "c1/a", parameters: florin },
    { customizer: null, location: "c1/b", parameters: florin },
    both,
  ].map(revisionOf);
  assert.is(new Set(revisions).size, revisions.length);
});

test.run();
