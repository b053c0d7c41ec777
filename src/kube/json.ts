/**
 * JSON that keeps every int64: an integer beyond ±2^53 is read as a bigint and written back digit for digit.
 *
 * `JSON.parse` turns 9223372036854775807 into …776000, and a copy of an object would carry the wrong number to
 * an edge. Every door through which objects come in or go out uses these two functions. @module
 */

/** The parts of the "JSON.parse source text access" proposal, which Deno and Node have and TypeScript's lib has not. */
interface SourceTextJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const sourceTextJson = JSON as unknown as SourceTextJson;

/** Sixteen digits in a row: only such a text can hold an integer that a double cannot. */
const longNumber = /\d{16}/;
const integer = /^-?\d+$/;

/**
 * Parses JSON text (RFC 8259). Integers that a double cannot hold exactly come back as `bigint`; fractions are
 * doubles. Throws `SyntaxError` like `JSON.parse`.
 */
export function parseJson(text: string): unknown {
  return longNumber.test(text) ? sourceTextJson.parse(text, keepInteger) : JSON.parse(text);
}

function keepInteger(_key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return source !== undefined && integer.test(source) ? BigInt(source) : value;
}

/** Writes JSON text; a `bigint` is written as an integer. `indent` is that of `JSON.stringify`. */
export function stringifyJson(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    // The usual object has no bigint, and a replacer would make every object pay for the rare one that has.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, writeInteger, indent);
  }
}

function writeInteger(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? sourceTextJson.rawJSON(value.toString()) : value;
}
