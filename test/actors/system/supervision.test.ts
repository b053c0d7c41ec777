/** What happens to an actor that throws, and to its neighbours: nothing. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMachine } from "xstate";
import type { PerformContext, Restart } from "../../../src/actors/system/kind.ts";
import { type Bench, bench, probeKind } from "./fixture.ts";

const thing = (resourceVersion: string, uid = "u1") => ({
  type: "thing.added",
  fact: { uid, resourceVersion },
});
const stateOf = ({ system }: Bench, address: string) => system.directory.find(address)?.state ?? "(none)";

/** Each failure takes less than a second of back-off: four in four seconds are more than three in a minute. */
function failTimes(made: Bench, address: string, times: number): void {
  for (let i = 0; i < times; i++) {
    made.order(address, "unbound", {});
    made.pass(2002);
  }
}

const cases: { restart: Restart; end: "throw" | "finish"; after: string; later: string }[] = [
  { restart: "permanent", end: "throw", after: "backingOff", later: "resting" },
  { restart: "permanent", end: "finish", after: "backingOff", later: "resting" },
  { restart: "transient", end: "throw", after: "backingOff", later: "resting" },
  { restart: "transient", end: "finish", after: "(none)", later: "(none)" },
  { restart: "temporary", end: "throw", after: "(none)", later: "(none)" },
  { restart: "temporary", end: "finish", after: "(none)", later: "(none)" },
];
for (const { restart, end, after, later } of cases) {
  test(`a ${restart} actor after ${end}: ${after}, and later ${later}`, () => {
    const made = bench({ kinds: [probeKind({ restart })] });
    made.note("probe/a", "hello");
    made.settle();
    made.system.tell("probe/a", { type: end });
    made.settle();
    assert.is(stateOf(made, "probe/a"), after);
    made.pass(2000);
    made.pass(2000);
    assert.is(stateOf(made, "probe/a"), later);
  });
}

test("a throw changes the state of no neighbour", () => {
  const made = bench({ shards: 1 });
  for (const name of ["a", "b", "c"]) made.note(`probe/${name}`, "hello");
  made.settle();
  made.system.tell("probe/b", { type: "throw" });
  for (const name of ["a", "b", "c"]) made.note(`probe/${name}`, "again");
  made.settle();
  assert.equal(made.seen("probe/a"), ["hello", "again"]);
  assert.equal(made.seen("probe/c"), ["hello", "again"]);
});

test("what a step named before it threw is not done", () => {
  const made = bench();
  made.note("probe/a", "hello");
  made.note("probe/b", "hello");
  made.settle();
  const params = { to: "probe/b", event: { type: "note", text: "leaked" } };
  made.system.tell("probe/a", { type: "throwLate", effect: "tell", params } as { type: string });
  made.settle();
  assert.equal(made.seen("probe/b"), ["hello"]);
  assert.is(stateOf(made, "probe/a"), "backingOff");
});

test("the letter that an actor failed on is tried once more and then buried, and the others are handled", () => {
  const made = bench();
  made.note("probe/a", "hello");
  made.settle();
  made.system.tell("probe/a", { type: "throw" });
  made.note("probe/a", "after");
  made.pass(60_000);
  assert.equal(made.seen("probe/a"), ["after"]);
  assert.is(made.system.stats().failures, 2);
  assert.match(made.system.directory.deadLetters().newest[0].why, /^poison: Error: thrown/);
});

test("an effect whose perform throws, or has none, is a failure of its actor alone", () => {
  const perform = {
    call: () => {
      throw new Error("no route");
    },
  };
  for (const effect of ["call", "unbound"] as const) {
    const made = bench({ kinds: [probeKind({ perform })] });
    made.note("probe/b", "hello");
    made.order("probe/a", effect, {});
    made.settle();
    assert.is(stateOf(made, "probe/a"), "backingOff");
    assert.is(stateOf(made, "probe/b"), "resting");
  }
});

test("more than three restarts in a minute park an actor, visibly", () => {
  const made = bench();
  made.system.tell("probe/a", thing("1"));
  made.settle();
  failTimes(made, "probe/a", 3);
  const view = made.system.directory.find("probe/a");
  assert.is(view?.state, "parked");
  assert.is(view?.waitsFor, "a changed object");
  assert.match(view?.reason ?? "", /^It failed too often: ReferenceError: Cannot perform effect unbound/);
  assert.ok(view?.overdue);
  assert.is(view?.restarts, 3);
  assert.is(made.system.stats().parked, 1);
});

test("restarts that are far apart do not park an actor", () => {
  const made = bench();
  made.system.tell("probe/a", thing("1"));
  for (let i = 0; i < 10; i++) {
    failTimes(made, "probe/a", 1);
    made.pass(60_000);
  }
  made.settle();
  assert.is(stateOf(made, "probe/a"), "resting");
});

test("back-off doubles with each restart in the period", () => {
  const made = bench({ restartIntensity: { restarts: 9, periodMs: 600_000 } });
  made.system.tell("probe/a", thing("1"));
  const waits: number[] = [];
  for (let i = 0; i < 9; i++) {
    made.order("probe/a", "unbound", {});
    made.settle();
    waits.push((made.system.directory.find("probe/a")?.deadline ?? 0) - made.clock.now());
    made.clock.runUntil(() => stateOf(made, "probe/a") === "starting");
    made.settle();
    waits.push((made.system.directory.find("probe/a")?.deadline ?? 0) - made.clock.now());
    made.pass(31_000);
  }
  const longest = [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
  longest.forEach((most, i) =>
    assert.ok(waits[i] >= most / 2 && waits[i] <= most, `wait ${i} is ${waits[i]}`)
  );
});

test("a parked actor keeps its letters and is revived by another version of its object", () => {
  const made = bench();
  made.system.tell("probe/a", thing("1"));
  made.settle();
  failTimes(made, "probe/a", 3);
  made.note("probe/a", "kept");
  made.system.tell("probe/a", thing("1"));
  made.settle();
  assert.is(stateOf(made, "probe/a"), "parked");
  made.system.tell("probe/a", thing("2"));
  made.settle();
  assert.is(stateOf(made, "probe/a"), "resting");
  assert.equal(made.seen("probe/a"), ["kept", "thing.added"]);
  assert.is((made.system.directory.find("probe/a")?.context as { version: string }).version, "2");
  assert.is(made.system.stats().parked, 0);
});

test("an actor that backs off is revived at once by a changed object", () => {
  const made = bench();
  made.system.tell("probe/a", thing("1"));
  made.settle();
  made.system.tell("probe/a", { type: "throw" });
  made.settle();
  made.system.tell("probe/a", thing("1", "another-uid"));
  made.settle();
  assert.is(made.system.directory.find("probe/a")?.restarts, 0);
  assert.is(made.system.stats().failures, 2, "the poison letter was tried again");
});

test("a restart begins with the newest object that was handled, not with the first", () => {
  const made = bench();
  for (const version of ["1", "2", "3"]) made.system.tell("probe/a", thing(version));
  made.settle();
  made.system.tell("probe/a", { type: "throw" });
  made.pass(60_000);
  assert.is((made.system.directory.find("probe/a")?.context as { version: string }).version, "3");
});

test("news of another object revives a parked actor too, though not more often than the intensity allows", () => {
  const made = bench();
  made.system.tell("probe/a", thing("1"));
  made.settle();
  failTimes(made, "probe/a", 2);
  assert.is(stateOf(made, "probe/a"), "parked");
  const other = { type: "x.modified", fact: { uid: "u2", resourceVersion: "7" } };
  for (let i = 0; i < 100; i++) made.system.tell("probe/a", other);
  made.pass(19_999);
  assert.is(stateOf(made, "probe/a"), "parked");
  made.pass(1);
  assert.is(stateOf(made, "probe/a"), "resting");
  assert.is(made.system.stats().parked, 0);
});

test("F21: a clock that is put back keeps no actor parked until it is where it was", () => {
  const made = bench();
  made.system.tell("probe/a", thing("1"));
  made.settle();
  failTimes(made, "probe/a", 2);
  assert.is(stateOf(made, "probe/a"), "parked");
  made.timeOfDay.jump(-7_200_000);
  const other = { type: "x.modified", fact: { uid: "u2", resourceVersion: "7" } };
  made.system.tell("probe/a", other);
  made.pass(20_000);
  assert.is(stateOf(made, "probe/a"), "resting");
});

test("F21: restarts before the clock was put back count for nothing", () => {
  const made = bench();
  made.system.tell("probe/a", thing("1"));
  made.settle();
  failTimes(made, "probe/a", 1);
  made.timeOfDay.jump(-7_200_000);
  failTimes(made, "probe/a", 1);
  assert.is(stateOf(made, "probe/a"), "resting");
});

test("a parked actor whose object is gone is tried once more and then ended", () => {
  const made = bench({ kinds: [probeKind({ endedBy: ["thing.deleted"], input: refuse })] });
  made.system.tell("probe/a", thing("1"));
  made.pass(60_000);
  assert.is(stateOf(made, "probe/a"), "parked");
  made.system.tell("probe/a", { type: "thing.deleted" });
  made.pass(60_000);
  assert.is(stateOf(made, "probe/a"), "(none)");
});

function refuse(): never {
  throw new TypeError("Cannot read this object");
}

test("letters that still wait when an actor finishes go to its successor, in order", () => {
  const made = bench();
  made.note("probe/a", "first");
  made.settle();
  made.system.tell("probe/a", { type: "finish" });
  made.system.tell("probe/a", { type: "ask" });
  made.note("probe/a", "second");
  made.note("probe/a", "third");
  made.settle();
  assert.equal(made.seen("probe/a"), ["second", "third"]);
  assert.is(made.system.directory.deadLetters().newest[0].type, "ask");
  assert.is(made.system.stats().completed, 1);
});

test("what an ended incarnation still says is dropped and counted", () => {
  const late: PerformContext[] = [];
  const call = (_params: never, context: PerformContext) => void late.push(context);
  const made = bench({ kinds: [probeKind({ perform: { call } })] });
  made.note("probe/b", "hello");
  made.order("probe/a", "call", {});
  made.settle();
  made.system.tell("probe/a", { type: "finish" });
  made.note("probe/a", "successor");
  made.settle();
  late[0].reply({ type: "note" });
  late[0].tell("probe/b", { type: "note" });
  made.settle();
  assert.equal([made.seen("probe/a"), made.seen("probe/b")], [["successor"], ["hello"]]);
  assert.is(made.system.stats().lateReplies, 2);
});

test("an answer that comes while its actor backs off is not kept for the next incarnation", () => {
  const late: PerformContext[] = [];
  const call = (_params: never, context: PerformContext) => void late.push(context);
  const made = bench({ kinds: [probeKind({ perform: { call } })] });
  made.order("probe/a", "call", {});
  made.settle();
  made.order("probe/a", "unbound", {});
  made.settle();
  const { waiting } = made.system.stats();
  late[0].reply({ type: "note" });
  assert.is(made.system.stats().waiting, waiting);
});

test("an error that cannot be printed, or is huge, is bounded", () => {
  const made = bench();
  made.note("probe/a", "hello");
  made.system.tell("probe/a", { type: "throw", message: "x".repeat(100_000) } as { type: string });
  made.settle();
  assert.is(made.system.directory.find("probe/a")?.lastError?.length, 500);
  const poison = {
    get message(): string {
      throw new Error("no");
    },
  };
  const call = () => {
    throw Object.setPrototypeOf(poison, null);
  };
  const other = bench({ kinds: [probeKind({ perform: { call } })] });
  other.order("probe/a", "call", {});
  other.settle();
  assert.is(other.system.directory.find("probe/a")?.lastError, "an error that cannot be printed");
});

test("the kind is told when an incarnation ends, and its throw hurts nobody", () => {
  const ends: string[] = [];
  const ended = (address: string, why: string) => {
    ends.push(`${address} ${why}`);
    throw new Error("cannot release");
  };
  const made = bench({ kinds: [probeKind({ ended })] });
  for (const name of ["a", "b", "c"]) made.note(`probe/${name}`, "hello");
  made.system.tell("probe/a", { type: "finish" });
  made.system.tell("probe/b", { type: "throw" });
  made.settle();
  made.system.stop();
  assert.equal(ends, ["probe/a completed", "probe/b failed", "probe/c stopped"]);
});

test("a restarted actor is told again by its kind what it cannot ask for, and a new one is not", () => {
  const restarted = ({ reply }: PerformContext) =>
    reply({ type: "note", text: "as I said" } as { type: string });
  const made = bench({ kinds: [probeKind({ restarted })] });
  made.note("probe/a", "hello");
  made.settle();
  assert.equal(made.seen("probe/a"), ["hello"]);
  made.system.tell("probe/a", { type: "throw" });
  made.pass(60_000);
  assert.equal(made.seen("probe/a"), ["as I said"]);
});

test("a circle of eventless transitions is a failure and not a hang", () => {
  const guard = () => true;
  const circle = createMachine({
    id: "circle",
    initial: "a",
    on: { note: ".b" },
    states: { a: {}, b: { always: { guard, target: "c" } }, c: { always: { guard, target: "b" } } },
  });
  const made = bench({ kinds: [probeKind({ name: "circle", machine: circle }), probeKind()] });
  for (const address of ["circle/x", "probe/a"]) made.note(address, "hello");
  made.settle();
  assert.match(made.system.directory.find("circle/x")?.lastError ?? "", /Infinite loop/);
  assert.equal(made.seen("probe/a"), ["hello"]);
});

test.run();
