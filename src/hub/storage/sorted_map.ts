/** A map that can be walked in the order of its keys, sorting only after its keys changed. @module */
import { byCodeUnit } from "../../kube/order.ts";

export class SortedMap<V> {
  readonly #values = new Map<string, V>();
  #keys: readonly string[] | null = [];

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  /** The value under `key`, made and kept when there is none. */
  ensure(key: string, make: () => V): V {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#values.set(key, made);
    this.#keys = null;
    return made;
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#keys = null;
  }

  /** Entries with keys at or after `from`, ascending by code unit. */
  *entries(from = ""): Generator<readonly [string, V]> {
    const keys = this.#sortedKeys();
    for (let at = firstAtOrAfter(keys, from); at < keys.length; at++) {
      const value = this.#values.get(keys[at]!);
      if (value !== undefined) yield [keys[at]!, value];
    }
  }

  #sortedKeys(): readonly string[] {
    this.#keys ??= [...this.#values.keys()].sort(byCodeUnit);
    return this.#keys;
  }
}

function firstAtOrAfter(keys: readonly string[], from: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
