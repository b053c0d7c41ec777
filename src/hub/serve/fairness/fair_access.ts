/**
 * Shares the server between those who ask: whoever asks too much waits, and then is refused, and nobody else notices (decision 33; in the
 * spirit of Kubernetes' API Priority and Fairness).
 *
 * One process answers one request at a time, so what is shared is not seats but time: a flow has so many requests a second, large ones
 * count for several, and even its refusals are held back, because a refusal costs nearly as much as an answer. @module
 */
import type { Caller } from "../../../ports/api_backend.ts";
import type { Clock } from "../../../ports/clock.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import { Flow, type FlowLimits } from "./flow.ts";
import { flowOf } from "./flow_of.ts";

export interface FairnessLimits extends FlowLimits {
  /** For how many requests the opening of a connection counts: a TLS handshake costs several times as much as an answer. */
  readonly perConnection: number;
  /** How long a refusal is held back. */
  readonly refusalMs: number;
  /** Refusals of one flow that are held back at once; beyond them connections are cut. */
  readonly refusalsMax: number;
  /** Watches of one flow. */
  readonly watchesMax: number;
}

/** A syncer's own limiter has the same rate, so an honest one is never refused. */
export const defaultFairness: FairnessLimits = {
  perSecond: 100,
  burst: 400,
  seats: 64,
  waitingMax: 128,
  perConnection: 4,
  refusalMs: 1_000,
  refusalsMax: 128,
  watchesMax: 512,
};

/** Bytes that count for one request: of a body that must be read and checked, and of an answer that need only be written. */
const bodyBytes = 16 * 1024;
const answerBytes = 256 * 1024;
/** With more flows than this, those that have been quiet are forgotten. */
const flowsKept = 1_000;

/** One request that was let in. */
export interface Turn {
  /** Its body was so long, in bytes. */
  read(bytes: number): void;
  /** So much was written to it, in bytes. */
  wrote(bytes: number): void;
  /** It has its answer. Idempotent. */
  over(): void;
}

/** The request was neither let in nor answered: there are so many of its kind that the connection is to be cut. */
export class TooManyRefusals extends Error {
  override readonly name = "TooManyRefusals";
}

interface Party {
  readonly flow: Flow;
  refusals: number;
}

const free: Turn = { read() {}, wrote() {}, over() {} };

export class FairAccess {
  readonly #clock: Clock;
  readonly #limits: FairnessLimits;
  readonly #parties = new Map<string, Party>();
  readonly #connections = new WeakSet<object>();
  #isTicking = false;

  constructor(clock: Clock, limits: FairnessLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** For the windows and for tests: flows that are known, and requests that wait. */
  stats(): { readonly flows: number; readonly waiting: number; readonly refusalsHeld: number } {
    const parties = [...this.#parties.values()];
    return {
      flows: parties.length,
      waiting: parties.reduce((sum, { flow }) => sum + flow.waiting, 0),
      refusalsHeld: parties.reduce((sum, { refusals }) => sum + refusals, 0),
    };
  }

  /**
   * Resolves when it is the caller's turn. Rejects with `KubeError` 429 after a while, or `TooManyRefusals` at once. Whoever is first to
   * ask on a connection pays for its opening.
   */
  enter(caller: Caller, connection: object): Promise<Turn> {
    const name = flowOf(caller);
    if (name === null) return Promise.resolve(free);
    const party = this.#partyOf(name);
    if (!this.#connections.has(connection)) party.flow.charge(this.#limits.perConnection);
    this.#connections.add(connection);
    return new Promise((resolve, reject) => {
      const entered = party.flow.enter(this.#clock.now(), () => resolve(this.#turnIn(party)));
      if (entered === "refused") this.#refuse(party, reject);
      else if (party.flow.waiting > 0) this.#tick();
    });
  }

  /** The 429 for one watch too many, or null. `open` is how many the caller's flow has. */
  refusalOfWatch(open: number): KubeError | null {
    return open < this.#limits.watchesMax
      ? null
      : tooMany(`${this.#limits.watchesMax} watches are open already`, 60);
  }

  #turnIn(party: Party): Turn {
    let isOver = false;
    return {
      read: (bytes) => party.flow.charge(bytes / bodyBytes),
      wrote: (bytes) => party.flow.charge(bytes / answerBytes),
      over: () => {
        if (isOver) return;
        isOver = true;
        party.flow.leave(this.#clock.now());
      },
    };
  }

  #refuse(party: Party, reject: (error: Error) => void): void {
    if (party.refusals >= this.#limits.refusalsMax) return reject(new TooManyRefusals());
    party.refusals += 1;
    const seconds = Math.max(1, Math.ceil(party.flow.delayMs() / 1000));
    this.#clock.after(this.#limits.refusalMs, () => {
      party.refusals -= 1;
      reject(tooMany("too many requests, please try again later", seconds));
    });
  }

  #tick(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#clock.after(Math.ceil(1000 / this.#limits.perSecond), () => {
      this.#isTicking = false;
      const now = this.#clock.now();
      for (const { flow } of this.#parties.values()) flow.advance(now);
      if ([...this.#parties.values()].some(({ flow }) => flow.waiting > 0)) this.#tick();
    });
  }

  #partyOf(name: string): Party {
    const known = this.#parties.get(name);
    if (known !== undefined) return known;
    if (this.#parties.size >= flowsKept) this.#forgetQuiet();
    const party: Party = { flow: new Flow(this.#limits, this.#clock.now()), refusals: 0 };
    this.#parties.set(name, party);
    return party;
  }

  #forgetQuiet(): void {
    const now = this.#clock.now();
    for (const [name, { flow, refusals }] of this.#parties) {
      if (refusals === 0 && flow.isFresh(now)) this.#parties.delete(name);
    }
  }
}

function tooMany(message: string, retryAfterSeconds: number): KubeError {
  return new KubeError(429, "TooManyRequests", message, { retryAfterSeconds });
}
