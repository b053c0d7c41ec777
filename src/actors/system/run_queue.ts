/** The actors whose turn is to come, first come first served; the society's only source of order. @module */
import type { Cell } from "./cell.ts";

/** A chain through the cells themselves: queueing allocates nothing, and a cell is in it at most once. */
export class RunQueue {
  #first: Cell | null = null;
  #last: Cell | null = null;

  get empty(): boolean {
    return this.#first === null;
  }

  /** Queues a cell, unless it is queued already. */
  push(cell: Cell): void {
    if (cell.queued) return;
    cell.queued = true;
    if (this.#last === null) this.#first = cell;
    else this.#last.next = cell;
    this.#last = cell;
  }

  shift(): Cell | null {
    const cell = this.#first;
    if (cell === null) return null;
    this.#first = cell.next;
    if (this.#first === null) this.#last = null;
    cell.next = null;
    cell.queued = false;
    return cell;
  }
}
