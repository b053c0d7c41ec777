/** Real time. @module */
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from "node:timers";
import type { Clock } from "../../ports/clock.ts";

/** The longest delay that a platform timer can hold, in ms: 2³¹ − 1, about 24.8 days. */
const delayMaxMs = 0x7fffffff;

/**
 * The computer's clock and timers. A delay of 0 is the next turn of the event loop, after waiting I/O. A pending
 * timer keeps the process alive.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, fire) => {
    if (!(delayMs > 0)) {
      const immediate = setImmediate(fire);
      return { cancel: () => clearImmediate(immediate) };
    }
    let timeout: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, delayMaxMs);
      timeout = setTimeout(() => leftMs > stepMs ? arm(leftMs - stepMs) : fire(), Math.ceil(stepMs));
    };
    arm(delayMs);
    return { cancel: () => clearTimeout(timeout) };
  },
};
