/** What the page knows of the society: the newest summary of every actor. @module */

/** Actors the page takes in; more are left to the filters of `/actors`. */
export const actorsMax = 5000;

export class Society {
  /** @type {Map<string, object>} */
  #actors = new Map();
  #listeners = new Set();
  #offset = 0;
  #scheduled = false;
  /** Actors there are, which may be more than are known here. */
  total = 0;
  loaded = false;

  /** The runtime's time now, which need not be this computer's. */
  now() {
    return Date.now() + this.#offset;
  }

  /** @param {number} now milliseconds, as the server just said */
  setNow(now) {
    this.#offset = now - Date.now();
  }

  all() {
    return [...this.#actors.values()];
  }

  find(address) {
    return this.#actors.get(address);
  }

  /** Takes the complete list in place of everything known. */
  replace(items, total) {
    this.#actors = new Map(items.map((actor) => [actor.address, actor]));
    this.total = total;
    this.loaded = true;
    this.#tell();
  }

  /** Takes changes; actors beyond the limit are counted and not kept. */
  apply({ changed, gone }) {
    for (const actor of changed) {
      const known = this.#actors.has(actor.address);
      if (!known) this.total += 1;
      if (known || this.#actors.size < actorsMax) this.#actors.set(actor.address, actor);
    }
    for (const address of gone) {
      if (this.#actors.delete(address)) this.total -= 1;
    }
    this.#tell();
  }

  /** Calls `listener` after changes, at most once a frame. */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  #tell() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
