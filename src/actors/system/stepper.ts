/** One step of one actor: start it or send it a letter, then perform what it asked for. Steps never nest. @module */
import type { Clock } from "../../ports/clock.ts";
import type { Journal } from "../../ports/journal.ts";
import { type Cell, remember } from "./cell.ts";
import type { Counters } from "./counters.ts";
import { type Deadlines, isOutdated } from "./deadlines.ts";
import type { Effects } from "./effects.ts";
import { errorText } from "./error_text.ts";
import type { Incarnations } from "./incarnations.ts";
import type { Letter } from "./letter.ts";
import type { Outbox } from "./outbox.ts";
import type { RunQueue } from "./run_queue.ts";
import { appendStep } from "./step_record.ts";
import type { Supervision } from "./supervision.ts";

export interface StepperParts {
  readonly clock: Clock;
  readonly journal: Journal | undefined;
  readonly outbox: Outbox;
  readonly queue: RunQueue;
  readonly counters: Counters;
  readonly effects: Effects;
  readonly incarnations: Incarnations;
  readonly deadlines: Deadlines;
  readonly supervision: Supervision;
  /** Called after each step that changed what the directory shows of an actor. */
  readonly changed: (cell: Cell) => void;
}

/** Letters an actor may take before the next one's turn. */
const turnLetters = 16;

export class Stepper {
  readonly #parts: StepperParts;
  #steps = 0;

  constructor(parts: StepperParts) {
    this.#parts = parts;
  }

  /** Gives the first actor of the queue its turn, of at most `letters` letters; answers how many it used (a start is one). */
  turn(letters: number): number {
    const cell = this.#parts.queue.shift();
    if (cell === null) return 0;
    let used = 0;
    if (cell.condition === "starting") {
      this.#start(cell);
      used++;
    }
    const most = Math.min(turnLetters, letters);
    while (used < most && cell.condition === "live") {
      const letter = cell.mailbox.shift();
      if (letter === null) break;
      this.#parts.counters.waiting--;
      this.#handle(cell, letter);
      used++;
    }
    const waits = cell.condition === "starting" || (cell.condition === "live" && cell.mailbox.length > 0);
    if (waits) this.#parts.queue.push(cell);
    return Math.max(used, 1);
  }

  #start(cell: Cell): void {
    const { outbox, incarnations, clock } = this.#parts;
    const id = cell.startCause;
    const at = clock.now();
    const step = { id, at, type: "actor.started", from: cell.birthFrom, cause: id };
    outbox.clear();
    try {
      incarnations.begin(cell);
    } catch (error) {
      return this.#fail(cell, null, step, error);
    }
    this.#settle(cell, null, step);
    if (cell.incarnation === 0) return;
    try {
      this.#parts.effects.restarted(cell, id);
    } catch (error) {
      this.#fail(cell, null, step, error);
    }
  }

  #handle(cell: Cell, letter: Letter): void {
    const { outbox, counters, clock } = this.#parts;
    const { event, type } = letter;
    const isLate = letter.incarnation !== 0 && letter.incarnation !== cell.incarnation;
    if (isLate || isOutdated(cell, type)) {
      counters.lateReplies++;
      return;
    }
    letter.at = clock.now();
    counters.handled++;
    outbox.clear();
    // A letter that only brings actors to life is nothing to a machine that does not declare it.
    if (event !== null && cell.kind.declares(type)) cell.actor?.send(event);
    this.#settle(cell, letter, letter);
  }

  /** After the macrostep: its effects are performed, unless it threw. */
  #settle(cell: Cell, letter: Letter | null, step: StepFacts): void {
    const snapshot = cell.actor?.getSnapshot();
    if (snapshot === undefined) return;
    if (snapshot.status === "error") return this.#fail(cell, letter, step, snapshot.error);
    const { incarnation } = cell;
    const entered = this.#parts.deadlines.observe(cell, snapshot);
    if (!this.#commit(cell, letter, step)) return;
    if (this.#parts.journal !== undefined) this.#write(this.#parts.journal, cell, step, null);
    if (letter !== null) this.#keep(cell, letter);
    if (cell.incarnation !== incarnation) return;
    if (snapshot.status === "done") this.#parts.supervision.completed(cell, step.id);
    else if (entered) this.#parts.changed(cell);
  }

  /** Performs the outbox in order; false when a perform threw. What an ended incarnation still wanted is dropped. */
  #commit(cell: Cell, letter: Letter | null, step: StepFacts): boolean {
    const { outbox, effects } = this.#parts;
    const { incarnation } = cell;
    for (let i = 0; i < outbox.length && cell.incarnation === incarnation; i++) {
      try {
        effects.perform(cell, outbox.typeAt(i), outbox.paramsAt(i), step.id);
      } catch (error) {
        this.#fail(cell, letter, step, error);
        return false;
      }
    }
    return true;
  }

  /** A handled letter is remembered; one that can bring the actor to life is what a restart begins with. */
  #keep(cell: Cell, letter: Letter): void {
    if (letter.event !== null && cell.kind.spawnedBy.has(letter.type)) {
      cell.birth = letter.event;
      cell.birthFrom = letter.from;
    }
    remember(cell, letter);
  }

  #fail(cell: Cell, letter: Letter | null, step: StepFacts, error: unknown): void {
    this.#parts.supervision.failed(cell, letter, error);
    if (this.#parts.journal !== undefined) this.#write(this.#parts.journal, cell, step, errorText(error));
  }

  #write(journal: Journal, cell: Cell, step: StepFacts, failure: string | null): void {
    const { id, at, type, from, cause } = step;
    appendStep(journal, cell, { n: ++this.#steps, id, at, type, from, cause, failure }, this.#parts.outbox);
  }
}

/** What a letter and a start have in common for the journal. */
interface StepFacts {
  readonly id: number;
  readonly at: number;
  readonly type: string;
  readonly from: string;
  readonly cause: number | null;
}
