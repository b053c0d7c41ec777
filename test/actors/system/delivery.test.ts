/** How letters are addressed, ordered, coalesced and lost. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMachine } from "xstate";
import { bench, probeKind } from "./fixture.ts";

const strictMachine = createMachine({ id: "strict", on: { note: {}, throw: {} } });

test("a letter of a type that brings actors to life starts one and is delivered to it", () => {
  const { system, note, settle, seen } = bench();
  note("probe/a", "hello");
  settle();
  assert.equal(seen("probe/a"), ["hello"]);
  assert.is(system.directory.find("probe/a")?.state, "resting");
});

test("an address without a slash is the kind itself", () => {
  const { note, settle, seen } = bench();
  note("probe", "hello");
  settle();
  assert.equal(seen("probe"), ["hello"]);
});

test("letters from one sender arrive in the order they were sent", () => {
  const { note, settle, seen } = bench();
  const texts = Array.from({ length: 50 }, (_, i) => `${i}`);
  for (const text of texts) note("probe/a", text);
  settle();
  assert.equal(seen("probe/a"), texts);
});

test("control letters overtake data and keep their own order", () => {
  const { system, note, settle, seen } = bench();
  note("probe/a", "data");
  for (const type of ["gate.closed", "gate.opened"]) system.tell("probe/a", { type });
  settle();
  assert.equal(seen("probe/a"), ["gate.closed", "gate.opened", "data"]);
});

test("a letter to nobody, to no kind, or of a type the chart does not know is a dead letter", () => {
  const { system, note, settle } = bench({ kinds: [probeKind({ machine: strictMachine })] });
  note("probe/a", "hello");
  settle();
  system.tell("probe/nobody", { type: "throw" });
  system.tell("nothing/x", { type: "note" });
  system.tell("probe/a", { type: "x.unheard" }, "somebody");
  const { total, newest } = system.directory.deadLetters();
  assert.is(total, 3);
  assert.equal(newest.map(({ why }) => why), ["unknown address", "unknown kind", "unknown event"]);
  assert.is(newest[2].from, "somebody");
});

test("only the newest hundred dead letters are kept, and all are counted", () => {
  const { system } = bench();
  for (let i = 0; i < 250; i++) system.tell(`nothing/${i}`, { type: "note" });
  const { total, newest } = system.directory.deadLetters();
  assert.is(total, 250);
  assert.is(newest.length, 100);
  assert.is(newest[0].to, "nothing/150");
  assert.is(newest[99].to, "nothing/249");
});

test("a level letter replaces the last waiting one of its key, and no other", () => {
  const levels = { note: ({ text }: { text: string }) => text[0] };
  const { system, note, settle, seen } = bench({ kinds: [probeKind({ levels })] });
  for (const text of ["a1", "a2", "b1", "b2", "a3"]) note("probe/a", text);
  settle();
  assert.equal(seen("probe/a"), ["a2", "b2", "a3"]);
  assert.is(system.stats().coalesced, 2);
});

test("a level letter does not replace one of another type", () => {
  const levels = { note: () => "same", "x.level": () => "same" };
  const { system, note, settle, seen } = bench({ kinds: [probeKind({ levels })] });
  note("probe/a", "one");
  system.tell("probe/a", { type: "x.level" });
  note("probe/a", "two");
  settle();
  assert.equal(seen("probe/a"), ["one", "x.level", "two"]);
});

test("no actor takes more than sixteen letters before the others have their turn", () => {
  const order: string[] = [];
  const note = ({ self }: { self: string }) => void order.push(self);
  const { order: ask, settle } = bench({
    kinds: [probeKind({ perform: { call: (_p, context) => note(context) } })],
  });
  for (let i = 0; i < 100; i++) ask("probe/hot", "call", {});
  ask("probe/cold", "call", {});
  settle();
  assert.ok(order.indexOf("probe/cold") <= 16, `its turn came after ${order.indexOf("probe/cold")} letters`);
});

test("run handles at most a slice and says how much it did", () => {
  const { system, note } = bench({ sliceLetters: 10 });
  note("probe/a", "0");
  while (system.run() > 0);
  for (let i = 0; i < 25; i++) note("probe/a", `${i}`);
  assert.equal([system.run(), system.run(), system.run(), system.run()], [10, 10, 5, 0]);
});

test("a started system runs by its clock alone, and tells when it is idle", () => {
  const { system, clock, note, seen } = bench({ sliceLetters: 3 });
  let idles = 0;
  const end = system.onIdle(() => idles++);
  system.start();
  for (let i = 0; i < 10; i++) note("probe/a", `${i}`);
  assert.not(system.idle());
  clock.advance(0);
  assert.is(seen("probe/a").length, 10);
  assert.ok(system.idle());
  assert.is(idles, 1);
  end();
  note("probe/a", "more");
  clock.advance(0);
  assert.is(idles, 1);
});

test("run is not re-entrant", () => {
  const answers: number[] = [];
  const made = bench({
    kinds: [probeKind({ perform: { call: () => void answers.push(made.system.run()) } })],
  });
  made.order("probe/a", "call", {});
  made.note("probe/b", "waits meanwhile");
  made.settle();
  assert.equal(answers, [0]);
});

test("a mailbox that overflows starts its actor afresh, and nothing else suffers", () => {
  const { system, note, settle, pass, seen } = bench({ mailboxLetters: 20 });
  note("probe/calm", "hello");
  for (let i = 0; i < 50; i++) note("probe/flood", `${i}`);
  settle();
  assert.equal(seen("probe/calm"), ["hello"]);
  assert.is(system.stats().overflows, 10);
  assert.is(system.directory.find("probe/flood")?.state, "backingOff");
  pass(1000);
  assert.is(system.directory.find("probe/flood")?.state, "resting");
});

test("after a stop every letter is a dead letter", () => {
  const { system, clock, note, settle } = bench();
  note("probe/a", "hello");
  settle();
  system.stop();
  note("probe/a", "anyone?");
  clock.advance(10_000);
  assert.equal(system.directory.list({}), []);
  assert.is(system.directory.deadLetters().newest[0].why, "the system has stopped");
});

test.run();
