/** One total order of strings for every output, independent of locale. @module */

/** Compares by UTF-16 code unit; usable as the argument of `sort`. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares two values by a string taken from each. */
export function by<T>(key: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => byCodeUnit(key(a), key(b));
}
