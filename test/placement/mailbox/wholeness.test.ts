import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SyncerConfig, SyncerConfigSpec } from "../../../src/kube/edge_api.ts";
import { wholeAnnotation } from "../../../src/kube/edge_api.ts";
import { emptyBook, see, want } from "../../../src/placement/copies/book.ts";
import {
  allLacking,
  isLacking,
  lackingNow,
  lackingOf,
  wholenessNote,
} from "../../../src/placement/mailbox/wholeness.ts";
import { wantOf } from "../copies/destination.ts";

const spec: SyncerConfigSpec = { namespaceScope: { namespaces: ["a", "b"] } };

function configWith(note: string | undefined, told: SyncerConfigSpec = spec): SyncerConfig {
  const annotations: Record<string, string> = note === undefined ? {} : { [wholeAnnotation]: note };
  return {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "SyncerConfig",
    metadata: { name: "the-one", annotations },
    spec: told,
  };
}

test("what a mailbox lacks is read as it was noted, in whatever order the content comes back", () => {
  const reordered = { namespaceScope: { namespaces: ["b", "a"] } };
  for (const lacking of [[], ["configmaps", "deployments.apps"], allLacking]) {
    assert.equal(lackingOf(configWith(wholenessNote(spec, lacking), reordered)), lacking);
  }
});

test("a hand that edits the-one proves nothing absent; one that writes it anew is believed", () => {
  const edited: SyncerConfigSpec = { namespaceScope: { namespaces: ["a"] } };
  assert.equal(lackingOf(configWith(wholenessNote(spec, []), edited)), allLacking);
  assert.equal(lackingOf(configWith("", edited)), allLacking);
  assert.equal(lackingOf(configWith(undefined, edited)), []);
});

test("content that is no content at all proves nothing absent", () => {
  const odd = { namespaceScope: "all" } as unknown as SyncerConfigSpec;
  assert.equal(lackingOf(configWith(wholenessNote(spec, []), odd)), allLacking);
  assert.equal(lackingOf(configWith(undefined, odd)), allLacking);
  assert.equal(lackingOf(configWith(7 as unknown as string)), allLacking);
  assert.ok(isLacking(allLacking, "configmaps"));
});

test("a new mailbox lacks what is wanted and not there, until it has been there once", () => {
  const wanted = wantOf("ns", "one", 1);
  const book = want(emptyBook, wanted);
  assert.equal(lackingNow(allLacking, book), ["configmaps"]);
  const held = see(book, wanted, { uid: "u", resourceVersion: "1", life: "alive", owner: "ours" });
  assert.equal(lackingNow(["configmaps"], held), []);
  assert.equal(lackingNow([], book), []);
});

test.run();
