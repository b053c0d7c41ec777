/** Sets by key, where a set that becomes empty takes no room. @module */

const nothing: ReadonlySet<string> = new Set();

/** A map of sets of strings. */
export class Postings {
  readonly #sets = new Map<string, Set<string>>();

  /** The members under `key`; do not keep it across changes. */
  of(key: string): ReadonlySet<string> {
    return this.#sets.get(key) ?? nothing;
  }

  /** Idempotent. */
  add(key: string, member: string): void {
    const set = this.#sets.get(key);
    if (set === undefined) this.#sets.set(key, new Set([member]));
    else set.add(member);
  }

  /** Idempotent. */
  delete(key: string, member: string): void {
    const set = this.#sets.get(key);
    if (set?.delete(member) && set.size === 0) this.#sets.delete(key);
  }
}
