/** One flow of requests: so many a second, so many at once, and a short queue for what comes too soon. @module */

/** What one flow may have. */
export interface FlowLimits {
  /** Requests a second in the long run; a large one counts for several. */
  readonly perSecond: number;
  readonly burst: number;
  /** Requests that are being answered at once. */
  readonly seats: number;
  /** Requests that wait for their turn; more are refused. */
  readonly waitingMax: number;
}

export class Flow {
  readonly #limits: FlowLimits;
  #waiting: (() => void)[] = [];
  #tokens: number;
  #filledAt: number;
  #seated = 0;

  constructor(limits: FlowLimits, now: number) {
    this.#limits = limits;
    this.#tokens = limits.burst;
    this.#filledAt = now;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Nobody is here, and all that was used has been given back: forgetting it changes nothing. */
  isFresh(now: number): boolean {
    this.#fill(now);
    return this.#seated === 0 && this.#waiting.length === 0 && this.#tokens >= this.#limits.burst;
  }

  /** Calls `go` now or in its turn, in order; `refused` when too many wait already. */
  enter(now: number, go: () => void): "accepted" | "refused" {
    this.#fill(now);
    if (this.#waiting.length === 0 && this.#isOpen()) this.#seat(go);
    else if (this.#waiting.length >= this.#limits.waitingMax) return "refused";
    else this.#waiting.push(go);
    return "accepted";
  }

  /** One that was let in has its answer. */
  leave(now: number): void {
    this.#seated -= 1;
    this.advance(now);
  }

  /** What was let in turned out to cost more than one request. Debts are paid by waiting. */
  charge(tokens: number): void {
    this.#tokens = Math.max(-this.#limits.burst, this.#tokens - tokens);
  }

  /** Lets in whoever's turn has come. */
  advance(now: number): void {
    this.#fill(now);
    while (this.#waiting.length > 0 && this.#isOpen()) this.#seat(this.#waiting.shift() as () => void);
  }

  /** Milliseconds until a request that came now would have its turn. */
  delayMs(): number {
    const missing = this.#waiting.length + 1 - this.#tokens;
    return Math.max(0, Math.ceil(missing * 1000 / this.#limits.perSecond));
  }

  #isOpen(): boolean {
    return this.#tokens >= 1 && this.#seated < this.#limits.seats;
  }

  #seat(go: () => void): void {
    this.#tokens -= 1;
    this.#seated += 1;
    go();
  }

  /** A clock that was set back gives nothing and takes nothing. */
  #fill(now: number): void {
    const gained = Math.max(0, now - this.#filledAt) * this.#limits.perSecond / 1000;
    this.#tokens = Math.min(this.#limits.burst, this.#tokens + gained);
    this.#filledAt = now;
  }
}
