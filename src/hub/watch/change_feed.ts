/**
 * Tells the rest of the server what was committed: indexes at once, everybody else in order afterwards.
 *
 * A callback may write, and that commit's changes must not overtake those still being told; so changes wait in
 * a queue, and whoever finds the queue at rest empties it. @module
 */
import type { StoredChange } from "../storage/storage.ts";

/** Called with every change, in the order of revisions. Must not throw. */
export type ChangeListener = (change: StoredChange) => void;

export class ChangeFeed {
  readonly #indexes: ChangeListener[] = [];
  readonly #listeners: ChangeListener[] = [];
  readonly #waiting: StoredChange[] = [];
  #isTelling = false;

  /** An index is up to date before the write that changed it returns, even inside another callback. */
  addIndex(index: ChangeListener): void {
    this.#indexes.push(index);
  }

  addListener(listener: ChangeListener): void {
    this.#listeners.push(listener);
  }

  publish(changes: readonly StoredChange[]): void {
    for (const change of changes) {
      this.#indexes.forEach((index) => index(change));
      this.#waiting.push(change);
    }
    if (!this.#isTelling) this.#tellAll();
  }

  #tellAll(): void {
    this.#isTelling = true;
    try {
      // The array grows while it is walked; shifting each element off would cost its length.
      for (let at = 0; at < this.#waiting.length; at++) {
        const change = this.#waiting[at]!;
        this.#listeners.forEach((listener) => listener(change));
      }
    } finally {
      this.#waiting.length = 0;
      this.#isTelling = false;
    }
  }
}
