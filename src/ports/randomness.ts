/** Chance and fresh names. Seeded in replay and simulation. @module */

export interface Randomness {
  /** Uniform in [0, 1). */
  next(): number;
  /** A version-4 UUID. */
  uuid(): string;
  /** `length` characters of [0-9a-z]; kcp's logical cluster ids have 16, generateName suffixes 5. */
  base36(length: number): string;
}
