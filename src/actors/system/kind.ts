/**
 * A kind of actor: its machine, and how the machine is bound to the world.
 *
 * The address of an actor is `kind/rest`; the kind is what stands before the first "/". @module
 */
import type { AnyStateMachine } from "xstate";

/** What a letter carries. */
export interface LetterEvent {
  readonly type: string;
}

/** What a kind's effect is given to answer with; it stays usable after the effect returned. */
export interface PerformContext {
  /** Address of the actor whose effect this is. */
  readonly self: string;
  /** Number of the effect, unique in its system; makes a write idempotent. */
  readonly effectId: number;
  /** The time of the clock port, in milliseconds since the epoch: a chart hears of time by what it is answered. */
  readonly now: () => number;
  /**
   * Sends a letter from `self`, caused by the letter that led to the effect. Like `reply`, it is dropped and counted
   * (`lateReplies`) when that incarnation of the actor has ended: what has stopped emits nothing.
   */
  readonly tell: (to: string, event: LetterEvent) => void;
  /** Answers the actor. */
  readonly reply: (event: LetterEvent) => void;
}

/** Performs one effect. It must not wait; a throw is a failure of the actor. */
export type Perform = (params: never, context: PerformContext) => void;

/**
 * OTP's restart types: `permanent` is restarted always, `transient` after a failure only, `temporary` never.
 */
export type Restart = "permanent" | "transient" | "temporary";

/** Why an incarnation ended: a throw, a final state (or being given up), or the end of the system. */
export type IncarnationEnd = "failed" | "completed" | "stopped";

export interface Kind {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly restart: Restart;
  /**
   * Letter types that bring an actor to life at an unknown address of this kind. Such a letter is also delivered to
   * the new actor if its machine declares the type. The newest one handled without a failure is what a restart begins with.
   */
  readonly spawnedBy: readonly string[];
  /**
   * Letter types that say the thing itself is gone. A parked actor that gets one is tried once more, and if it
   * still fails, it is ended and its offers come down.
   */
  readonly endedBy?: readonly string[];
  /** The machine's input, from the address and the letter that brought the actor to life. */
  input(address: string, letter: LetterEvent): unknown;
  /** The part of the context that the windows may show: an allow-list, nothing secret. */
  view(context: unknown): unknown;
  /** Performs of this kind's own effects, by effect name. The system's effects (letters.ts) need none. */
  readonly perform: Readonly<Record<string, Perform>>;
  /**
   * Called after each start but the first, when the new incarnation has done its first step: here the binding tells it
   * again, with `reply`, the facts that it cannot ask for itself. A throw is a failure of the actor.
   */
  restarted?(context: PerformContext): void;
  /**
   * Called when an incarnation ends, to release what its performs opened: watches, requests. It must not throw, and
   * may not send letters. A restart begins another incarnation at the same address.
   */
  ended?(address: string, why: IncarnationEnd): void;
  /**
   * Letter types that replace the last waiting letter if that has the same type and the same key. Only for letters
   * with step(step(s, a), b) = step(s, b).
   */
  readonly levels?: Readonly<Record<string, (event: never) => string>>;
}
