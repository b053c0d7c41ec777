/** A clock that a test moves by hand. @module */
import type { Clock, Timer } from "../../src/ports/clock.ts";
import { sampleNow } from "./sample_directory.ts";

export class ManualClock implements Clock {
  #now = sampleNow;
  readonly #timers = new Map<object, { readonly at: number; readonly fire: () => void }>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, fire: () => void): Timer {
    const key = {};
    this.#timers.set(key, { at: this.#now + delayMs, fire });
    return { cancel: () => void this.#timers.delete(key) };
  }

  /** How many timers have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on, and fires what falls due in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next[0]);
      this.#now = next[1].at;
      next[1].fire();
    }
    this.#now = end;
  }
}
