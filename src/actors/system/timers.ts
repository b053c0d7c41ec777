/** The actors' named timers; a timer dies with the incarnation that started it. @module */
import type { StartTimerParams } from "../../machines/letters.ts";
import type { Clock, Timer } from "../../ports/clock.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { Cell } from "./cell.ts";
import type { Send } from "./letter.ts";

interface RunningTimer extends Timer {
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

export class Timers {
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #send: Send;
  readonly #byActor = new Map<string, Map<string, RunningTimer>>();

  constructor(clock: Clock, randomness: Randomness, send: Send) {
    this.#clock = clock;
    this.#randomness = randomness;
    this.#send = send;
  }

  /** Starts a timer of the live actor; one of the same name is replaced. `cause` is the letter that asked for it. */
  start(cell: Cell, params: StartTimerParams, cause: number): void {
    const { name, delayMs, jitterMs = 0, whenRunning = "replaced", event } = params;
    const { address, incarnation } = cell;
    let timers = this.#byActor.get(address);
    if (timers === undefined) this.#byActor.set(address, timers = new Map());
    const running = timers.get(name);
    const wholeMs = delayMs + Math.floor(this.#randomness.next() * jitterMs);
    const dueAt = this.#clock.now() + wholeMs;
    if (whenRunning === "earlier" && running !== undefined && running.dueAt <= dueAt) return;
    running?.cancel();
    const timer = this.#clock.after(wholeMs, () => {
      timers.delete(name);
      this.#send(address, { ...event, at: this.#clock.now() } as typeof event, "timer", cause, incarnation);
    });
    timers.set(name, { dueAt, cancel: () => timer.cancel() });
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
