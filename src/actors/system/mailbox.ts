/** The letters that wait for one actor: control first, otherwise in the order they came. @module */
import { isControl, type Letter } from "./letter.ts";

/** A first-in first-out chain; it allocates nothing per letter. */
class Chain {
  first: Letter | null = null;
  last: Letter | null = null;

  push(letter: Letter): void {
    letter.next = null;
    if (this.last === null) this.first = letter;
    else this.last.next = letter;
    this.last = letter;
  }

  shift(): Letter | null {
    const letter = this.first;
    if (letter === null) return null;
    this.first = letter.next;
    if (this.first === null) this.last = null;
    letter.next = null;
    return letter;
  }
}

export class Mailbox {
  length = 0;
  #control: Chain | null = null;
  readonly #data = new Chain();

  push(letter: Letter): void {
    this.length++;
    if (isControl(letter.type)) (this.#control ??= new Chain()).push(letter);
    else this.#data.push(letter);
  }

  /** Puts a letter back to the head of the data. */
  putBack(letter: Letter): void {
    this.length++;
    letter.next = this.#data.first;
    this.#data.first = letter;
    this.#data.last ??= letter;
  }

  /** The next letter to handle, taken out; null when none waits. */
  shift(): Letter | null {
    const letter = this.#control?.shift() ?? this.#data.shift();
    if (letter !== null) this.length--;
    return letter;
  }

  /** The last data letter, for coalescing. */
  get last(): Letter | null {
    return this.#data.last;
  }

  /** Takes out everything, in the order it would have been handled. */
  takeAll(): Letter[] {
    const letters: Letter[] = [];
    for (let letter = this.shift(); letter !== null; letter = this.shift()) letters.push(letter);
    return letters;
  }
}
