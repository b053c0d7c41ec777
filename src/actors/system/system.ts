/** The society's runtime: spawns, addresses, delivers and supervises statechart actors. @module */
import type { ActorDirectory } from "../../ports/actor_directory.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { Kind, LetterEvent } from "./kind.ts";

export interface SystemOptions {
  readonly kinds: readonly Kind[];
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Absent: nothing is written down. */
  readonly journal?: Journal;
  readonly log: Log;
  /** Supervisors among which the actors are divided; 64. */
  readonly shards?: number;
  /** Letters handled before the event loop gets its turn; 2,000. */
  readonly sliceLetters?: number;
  /** OTP's intensity: restarts within the period before an actor is parked; 3 in 60,000 ms. */
  readonly restartIntensity?: { readonly restarts: number; readonly periodMs: number };
  /** Letters that may wait for one actor; 10,000. */
  readonly mailboxLetters?: number;
}

/** Counts since the system was made; `actors`, `parked` and `waiting` are present numbers. */
export interface SystemStats {
  readonly actors: number;
  readonly parked: number;
  readonly waiting: number;
  readonly handled: number;
  readonly coalesced: number;
  readonly spawned: number;
  readonly completed: number;
  readonly failures: number;
  readonly restarts: number;
  readonly overflows: number;
  readonly lateReplies: number;
  readonly deadLetters: number;
  readonly effects: number;
}

export interface System {
  /** Puts a letter into the mailbox of `to`; it is handled in a later slice. `from` is "outside" unless told. */
  tell(to: string, event: LetterEvent, from?: string): void;
  /** Handles letters until none waits or the slice is used up; answers how many. Not re-entrant: 0 from inside a step. */
  run(): number;
  /** From now on slices are run through `clock.after(0)` whenever letters wait. */
  start(): void;
  /** Stops every actor and timer. Later letters are dead letters. */
  stop(): void;
  /** True when no letter waits for an actor that could take it. */
  idle(): boolean;
  /** Calls `hook` each time the last waiting letter has been handled; answers how to end that. */
  onIdle(hook: () => void): () => void;
  stats(): SystemStats;
  readonly directory: ActorDirectory;
}
