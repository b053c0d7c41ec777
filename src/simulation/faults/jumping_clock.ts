/** A clock whose time of day jumps, while its timers keep the true pace (F21). @module */
import type { Clock, Timer } from "../../ports/clock.ts";

export class JumpingClock implements Clock {
  readonly #true: Clock;
  #offsetMs = 0;

  constructor(clock: Clock) {
    this.#true = clock;
  }

  now(): number {
    return this.#true.now() + this.#offsetMs;
  }

  after(delayMs: number, fire: () => void): Timer {
    return this.#true.after(delayMs, fire);
  }

  jump(ms: number): void {
    this.#offsetMs += ms;
  }
}
