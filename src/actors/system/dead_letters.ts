/** Letters that nobody took: counted, and the newest kept to look at. @module */
import type { DeadLetterView } from "../../ports/actor_directory.ts";

const kept = 100;

export class DeadLetters {
  total = 0;
  readonly #ring: DeadLetterView[] = [];

  add(letter: DeadLetterView): void {
    this.#ring[this.total++ % kept] = letter;
  }

  /** The last hundred, newest last. */
  newest(): readonly DeadLetterView[] {
    if (this.total <= kept) return this.#ring.slice();
    const oldest = this.total % kept;
    return [...this.#ring.slice(oldest), ...this.#ring.slice(0, oldest)];
  }
}
