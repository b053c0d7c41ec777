/** Ctrl-C once, twice, and once that arrives twice. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { createInterrupt } from "../../src/cli/interrupt.ts";

function presses(...atMs: readonly number[]): { isAsked: boolean; ends: number } {
  const clock = new VirtualClock();
  let ends = 0;
  const interrupt = createInterrupt(clock, () => ends++);
  const began = clock.now();
  for (const at of atMs) {
    clock.advance(began + at - clock.now());
    interrupt.signal();
  }
  return { isAsked: interrupt.isAsked, ends };
}

test("nothing is asked before the first press", () => assert.equal(presses(), { isAsked: false, ends: 0 }));
test("the first press asks for a clean stop", () => assert.equal(presses(5), { isAsked: true, ends: 0 }));
test("the echo of one press is not a second press", () => assert.is(presses(5, 6, 8).ends, 0));
test("a second press ends the program at once", () => assert.is(presses(5, 6, 900).ends, 1));

test("who waits for the first press is told", async () => {
  const interrupt = createInterrupt(new VirtualClock(), () => {});
  interrupt.signal();
  await interrupt.asked;
  assert.ok(interrupt.isAsked);
});

test.run();
