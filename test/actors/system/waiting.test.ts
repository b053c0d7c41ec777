/** Timers, and what the directory says of an actor that waits. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMachine } from "xstate";
import { type Cell, lastLetters, remember } from "../../../src/actors/system/cell.ts";
import type { Letter } from "../../../src/actors/system/letter.ts";
import { bench, probeKind } from "./fixture.ts";

const timer = (name: string, delayMs: number, text = name) => ({
  name,
  delayMs,
  event: { type: "note", text },
});

test("a timer sends its letter when its time has come, and a stopped one never", () => {
  const { order, pass, seen } = bench();
  order("probe/a", "startTimer", timer("late", 200));
  order("probe/a", "startTimer", timer("soon", 100));
  order("probe/a", "startTimer", timer("never", 150));
  order("probe/a", "stopTimer", { name: "never" });
  pass(99);
  assert.equal(seen("probe/a"), []);
  pass(101);
  assert.equal(seen("probe/a"), ["soon", "late"]);
});

test("a timer of the same name replaces the first", () => {
  const { order, pass, seen } = bench();
  order("probe/a", "startTimer", timer("t", 100, "first"));
  order("probe/a", "startTimer", timer("t", 200, "second"));
  pass(1000);
  assert.equal(seen("probe/a"), ["second"]);
});

test("timers die with their incarnation", () => {
  const { system, order, settle, pass, seen } = bench();
  order("probe/a", "startTimer", timer("t", 500));
  settle();
  system.tell("probe/a", { type: "throw" });
  pass(60_000);
  assert.equal(seen("probe/a"), []);
  assert.is(system.directory.find("probe/a")?.state, "resting");
  assert.is(system.stats().lateReplies, 0, "it did not even fire");
});

test("the directory shows the chart's reason, what is waited for, and until when", () => {
  const { system, clock, note, settle } = bench();
  note("probe/a", "hello");
  settle();
  const { state, reason, waitsFor, deadline } = system.directory.list({})[0];
  assert.equal([state, reason, waitsFor, deadline], ["resting", "It rests", null, null]);
  clock.advance(10);
  system.tell("probe/a", { type: "ask" });
  settle();
  const asking = system.directory.list({ state: "asking" })[0];
  assert.equal([asking.reason, asking.waitsFor], ["It asked", "an answer"]);
  assert.is(asking.since, clock.now());
  assert.is(asking.deadline, clock.now() + 1000);
});

test("a wait that is over its deadline shows, and the actor is told if its chart can take it", () => {
  const { system, note, settle, pass, seen } = bench();
  note("probe/a", "hello");
  system.tell("probe/a", { type: "ask" });
  pass(999);
  assert.not(system.directory.find("probe/a")?.overdue);
  pass(1);
  assert.ok(system.directory.find("probe/a")?.overdue);
  assert.equal(seen("probe/a"), ["hello", "deadline.passed"]);
  system.tell("probe/a", { type: "rest" });
  settle();
  assert.not(system.directory.find("probe/a")?.overdue);
});

test("a deadline that passed in a state that was left meanwhile is not told", () => {
  const { system, clock, note, settle, seen } = bench();
  note("probe/a", "hello");
  system.tell("probe/a", { type: "ask" });
  settle();
  system.tell("probe/a", { type: "rest" });
  clock.advance(1000);
  settle();
  assert.equal(seen("probe/a"), ["hello"]);
});

test("present trouble is added to the chart's reason", () => {
  const { system, note, settle } = bench();
  note("probe/a", "hello");
  for (let i = 0; i < 2; i++) system.tell("probe/a", { type: "ask" });
  settle();
  assert.is(system.directory.find("probe/a")?.reason, "It waits: something is odd");
});

test("the last twenty letters are shown with their causes and without their bodies", () => {
  const { system, order, note, settle } = bench();
  order("probe/a", "tell", { to: "probe/b", event: { type: "note", text: "secret" } });
  settle();
  const [first] = system.directory.find("probe/b")?.lastLetters ?? [];
  assert.equal([first.type, first.from, first.cause], ["note", "probe/a", 1]);
  assert.not.match(JSON.stringify(first), "secret");
  for (let i = 0; i < 30; i++) note("probe/b", "more");
  settle();
  const ids = system.directory.find("probe/b")?.lastLetters.map(({ id }) => id) ?? [];
  assert.is(ids.length, 20);
  assert.equal(ids, [...ids].sort((a, b) => a - b));
  assert.is(system.directory.find("probe/b")?.lettersHandled, 31);
});

test("what a letter said is forgotten once it was handled", () => {
  const letter = { event: { type: "note" } } as Letter;
  const cell = { handled: 0, lastLetters: [] as Letter[] } as unknown as Cell;
  remember(cell, letter);
  assert.equal(lastLetters(cell), [letter]);
  assert.is(letter.event, null);
});

test("the deepest state with a reason gives it", () => {
  const meta = (reason: string) => ({ reason, waitsFor: null, deadlineMs: null });
  const nested = createMachine({
    id: "nested",
    initial: "outer",
    on: { note: {} },
    states: {
      outer: {
        meta: meta("the outer reason"),
        initial: "middle",
        states: { middle: { meta: meta("the inner reason"), initial: "leaf", states: { leaf: {} } } },
      },
    },
  });
  const { system, note, settle } = bench({ kinds: [probeKind({ machine: nested })] });
  note("probe/a", "hello");
  settle();
  const view = system.directory.find("probe/a");
  assert.equal([view?.state, view?.reason], ["outer.middle.leaf", "the inner reason"]);
});

test("a view that throws hurts nothing but itself", () => {
  const view = () => {
    throw new Error("cannot show");
  };
  const { system, note, settle } = bench({ kinds: [probeKind({ view })] });
  note("probe/a", "hello");
  settle();
  assert.equal(system.directory.find("probe/a")?.context, { unavailable: "Error: cannot show" });
});

test("the list is sorted by address and filtered by kind and state", () => {
  const { system, note, settle } = bench({ kinds: [probeKind(), probeKind({ name: "other" })] });
  for (const address of ["probe/b", "other/x", "probe/a"]) note(address, "hello");
  settle();
  const addresses = (query: { kind?: string; state?: string }) =>
    system.directory.list(query).map(({ address }) => address);
  assert.equal(addresses({}), ["other/x", "probe/a", "probe/b"]);
  assert.equal(addresses({ kind: "other" }), ["other/x"]);
  assert.equal(addresses({ state: "asking" }), []);
  assert.equal(system.directory.kinds(), ["probe", "other"]);
});

test("listeners hear of each change of state and of the end", () => {
  const { system, note, settle } = bench();
  const news: string[] = [];
  const end = system.feed.subscribe((change) =>
    news.push(
      change.type === "gone" ? `${change.address} gone` : `${change.summary.address} ${change.summary.state}`,
    )
  );
  note("probe/a", "hello");
  system.tell("probe/a", { type: "ask" });
  system.tell("probe/a", { type: "finish" });
  settle();
  assert.equal(news, ["probe/a resting", "probe/a asking", "probe/a gone"]);
  end();
  note("probe/a", "hello");
  settle();
  assert.is(news.length, 3);
});

test.run();
