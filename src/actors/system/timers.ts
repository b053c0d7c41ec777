/** The actors' named timers; a timer dies with the incarnation that started it. @module */
import type { StartTimerParams } from "../../machines/letters.ts";
import type { Clock, Timer } from "../../ports/clock.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { Cell } from "./cell.ts";
import type { Send } from "./letter.ts";

export class Timers {
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #send: Send;
  readonly #byActor = new Map<string, Map<string, Timer>>();

  constructor(clock: Clock, randomness: Randomness, send: Send) {
    this.#clock = clock;
    this.#randomness = randomness;
    this.#send = send;
  }

  /** Starts a timer of the live actor; one of the same name is replaced. `cause` is the letter that asked for it. */
  start(cell: Cell, { name, delayMs, jitterMs = 0, event }: StartTimerParams, cause: number): void {
    const { address, incarnation } = cell;
    let timers = this.#byActor.get(address);
    if (timers === undefined) this.#byActor.set(address, timers = new Map());
    timers.get(name)?.cancel();
    const timer = this.#clock.after(delayMs + Math.floor(this.#randomness.next() * jitterMs), () => {
      timers.delete(name);
      this.#send(address, event, "timer", cause, incarnation);
    });
    timers.set(name, timer);
  }

  stop(address: string, name: string): void {
    const timers = this.#byActor.get(address);
    timers?.get(name)?.cancel();
    timers?.delete(name);
  }

  /** Cancels all timers of an actor that ends. */
  end(address: string): void {
    for (const timer of this.#byActor.get(address)?.values() ?? []) timer.cancel();
    this.#byActor.delete(address);
  }
}
