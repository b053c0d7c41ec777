/** A limiter: so many requests a second go to one server, with room for a burst; the others wait their turn. @module */
import type { Clock } from "../../ports/clock.ts";

/** client-go's defaults for a busy controller: 100 requests a second; a first view of everything fits into the burst. */
export const defaultRate: Rate = { perSecond: 100, burst: 400, waitingMax: 20_000 };

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
  /** Requests that may wait; more are turned away. */
  readonly waitingMax: number;
}

export class Limiter {
  readonly #clock: Clock;
  readonly #rate: Rate;
  readonly #waiting: (() => void)[] = [];
  #tokens: number;
  #filledAt: number;
  #isTicking = false;

  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = clock.now();
  }

  /** Passes `go` at once or in its turn, in order; `false` when too many wait already. */
  pass(go: () => void): boolean {
    this.#fill();
    if (this.#waiting.length === 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      go();
      return true;
    }
    if (this.#waiting.length >= this.#rate.waitingMax) return false;
    this.#waiting.push(go);
    this.#tick();
    return true;
  }

  #fill(): void {
    const now = this.#clock.now();
    const gained = Math.max(0, now - this.#filledAt) * this.#rate.perSecond / 1000;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained);
    this.#filledAt = now;
  }

  #tick(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#clock.after(Math.ceil(1000 / this.#rate.perSecond), () => {
      this.#isTicking = false;
      this.#fill();
      for (const go of this.#waiting.splice(0, Math.floor(this.#tokens))) {
        this.#tokens -= 1;
        go();
      }
      if (this.#waiting.length > 0) this.#tick();
    });
  }
}
