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

/** A clock that stands still until it is pushed, such as `VirtualClock`. */
export interface DrivenClock extends Clock {
  /** Fires what falls due in the next `ms` milliseconds, in order, and then stands at the end of them. */
  advance(ms: number): void;
  /** When the next timer fires, in milliseconds since the epoch; undefined when none is armed. */
  next(): number | undefined;
}

/** A pace that waits for the clock, as people do. */
export function createRealPace(clock: Clock): Pace {
  return {
    now: () => clock.now(),
    wait: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
    settle: (pending) => pending,
  };
}

/** How many promises may hang on each other between two timers of a virtual clock. */
const turns = 100;
/** How long a chain of promises may be when no timer is armed that could explain the delay, in rounds of `turns`. */
const roundsMax = 1000;
const patienceMs = 600_000;

/** A pace that pushes the clock from timer to timer; after each, promises are kept. */
export function createVirtualPace(clock: DrivenClock): Pace {
  return {
    now: () => clock.now(),
    async wait(ms) {
      const end = clock.now() + ms;
      await keepPromises();
      while (clock.now() < end) await pushOnce(clock, end);
    },
    async settle<T>(pending: Promise<T>): Promise<T> {
      const end = clock.now() + patienceMs;
      let settled = false;
      const settle = () => void (settled = true);
      pending.then(settle, settle);
      await keepPromises();
      for (let idle = 0; !settled && idle < roundsMax && clock.now() < end;) {
        idle = clock.next() === undefined ? idle + 1 : 0;
        if (idle > 0) await keepPromises();
        else await pushOnce(clock, end);
      }
      if (!settled) throw new Error("Cannot go on: the answer does not come from the virtual clock");
      return await pending;
    },
  };
}

/** To the next timer, or to `end` when that comes first. */
async function pushOnce(clock: DrivenClock, end: number): Promise<void> {
  clock.advance(Math.min(clock.next() ?? end, end) - clock.now());
  await keepPromises();
}

async function keepPromises(): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await null;
}
