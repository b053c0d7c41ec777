/** Ctrl-C: the first asks for a clean stop, a second one ends the program at once. @module */
import type { Clock } from "../ports/clock.ts";

export interface Interrupt {
  /** Resolves at the first request to stop. */
  readonly asked: Promise<void>;
  readonly isAsked: boolean;
}

/**
 * One key press can arrive twice: from the terminal, and again from `npx` or `deno task`, which pass signals on. Measured:
 * within one millisecond. Nobody presses twice within this time, in milliseconds.
 */
const echoMs = 300;

/** Turns signals into an {@link Interrupt}; `signal` is called for each one that arrives. */
export function createInterrupt(clock: Clock, endNow: () => void): Interrupt & { signal(): void } {
  let askedAt: number | null = null;
  let resolve = () => {};
  const asked = new Promise<void>((settle) => resolve = settle);
  return {
    asked,
    get isAsked() {
      return askedAt !== null;
    },
    signal() {
      if (askedAt !== null && clock.now() - askedAt >= echoMs) return endNow();
      askedAt ??= clock.now();
      resolve();
    },
  };
}
