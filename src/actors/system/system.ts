/**
 * The society's runtime: spawns, addresses, delivers and supervises statechart actors.
 *
 * An address leads to a cell; a letter goes into the cell's mailbox; one run queue gives the cells their turns; a
 * step sends one letter to one actor and then performs the effects that its machine named. Nothing nests. @module
 */
import type { ActorDirectory } from "../../ports/actor_directory.ts";
import type { ActorFeed } from "../../ports/actor_feed.ts";
import type { Clock, Timer } from "../../ports/clock.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { Counters } from "./counters.ts";
import type { Kind, LetterEvent } from "./kind.ts";
import { buildSociety, type Society } from "./society.ts";

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
export interface SystemStats extends Readonly<Counters> {
  readonly actors: number;
  readonly deadLetters: number;
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
  readonly feed: ActorFeed;
}

/** Makes a system that has no actors yet; it does nothing before `start` or `run`. */
export function createSystem(options: SystemOptions): System {
  const society = buildSociety({ ...options, woken: () => slices.wake() });
  const slices = new Slices(society, options.clock, options.sliceLetters ?? 2_000);
  const { post, counters, deadLetters, directory, feed } = society;
  return {
    tell: (to, event, from = "outside") => post.send(to, event, from, null, 0),
    run: () => slices.run(),
    start: () => slices.start(),
    stop: () => {
      slices.stop();
      society.stop();
    },
    idle: () => slices.idle,
    onIdle: (hook) => slices.onIdle(hook),
    stats: () => ({ ...counters, actors: post.cells.size, deadLetters: deadLetters.total }),
    directory,
    feed,
  };
}

/** Runs the queue a slice at a time. */
class Slices {
  readonly #society: Society;
  readonly #clock: Clock;
  readonly #letters: number;
  readonly #idleHooks = new Set<() => void>();
  #started = false;
  #running = false;
  #next: Timer | null = null;

  constructor(society: Society, clock: Clock, letters: number) {
    this.#society = society;
    this.#clock = clock;
    this.#letters = letters;
  }

  get idle(): boolean {
    return !this.#running && this.#society.queue.empty;
  }

  start(): void {
    this.#started = true;
    this.wake();
  }

  stop(): void {
    this.#started = false;
    this.#next?.cancel();
    this.#next = null;
  }

  /** Sees to it that waiting letters get a slice. */
  wake(): void {
    if (!this.#started || this.#running || this.#next !== null) return;
    this.#next = this.#clock.after(0, () => {
      this.#next = null;
      this.run();
    });
  }

  run(): number {
    if (this.#running) return 0;
    this.#running = true;
    let used = 0;
    try {
      while (used < this.#letters && !this.#isSettled()) {
        used += this.#society.stepper.turn(this.#letters - used);
      }
    } finally {
      this.#running = false;
    }
    if (!this.#society.queue.empty) this.wake();
    else if (used > 0) { for (const hook of this.#idleHooks) hook(); }
    return used;
  }

  onIdle(hook: () => void): () => void {
    const own = () => hook();
    this.#idleHooks.add(own);
    return () => void this.#idleHooks.delete(own);
  }

  /** When no letter waits, gates open and those who asked are told; settled is when that made no letter. */
  #isSettled(): boolean {
    const { queue, gates, idleAsks } = this.#society;
    if (queue.empty) gates.settle();
    if (queue.empty) idleAsks.answer();
    return queue.empty;
  }
}
