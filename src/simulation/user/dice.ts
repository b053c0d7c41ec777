/** Draws from a source of chance. @module */
import type { Randomness } from "../../ports/randomness.ts";

export class Dice {
  readonly #randomness: Randomness;

  constructor(randomness: Randomness) {
    this.#randomness = randomness;
  }

  /** A whole number from 0, less than `end`. */
  below(end: number): number {
    return Math.floor(this.#randomness.next() * end);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(rate: number): boolean {
    return this.#randomness.next() < rate;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}
