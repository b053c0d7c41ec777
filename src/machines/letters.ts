/**
 * The letters and effects that every machine shares with the actor system.
 *
 * An address is a stable string, `kind/rest`. A letter is an event with a `type`. @module
 */
import type { LabelSelector } from "../kube/selector.ts";

/** Tells one peer. */
export interface TellParams {
  readonly to: string;
  readonly event: { readonly type: string };
}

/** Tells several peers, in order. */
export interface TellAllParams {
  readonly letters: readonly TellParams[];
}

/**
 * Puts a card up under a topic, where those who seek the topic find it; a second offer of the same key replaces the first.
 * It stays up, also while its actor is restarted, until it is withdrawn or the actor reaches a final state.
 */
export interface OfferParams {
  readonly topic: string;
  readonly key: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly card: unknown;
}

export interface WithdrawParams {
  readonly topic: string;
  readonly key: string;
}

/**
 * Asks for every card of a topic whose labels match any of the selectors (null: every card), now and from now on.
 * The answers are letters `<as>.offered`, `<as>.withdrawn`, and once after those already there, `<as>.listed`.
 * A second seek of the same topic replaces the first: only differences are told, then `<as>.listed` again.
 */
export interface SeekParams {
  readonly topic: string;
  readonly selectors: readonly LabelSelector[] | null;
  readonly as: string;
}

/** A card came up, or changed. */
export interface OfferedLetter<As extends string, Card> {
  readonly type: `${As}.offered`;
  readonly key: string;
  readonly card: Card;
}

export interface WithdrawnLetter<As extends string> {
  readonly type: `${As}.withdrawn`;
  readonly key: string;
}

export interface ListedLetter<As extends string> {
  readonly type: `${As}.listed`;
}

/** A try is due. `at` is the time of the clock port, which the system puts into every timer's event. */
export interface RetryDueLetter {
  readonly type: "retry.due";
  readonly at?: number;
}

/** Sends `event` to oneself after `delayMs`; a timer of the same name is replaced, unless `whenRunning` says otherwise. Timers die with their actor. */
export interface StartTimerParams {
  readonly name: string;
  readonly delayMs: number;
  /** By chance up to this much is added, so that those who were refused together do not come back together (F10). */
  readonly jitterMs?: number;
  /** What becomes of a timer of the same name that runs: it is replaced, or the earlier of the two stays. Default: replaced. */
  readonly whenRunning?: "replaced" | "earlier";
  readonly event: { readonly type: string };
}

export interface StopTimerParams {
  readonly name: string;
}

/** A source of facts that a gate depends on: the gate opens when all its sources are synced and no letter waits. */
export interface SourceParams {
  readonly source: string;
  readonly gate: string;
  readonly detail: string;
}

/** Asks to be told `gate.opened` and `gate.closed`; the present state is told at once. */
export interface SeekGateParams {
  readonly gate: string;
}

export interface GateOpenedLetter {
  readonly type: "gate.opened";
  readonly gate: string;
}

export interface GateClosedLetter {
  readonly type: "gate.closed";
  readonly gate: string;
  readonly why: string;
}

/** Sent by the system when a state's `meta.deadlineMs` has gone by; only to machines that can take it. */
export interface DeadlinePassedLetter {
  readonly type: "deadline.passed";
}

/** `meta` of a state. A state of rest has waitsFor null and deadlineMs null. */
export interface StateMeta {
  readonly reason: string;
  readonly waitsFor: string | null;
  readonly deadlineMs: number | null;
  /**
   * `passing`: gone through between two other states. `patient`: coming back to it through passing states is not a new wait, so its
   * deadline comes even while events keep arriving.
   */
  readonly role?: "passing" | "patient";
}

/** Who decides before whom: a mailbox decides from what placements have decided, an edge from what its mailbox has. */
export type IdleRank = "placement" | "mailbox" | "edge";

/**
 * Sends `event` to oneself when no letter waits anywhere: then every consequence of what has been told so far is known, and a
 * decision taken on it is not taken on a half-told story. Asking twice before it comes is asking once. Of those who ask, only the
 * first rank is told; the others when no letter waits again, so that they know what the first have decided.
 */
export interface WhenIdleParams {
  readonly event: { readonly type: string };
  readonly rank: IdleRank;
}
