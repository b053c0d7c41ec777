/** How a play lets time go by: a virtual clock is pushed, a real one is waited for. @module */
import type { Clock } from "../../ports/clock.ts";

export interface Pace {
  /** Milliseconds since the epoch, in the story's time. */
  now(): number;
  /** Lets `ms` of the story's time go by. */
  wait(ms: number): Promise<void>;
  /** The outcome of `pending`, with as much of the story's time going by as it takes. */
  settle<T>(pending: Promise<T>): Promise<T>;
}

/** A clock that stands still until it is pushed. */
export interface DrivenClock extends Clock {
  /** Fires what falls due in the next `ms` milliseconds, in order, and then stands at the end of them. */
  advance(ms: number): void;
}

/** A pace that waits for the clock, as people do. */
export function createRealPace(clock: Clock): Pace {
  return {
    now: () => clock.now(),
    wait: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
    settle: (pending) => pending,
  };
}

/** Small, so that answers that come as promises are taken up close to their time; a power of ten for readable traces. */
const sliceMs = 10;
/** How many promises may hang on each other between two ticks of a virtual clock. */
const turnsPerSlice = 32;
const patienceMs = 600_000;

/** A pace that pushes the clock; between two pushes, promises are kept. */
export function createVirtualPace(clock: DrivenClock): Pace {
  return {
    now: () => clock.now(),
    async wait(ms) {
      await keepPromises();
      for (let rest = ms; rest > 0; rest -= sliceMs) {
        clock.advance(Math.min(rest, sliceMs));
        await keepPromises();
      }
    },
    async settle<T>(pending: Promise<T>): Promise<T> {
      let settled = false;
      const settle = () => void (settled = true);
      pending.then(settle, settle);
      await keepPromises();
      for (let waited = 0; !settled; waited += sliceMs) {
        if (waited > patienceMs) {
          throw new Error(`Cannot go on: no answer within ${patienceMs} ms of virtual time`);
        }
        clock.advance(sliceMs);
        await keepPromises();
      }
      return await pending;
    },
  };
}

async function keepPromises(): Promise<void> {
  for (let turn = 0; turn < turnsPerSlice; turn += 1) await null;
}
