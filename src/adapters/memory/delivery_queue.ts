/** Things to be done after a while, in the order they came. @module */
import type { Clock, Timer } from "../../ports/clock.ts";

/** A first-in, first-out queue with a delay, on one timer. */
export class DeliveryQueue {
  readonly #clock: Clock;
  readonly #delayMs: number;
  #waiting: { readonly due: number; readonly deliver: () => void }[] = [];
  #timer: Timer | null = null;
  #closed = false;

  constructor(clock: Clock, delayMs: number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  /** Calls `deliver` once, `delayMs` from now, after everything put here before; never from inside this call. */
  put(deliver: () => void): void {
    if (this.#closed) return;
    this.#waiting.push({ due: this.#clock.now() + this.#delayMs, deliver });
    this.#arm();
  }

  /** Drops what waits and everything put here later. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#timer?.cancel();
  }

  #arm(): void {
    const [first] = this.#waiting;
    if (this.#timer !== null || first === undefined) return;
    this.#timer = this.#clock.after(Math.max(0, first.due - this.#clock.now()), () => this.#drain());
  }

  /** Delivers what was due when it began; what deliveries put here waits for the next turn. */
  #drain(): void {
    const now = this.#clock.now();
    let left = this.#waiting.length;
    try {
      while (left-- > 0 && this.#waiting.length > 0 && this.#waiting[0]!.due <= now) {
        this.#waiting.shift()!.deliver();
      }
    } finally {
      // A delivery that throws is its owner's bug; the others are delivered all the same.
      this.#timer = null;
      this.#arm();
    }
  }
}
