/** What state an actor is in, since when, and until when it may wait there. @module */
import type { AnyMachineSnapshot } from "xstate";
import type { Clock } from "../../ports/clock.ts";
import { stateText } from "./bound_kind.ts";
import type { Cell } from "./cell.ts";
import type { Send } from "./letter.ts";

/** The letter a machine may take when its state's `meta.deadlineMs` has gone by. */
const deadlinePassed = { type: "deadline.passed" } as const;

export class Deadlines {
  readonly #clock: Clock;
  readonly #send: Send;
  /** Called when a wait became overdue. */
  readonly #onOverdue: (cell: Cell) => void;

  constructor(clock: Clock, send: Send, onOverdue: (cell: Cell) => void) {
    this.#clock = clock;
    this.#send = send;
    this.#onOverdue = onOverdue;
  }

  /** Notes the state after a step; a state that was entered anew gets its deadline. Answers whether it was. */
  observe(cell: Cell, snapshot: AnyMachineSnapshot): boolean {
    const { value } = snapshot;
    if (value === cell.value) return false;
    const state = stateText(value);
    cell.value = value;
    if (state === cell.state) return false;
    this.enter(cell, state);
    cell.meta = cell.kind.metaOf(snapshot, state);
    this.#keepPatience(cell);
    this.arm(cell, cell.meta?.deadlineMs ?? null);
    return true;
  }

  /**
   * A patient state that is come back to through passing ones has been waited in all the time. When the clock was put back meanwhile,
   * nobody knows for how long: the wait begins anew, rather than to last until the clock is where it was (F21).
   */
  #keepPatience(cell: Cell): void {
    const { state, since, meta, patience } = cell;
    if (meta?.role === "passing") return;
    if (meta?.role !== "patient") cell.patience = null;
    else if (patience?.state === state && patience.since <= since) cell.since = patience.since;
    else cell.patience = { state, since };
  }

  /** Puts the actor into a state that has no deadline yet. */
  enter(cell: Cell, state: string): void {
    cell.state = state;
    cell.since = this.#clock.now();
    cell.meta = null;
    this.arm(cell, null);
  }

  /** Replaces the deadline of the present state; null means it may last. */
  arm(cell: Cell, deadlineMs: number | null): void {
    cell.deadlineTimer?.cancel();
    cell.overdue = false;
    cell.deadline = deadlineMs === null ? null : cell.since + deadlineMs;
    cell.deadlineTimer = deadlineMs === null ? null : this.#clock.after(
      Math.max(0, (cell.deadline ?? 0) - this.#clock.now()),
      () => this.#pass(cell),
    );
  }

  #pass(cell: Cell): void {
    cell.deadlineTimer = null;
    cell.overdue = true;
    this.#onOverdue(cell);
    if (cell.incarnation === 0 || !cell.kind.declares(deadlinePassed.type)) return;
    this.#send(cell.address, deadlinePassed, "deadline", null, cell.incarnation);
  }
}

/** Whether a `deadline.passed` comes too late: the state it was about has been left. */
export function isOutdated(cell: Cell, type: string): boolean {
  return type === deadlinePassed.type && !cell.overdue;
}
