/** When a gate is open. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bench, probeKind } from "./fixture.ts";

const source = (name: string, detail = "") => ({ source: name, gate: "g", detail });
const opened = "gate.opened g";
const closed = "gate.closed g";

test("a gate without sources is shut, and says so", () => {
  const { order, settle, seen } = bench();
  order("probe/s", "seekGate", { gate: "g" });
  settle();
  assert.equal(seen("probe/s"), [closed]);
});

test("a gate opens when all its sources are synced, not before", () => {
  const { order, settle, seen } = bench();
  order("probe/s", "seekGate", { gate: "g" });
  for (const name of ["a", "b"]) order("probe/r", "declareSource", source(name));
  order("probe/r", "sourceSynced", source("a"));
  settle();
  assert.equal(seen("probe/s"), [closed]);
  order("probe/r", "sourceSynced", source("b"));
  settle();
  assert.equal(seen("probe/s"), [closed, opened]);
});

test("a gate opens only when no letter waits any more", () => {
  const { order, note, settle, seen } = bench();
  order("probe/s", "seekGate", { gate: "g" });
  order("probe/r", "sourceSynced", source("a"));
  for (let i = 0; i < 40; i++) note("probe/s", `${i}`);
  settle();
  assert.is(seen("probe/s").indexOf(opened), 41, "after the closed gate and forty notes");
});

test("a stale source, and a new unsynced one, close the gate at once", () => {
  const { system, order, settle, seen } = bench();
  order("probe/s", "seekGate", { gate: "g" });
  order("probe/r", "sourceSynced", source("a"));
  settle();
  order("probe/r", "sourceStale", source("a", "the watch broke"));
  settle();
  assert.equal(system.directory.sources(), [{ address: "a", synced: false, detail: "the watch broke" }]);
  order("probe/r", "sourceSynced", source("a"));
  settle();
  order("probe/r", "declareSource", source("b"));
  settle();
  assert.equal(seen("probe/s"), [closed, opened, closed, opened, closed]);
});

test("a source that is removed is no longer waited for, and without any the gate shuts", () => {
  const { order, settle, seen } = bench();
  order("probe/s", "seekGate", { gate: "g" });
  for (const name of ["a", "b"]) order("probe/r", "declareSource", source(name));
  order("probe/r", "sourceSynced", source("a"));
  order("probe/r", "removeSource", source("b"));
  settle();
  assert.equal(seen("probe/s"), [closed, opened]);
  order("probe/r", "removeSource", source("a"));
  settle();
  assert.equal(seen("probe/s"), [closed, opened, closed]);
});

test("the sources of an actor that failed are not complete, those of one that finished are gone", () => {
  const { system, order, settle, seen } = bench();
  order("probe/s", "seekGate", { gate: "g" });
  for (const name of ["a", "b"]) order(`probe/${name}`, "sourceSynced", source(name));
  settle();
  system.tell("probe/a", { type: "throw" });
  settle();
  assert.equal(seen("probe/s"), [closed, opened, closed]);
  assert.equal(system.directory.sources().map(({ synced }) => synced), [false, true]);
  system.tell("probe/b", { type: "finish" });
  settle();
  assert.equal(system.directory.sources().map(({ address }) => address), ["a"]);
});

test("a seeker that failed hears of the gate only after it asked again", () => {
  const { system, order, settle, pass, seen } = bench();
  order("probe/s", "seekGate", { gate: "g" });
  order("probe/r", "declareSource", source("a"));
  settle();
  system.tell("probe/s", { type: "throw" });
  settle();
  order("probe/r", "sourceSynced", source("a"));
  pass(60_000);
  assert.equal(seen("probe/s"), []);
  order("probe/s", "seekGate", { gate: "g" });
  settle();
  assert.equal(seen("probe/s"), [opened]);
});

test("who asks to be told of idleness is told once, after every other letter", () => {
  const { order, note, settle, seen } = bench({ kinds: [probeKind()] });
  for (let i = 0; i < 3; i++) {
    order("probe/s", "whenIdle", { event: { type: "note", text: "idle" }, rank: "edge" });
  }
  order("probe/r", "tell", { to: "probe/s", event: { type: "note", text: "late" } });
  for (let i = 0; i < 40; i++) note("probe/s", "noise");
  settle();
  assert.is(seen("probe/s").length, 42);
  assert.equal(seen("probe/s").at(-1), "idle");
});

test("S2: of those who wait for idleness the next rank is told when what the first rank did of it has been told", () => {
  const { order, settle, seen } = bench({ kinds: [probeKind()] });
  const ask = (at: string, rank: string) =>
    order(at, "whenIdle", { event: { type: "note", text: `${rank} idle` }, rank });
  ask("probe/s", "edge");
  ask("probe/s", "mailbox");
  ask("probe/r", "placement");
  settle();
  assert.equal([seen("probe/r"), seen("probe/s")], [["placement idle"], ["mailbox idle", "edge idle"]]);
});

test.run();
