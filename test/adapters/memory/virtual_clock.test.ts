/** A clock that goes from deadline to deadline. @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock, virtualEpoch } from "../../../src/adapters/memory/virtual_clock.ts";
import { timestamp } from "../../../src/ports/clock.ts";

test("it begins with the year 2026, unless told otherwise", () => {
  assert.is(timestamp(new VirtualClock()), "2026-01-01T00:00:00Z");
  assert.is(new VirtualClock(5).now(), 5);
});

test("a timer fires at its own time, never from inside the call, and equal ones in order of arming", () => {
  const clock = new VirtualClock(0);
  const fired: string[] = [];
  for (const [name, delay] of [["c", 20], ["a", 10], ["b", 10], ["now", 0], ["past", -5]] as const) {
    clock.after(delay, () => fired.push(`${name}@${clock.now()}`));
  }
  assert.equal(fired, []);
  assert.is(clock.next(), 0);
  clock.advance(15);
  assert.equal(fired, ["now@0", "past@0", "a@10", "b@10"]);
  assert.is(clock.now(), 15);
  clock.advance(5);
  assert.is(fired.at(-1), "c@20");
});

test("a chain of timers fires at each link's time within one advance", () => {
  const clock = new VirtualClock(0);
  const at: number[] = [];
  const tick = () => {
    at.push(clock.now());
    clock.after(1000, tick);
  };
  clock.after(1000, tick);
  clock.advance(3500);
  assert.equal(at, [1000, 2000, 3000]);
});

test("a cancelled timer never fires, and cancelling is idempotent", () => {
  const clock = new VirtualClock(0);
  let fired = 0;
  const timer = clock.after(10, () => fired++);
  const other = clock.after(5, () => timer.cancel());
  clock.advance(100);
  timer.cancel();
  other.cancel();
  assert.is(fired, 0);
  assert.is(clock.next(), undefined);
});

test("it runs until a predicate holds, or says that the timers ran out", () => {
  const clock = new VirtualClock(0);
  let count = 0;
  for (const delay of [10, 20, 30]) clock.after(delay, () => count++);
  assert.ok(clock.runUntil(() => count === 2));
  assert.is(clock.now(), 20);
  assert.not(clock.runUntil(() => count === 9));
  assert.is(clock.now(), 30);
  clock.runUntil(virtualEpoch);
  assert.is(clock.now(), virtualEpoch);
});

test("whatever is armed and cancelled, timers fire as a sorted list would", () => {
  const alarm = fc.record({ delay: fc.nat(50), cancelled: fc.boolean() });
  fc.assert(
    fc.property(fc.array(alarm, { maxLength: 300 }), (alarms) => {
      const clock = new VirtualClock(0);
      const fired: number[] = [];
      const timers = alarms.map(({ delay }, i) => clock.after(delay, () => fired.push(i)));
      alarms.forEach(({ cancelled }, i) => cancelled && timers[i].cancel());
      clock.advance(50);
      const expected = alarms.map(({ delay }, i) => ({ delay, i })).filter(({ i }) => !alarms[i].cancelled);
      assert.equal(fired, expected.sort((a, b) => a.delay - b.delay || a.i - b.i).map(({ i }) => i));
    }),
    { numRuns: 200, seed: 11 },
  );
});

test.run();
