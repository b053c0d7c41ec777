/** The stream of a watch: lines of JSON in chunks that know nothing of lines or characters. @module */
import type { Buffer } from "node:buffer";
import { StringDecoder } from "node:string_decoder";

/** No object is larger than a request may be, several times over; a longer line is not a watch. */
const lineCharactersMax = 32 * 1024 * 1024;

/** Collects chunks into lines; `line` is called for each one that is not empty. */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #line: (text: string) => void;
  #rest = "";

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  /** Throws `RangeError` when a line has no end, and whatever `line` throws. */
  write(chunk: Buffer): void {
    const text = this.#decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      const whole = this.#rest + text.slice(start, end);
      this.#rest = "";
      start = end + 1;
      if (whole !== "") this.#line(whole);
    }
    this.#rest += text.slice(start);
    if (this.#rest.length > lineCharactersMax) throw new RangeError("a line of the watch has no end");
  }
}
