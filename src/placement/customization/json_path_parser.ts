/** JSON-Path, the subset that Customizers may use (section 5.4): text to selectors. @module */
import { JsonPathSyntaxError, lexJsonPath, type Token } from "./json_path_lexer.ts";

/** One step of a path. `end` null means to the end of the list; a range is half open. */
export type Selector =
  | { readonly type: "members"; readonly names: readonly string[] }
  | { readonly type: "elements"; readonly indices: readonly number[] }
  | { readonly type: "range"; readonly start: number; readonly end: number | null; readonly stride: number }
  | { readonly type: "every" }
  | { readonly type: "descend" };

/** Longer paths are refused: no honest one comes near. */
const lengthMax = 4096;
const indexMax = 2 ** 31 - 1;

interface Cursor {
  readonly tokens: readonly Token[];
  next: number;
}

/**
 * The selectors after `$`; none for `$` alone, which is the whole object.
 *
 * @throws JsonPathSyntaxError also for a stride of 0, on which the PoC hangs.
 */
export function parseJsonPath(text: string): readonly Selector[] {
  if (text.length > lengthMax) throw new JsonPathSyntaxError(`a path has at most ${lengthMax} characters`);
  const cursor: Cursor = { tokens: [...lexJsonPath(text)], next: 0 };
  const root = take(cursor);
  if (root?.kind !== "identifier" || root.text !== "$") throw new JsonPathSyntaxError("a path begins with $");
  const selectors: Selector[] = [];
  while (peek(cursor) !== undefined) selectors.push(...parseStep(cursor));
  return selectors;
}

function parseStep(cursor: Cursor): readonly Selector[] {
  if (takeIf(cursor, "..")) return [{ type: "descend" }, ...parseAfterDescend(cursor)];
  if (takeIf(cursor, ".")) return [parseAfterDot(cursor)];
  if (takeIf(cursor, "[")) return [parseBrackets(cursor)];
  throw unexpected(cursor);
}

/** `..` is followed by a whole selector, so the recursive form of `.def` is `...def`; or by `*`. */
function parseAfterDescend(cursor: Cursor): readonly Selector[] {
  if (takeIf(cursor, "*")) return [{ type: "every" }];
  if (isPunctuation(peek(cursor), ".") || isPunctuation(peek(cursor), "[")) return parseStep(cursor);
  throw unexpected(cursor);
}

function parseAfterDot(cursor: Cursor): Selector {
  if (takeIf(cursor, "*")) return { type: "every" };
  const token = peek(cursor);
  if (token?.kind === "number") return element(takeIndex(cursor));
  if (token?.kind !== "identifier") throw unexpected(cursor);
  take(cursor);
  return { type: "members", names: [token.text] };
}

function parseBrackets(cursor: Cursor): Selector {
  const selector = parseBracketed(cursor);
  if (!takeIf(cursor, "]")) throw unexpected(cursor);
  return selector;
}

function parseBracketed(cursor: Cursor): Selector {
  if (takeIf(cursor, "*")) return { type: "every" };
  if (peek(cursor)?.kind === "string") return { type: "members", names: parseList(cursor, takeString) };
  if (isPunctuation(peek(cursor), ":")) return parseRange(cursor, 0);
  const first = takeIndex(cursor);
  if (isPunctuation(peek(cursor), ":")) return parseRange(cursor, first);
  if (isPunctuation(peek(cursor), "]")) return element(first);
  if (!takeIf(cursor, ",")) throw unexpected(cursor);
  return { type: "elements", indices: [first, ...parseList(cursor, takeIndex)] };
}

/** What follows `[start`: `:end` and `:stride`, each part optional. */
function parseRange(cursor: Cursor, start: number): Selector {
  take(cursor);
  const end = peek(cursor)?.kind === "number" ? takeIndex(cursor) : null;
  const stride = takeIf(cursor, ":") && peek(cursor)?.kind === "number" ? takeIndex(cursor) : 1;
  if (stride === 0) throw new JsonPathSyntaxError("a stride of 0 never ends");
  return { type: "range", start, end, stride };
}

function element(index: number): Selector {
  return { type: "range", start: index, end: index + 1, stride: 1 };
}

function parseList<T>(cursor: Cursor, takeItem: (cursor: Cursor) => T): readonly T[] {
  const items = [takeItem(cursor)];
  while (takeIf(cursor, ",")) items.push(takeItem(cursor));
  return items;
}

function takeString(cursor: Cursor): string {
  if (peek(cursor)?.kind !== "string") throw unexpected(cursor);
  return take(cursor)!.text;
}

/** A decimal index: a leading zero would be octal in the PoC, which refuses it. */
function takeIndex(cursor: Cursor): number {
  const token = peek(cursor);
  const index = Number(token?.text);
  if (token?.kind !== "number" || !/^(0|[1-9]\d*)$/.test(token.text) || index > indexMax) {
    throw unexpected(cursor);
  }
  take(cursor);
  return index;
}

function isPunctuation(token: Token | undefined, text: string): boolean {
  return token?.kind === "punctuation" && token.text === text;
}

function takeIf(cursor: Cursor, text: string): boolean {
  if (!isPunctuation(peek(cursor), text)) return false;
  cursor.next++;
  return true;
}

function peek({ tokens, next }: Cursor): Token | undefined {
  return tokens[next];
}

function take(cursor: Cursor): Token | undefined {
  return cursor.tokens[cursor.next++];
}

function unexpected(cursor: Cursor): JsonPathSyntaxError {
  const token = peek(cursor);
  return new JsonPathSyntaxError(
    token === undefined
      ? "the path ends too early"
      : `unexpected ${JSON.stringify(token.text)} at ${token.at + 1}`,
  );
}
