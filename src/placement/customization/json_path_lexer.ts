/** The words of a JSON-Path (section 5.4). @module */

export type TokenKind = "punctuation" | "identifier" | "number" | "string";

/** `text` is the token as written, or for a string what it stands for; `at` is its offset. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

/** A JSON-Path that cannot be read; the message says where. */
export class JsonPathSyntaxError extends Error {
  override readonly name = "JsonPathSyntaxError";
}

const identifier = /[$_\p{L}][$_\p{L}0-9]*/uy;
const number = /[0-9]+/y;
const string = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y;
const punctuation = /\.\.|[.*[\],:]/y;
const blanks = /[ \t]+/y;

const rules: readonly (readonly [TokenKind, RegExp])[] = [
  ["punctuation", punctuation],
  ["identifier", identifier],
  ["number", number],
  ["string", string],
];

/**
 * The tokens of `text`, one by one. Blanks are allowed inside brackets only.
 *
 * @throws JsonPathSyntaxError at the first character that begins no token.
 */
export function* lexJsonPath(text: string): Generator<Token> {
  let inBrackets = false;
  for (let at = 0; at < text.length;) {
    const blank = inBrackets ? wordAt(blanks, text, at) : "";
    at += blank.length;
    if (at >= text.length) return;
    const { token, length } = tokenAt(text, at);
    yield token;
    if (token.kind === "punctuation" && token.text === "[") inBrackets = true;
    if (token.kind === "punctuation" && token.text === "]") inBrackets = false;
    at += length;
  }
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly length: number } {
  for (const [kind, rule] of rules) {
    const word = wordAt(rule, text, at);
    if (word === "") continue;
    const meaning = kind === "string" ? unescape(word.slice(1, -1), at) : word;
    return { token: { kind, text: meaning, at }, length: word.length };
  }
  throw new JsonPathSyntaxError(`character ${at + 1} begins nothing that a path may hold`);
}

function wordAt(rule: RegExp, text: string, at: number): string {
  rule.lastIndex = at;
  return rule.exec(text)?.[0] ?? "";
}

const named: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["0", "\0"],
]);

/** The escapes of a JavaScript string literal; any other escaped character is itself. */
function unescape(text: string, at: number): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([^]))/g, (
    _found,
    byte: string | undefined,
    unit: string | undefined,
    point: string | undefined,
    other: string | undefined,
  ) => {
    if (other !== undefined) return plain(other, at);
    return character(parseInt(byte ?? unit ?? point ?? "", 16), at);
  });
}

function plain(escaped: string, at: number): string {
  if (escaped === "x" || escaped === "u") {
    throw new JsonPathSyntaxError(`the string at ${at + 1} has a bad escape`);
  }
  return named.get(escaped) ?? escaped;
}

function character(point: number, at: number): string {
  if (point > 0x10ffff) throw new JsonPathSyntaxError(`the string at ${at + 1} has a bad escape`);
  return String.fromCodePoint(point);
}
