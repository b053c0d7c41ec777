/** How an EdgePlacement gets its slice. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import { edgePlacementMachine } from "../../src/machines/edge_placement/edge_placement.ts";
import type { WriteSliceParams } from "../../src/machines/edge_placement/context.ts";
import {
  edgePlacement as example,
  edgePlacementInput,
  edgePlacementJourney,
  locationF,
  placementObject,
  sliceFact,
  sliceObject,
  toFlorin,
  toPlaced,
  toWriting,
} from "./journeys/edge_placement.ts";
import { guilder } from "./journeys/location.ts";
import { seen } from "./examples.ts";
import { Life } from "./life.ts";
import { walk } from "./walk.ts";

const [idle] = example["idle.reached"];
const [opened] = example["gate.opened"];
const [listed] = example["location.listed"];
const [offered] = example["location.offered"];
const born = () => new Life(edgePlacementMachine, edgePlacementInput);
const destinationsOf = (life: Life) => life.params<WriteSliceParams>("writeSlice").destinations;

test("R-21: it seeks the Locations of every workspace that any of its selectors matches", () => {
  const life = born();
  assert.equal(life.params("seek"), {
    topic: "locations",
    selectors: [{ matchLabels: { env: "prod" } }],
    as: "location",
  });
  assert.equal(life.params("seekGate"), { gate: "inventory" });
});

test("S2: while the inventory is not seen, or the Locations are not listed, nothing is decided", () => {
  for (const events of [[offered, listed, idle], [opened, offered, idle]]) {
    const life = born().tell(...events);
    assert.is(life.state, "waitingForInventory");
    assert.equal(life.wants, []);
  }
});

test("R-21, R-23: the slice is created with a destination for each SyncTarget of each selected Location", () => {
  const both = { ...offered, card: { ...locationF, targets: [guilder, locationF.targets[0]] } };
  const life = born().tell(opened, both, listed, idle);
  assert.is(life.state, "writingSlice");
  assert.equal(life.params("writeSlice"), {
    cluster: "w1",
    name: "edge-placement-c",
    ownerUid: "u-p",
    destinations: [
      toFlorin,
      { ...toFlorin, syncTargetName: guilder.name, syncTargetUID: guilder.uid },
    ],
    replaces: null,
  });
});

test("once written, it tells whom it reaches, its workload and its summarizer, and rests", () => {
  const life = born().tell(...toPlaced);
  assert.is(life.state, "placed");
  assert.equal(life.wants, ["offer", "offer", "offer", "tellAll"]);
  const [reach, wants] = life.effects.map(({ params }) => params as Readonly<Record<string, unknown>>);
  assert.equal([reach.topic, reach.labels], ["placements", { "c1-mb-u-f": "reached" }]);
  assert.is(wants.topic, "placements/w1");
  assert.equal(life.letters, [
    "workload/w1 workload.needed",
    "summarizer/w1/edge-placement-c summarizer.needed",
  ]);
});

test("R-22, law 5: a slice that holds the same set, in another order or twice, is not written", () => {
  const slice = seen("slice.added", sliceFact, sliceObject([toFlorin, toFlorin]));
  const life = born().tell(opened, offered, listed, slice, idle);
  assert.is(life.state, "placed");
});

test("R-20: a slice that somebody edits is put right, by replacing that very version", () => {
  const edited = seen("slice.modified", sliceFact, sliceObject([], "u-p", "9"));
  const life = born().tell(...toPlaced, edited, idle);
  assert.equal(destinationsOf(life), [toFlorin]);
  assert.equal(life.params<WriteSliceParams>("writeSlice").replaces, { uid: "u-s", resourceVersion: "9" });
});

test("R-20: a slice that somebody deletes is made again", () => {
  const life = born().tell(...toPlaced, example["slice.deleted"][0], idle);
  assert.is(life.params<WriteSliceParams>("writeSlice").replaces, null);
});

test("3.6, defect 3: a slice left by an earlier placement of the name gets its new owner", () => {
  const old = seen("slice.added", sliceFact, sliceObject([toFlorin], "u-earlier"));
  const life = born().tell(opened, offered, listed, old, idle);
  assert.is(life.params<WriteSliceParams>("writeSlice").ownerUid, "u-p");
});

test("3.6, defect 2: a slice that was there already is found, and still put right", () => {
  const life = born().tell(...toWriting, example["slice.found"][0], idle);
  assert.is(life.state, "writingSlice");
  assert.equal(life.params<WriteSliceParams>("writeSlice").replaces, { uid: "u-s", resourceVersion: "4" });
});

test("3.6, defect 1: after a refusal the whole is computed again, so a removal is not lost", () => {
  const life = born().tell(...toPlaced, example["location.withdrawn"][0], idle);
  assert.equal(destinationsOf(life), []);
  life.tell(example["slice.refused"][0]);
  assert.is(life.state, "backingOff");
  assert.equal(life.params("startTimer"), {
    name: "retry",
    delayMs: 250,
    jitterMs: 125,
    whenRunning: "earlier",
    event: { type: "retry.due" },
  });
  assert.equal(destinationsOf(life.tell(example["retry.due"][0], idle)), []);
});

test("S2: while its slice is not answered for or refused, the others are told what it wants now, and the slice waits", () => {
  for (const before of [toWriting, [...toWriting, example["slice.refused"][0]]]) {
    const life = born().tell(...before);
    const { state } = life;
    const guilderToo = { ...offered, card: { ...locationF, targets: [guilder] } };
    life.tell(guilderToo, idle);
    assert.equal([life.state, life.wants], [state, ["offer", "offer", "offer", "tellAll"]]);
    assert.equal(life.params<{ labels: unknown }>("offer").labels, { [`c1-mb-${guilder.uid}`]: "reached" });
  }
});

test("refusals in a row wait longer, and a success makes the next wait short again", () => {
  const [refused] = example["slice.refused"];
  const [due] = example["retry.due"];
  const life = born().tell(...toWriting, refused, due, idle, refused);
  assert.is(life.params<{ delayMs: number }>("startTimer").delayMs, 500);
  life.tell(due, idle, example["slice.written"][0], idle, example["slice.deleted"][0], idle, refused);
  assert.is(life.params<{ delayMs: number }>("startTimer").delayMs, 250);
});

test("F5: an answer that comes after the watch has shown a later edit does not hide the edit", () => {
  const edited = seen("slice.modified", sliceFact, sliceObject([], "u-p", "9"));
  const life = born().tell(...toWriting, edited, example["slice.written"][0], idle);
  assert.is(life.state, "writingSlice");
  assert.equal(life.params<WriteSliceParams>("writeSlice").replaces, { uid: "u-s", resourceVersion: "9" });
});

test("a relabelled Location that moves its SyncTargets changes the slice (3.5)", () => {
  const moved = { ...offered, key: "c1/other", card: { ...locationF, name: "other" } };
  const life = born().tell(...toPlaced, example["location.withdrawn"][0], moved, idle);
  assert.equal(destinationsOf(life), [{ ...toFlorin, locationName: "other" }]);
});

test("no selector selects nothing, and that is a slice too", () => {
  const none = seen("placement.modified", sliceFact, placementObject({}));
  const life = born().tell(opened, listed, none);
  assert.equal(life.params<{ selectors: unknown }>("seek").selectors, []);
  assert.equal(destinationsOf(life.tell(idle)), []);
  const [written] = example["slice.written"];
  const empty = { ...written, slice: { ...written.slice, destinations: [] } };
  assert.is(life.tell(empty, idle).state, "unplaced");
});

test("F22: a server that makes something else of the slice each time is asked a few times, and then left alone", () => {
  const life = born().tell(...toWriting);
  const [written] = example["slice.written"];
  let writes = 0;
  for (let round = 0; round < 10 && life.wants.includes("writeSlice"); round++, writes++) {
    const slice = { ...written.slice, resourceVersion: `${round}`, destinations: [] };
    life.tell({ ...written, slice } as EventObject, idle);
  }
  assert.equal([writes, life.state], [4, "contended"]);
});

test("a selector that cannot be understood is named, and the others still select", () => {
  const [, broken] = example["placement.modified"];
  const life = born().tell(...toPlaced, broken, idle);
  assert.is(life.state, "invalid");
  assert.match(String(life.context.trouble), "spec.locationSelectors[0]");
});

test("a placement that is deleted ends; its slice is left to the garbage collector (3.3)", () => {
  const life = born().tell(...toPlaced, example["placement.deleted"][0]);
  assert.equal([life.status, life.wants], ["done", []]);
});

test("S2, on every path: no slice is written while the inventory is not seen", () => {
  for (const { events } of walk(edgePlacementJourney).paths) {
    const life = born();
    for (const event of events) {
      life.tell(event);
      if (life.wants.includes("writeSlice")) assert.ok(life.context.gateOpen && life.context.listed);
    }
  }
});

test.run();
