/** Real time and real chance. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { systemRandomness } from "../../../src/adapters/system/system_randomness.ts";

const fired = (delayMs: number) => new Promise<void>((resolve) => systemClock.after(delayMs, resolve));

test("a timer fires no sooner than it was asked to", async () => {
  const begin = systemClock.now();
  await fired(20);
  assert.ok(systemClock.now() - begin >= 19, "one millisecond of rounding is allowed");
});

test("a delay of nothing is the next turn, not this one", async () => {
  let done = false;
  const turn = fired(0).then(() => done = true);
  assert.not(done);
  await turn;
  assert.ok(done);
});

test("a cancelled timer never fires", async () => {
  let fires = 0;
  for (const delay of [0, 1]) systemClock.after(delay, () => fires++).cancel();
  await fired(10);
  assert.is(fires, 0);
});

test("a delay that no platform timer can hold does not fire at once", async () => {
  let fires = 0;
  const timer = systemClock.after(2 ** 40, () => fires++);
  await fired(10);
  timer.cancel();
  assert.is(fires, 0);
});

test("names have the right form and do not repeat", () => {
  assert.match(systemRandomness.uuid(), /^[0-9a-f-]{14}4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(systemRandomness.base36(16), /^[0-9a-z]{16}$/);
  assert.is.not(systemRandomness.uuid(), systemRandomness.uuid());
  const { next } = systemRandomness;
  assert.ok(next() >= 0 && next() < 1);
});

test.run();
