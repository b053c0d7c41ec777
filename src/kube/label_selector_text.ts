/** Label selectors in the form of a query: `a=b,c!=d,e in (x,y),f notin (z),g,!h` (labels.Parse). @module */
import { isLabelValue, isQualifiedName } from "./names.ts";
import type { LabelSelector, LabelSelectorRequirement } from "./selector.ts";
import { SelectorSyntaxError } from "./selector_syntax_error.ts";

interface Cursor {
  readonly tokens: readonly string[];
  next: number;
}

const blank = /\s/;
const symbols = "=!(),<>";
const end = "";

/**
 * The selector that `text` says; empty text is the empty selector. `values` is a set, sorted as given.
 *
 * @throws SelectorSyntaxError also for `<` and `>`, which no LabelSelector can express.
 */
export function parseLabelSelector(text: string): LabelSelector {
  const cursor: Cursor = { tokens: tokensOf(text), next: 0 };
  const matchExpressions: LabelSelectorRequirement[] = [];
  while (peek(cursor) !== end) {
    matchExpressions.push(valid(requirement(cursor)));
    if (peek(cursor) === end) break;
    expect(cursor, ",");
    if (peek(cursor) === end) throw new SelectorSyntaxError("found '', expected: identifier after ','");
  }
  return matchExpressions.length === 0 ? {} : { matchExpressions };
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at);
    if (!blank.test(token)) tokens.push(token);
    at += token.length;
  }
  return tokens;
}

function tokenAt(text: string, start: number): string {
  const pair = text.slice(start, start + 2);
  if (pair === "==" || pair === "!=") return pair;
  if (blank.test(text[start]!) || symbols.includes(text[start]!)) return text[start]!;
  let stop = start;
  while (stop < text.length && !blank.test(text[stop]!) && !symbols.includes(text[stop]!)) stop++;
  return text.slice(start, stop);
}

function requirement(cursor: Cursor): LabelSelectorRequirement {
  if (peek(cursor) === "!") {
    take(cursor);
    return { key: identifier(cursor), operator: "DoesNotExist" };
  }
  const key = identifier(cursor);
  if (peek(cursor) === end || peek(cursor) === ",") return { key, operator: "Exists" };
  return comparison(cursor, key);
}

function comparison(cursor: Cursor, key: string): LabelSelectorRequirement {
  const operator = take(cursor);
  switch (operator) {
    case "=":
    case "==":
      return { key, operator: "In", values: [exactValue(cursor)] };
    case "!=":
      return { key, operator: "NotIn", values: [exactValue(cursor)] };
    case "in":
      return { key, operator: "In", values: valueSet(cursor) };
    case "notin":
      return { key, operator: "NotIn", values: valueSet(cursor) };
    default:
      throw new SelectorSyntaxError(`found '${operator}', expected: in, notin, =, ==, !=`);
  }
}

function exactValue(cursor: Cursor): string {
  return peek(cursor) === end || peek(cursor) === "," ? "" : identifier(cursor);
}

/** `()`, `(,a)` and `(a,)` contain the empty value, as in Go. */
function valueSet(cursor: Cursor): readonly string[] {
  expect(cursor, "(");
  const values = new Set<string>();
  for (;;) {
    values.add(peek(cursor) === "," || peek(cursor) === ")" ? "" : identifier(cursor));
    if (peek(cursor) === ")") break;
    expect(cursor, ",");
  }
  take(cursor);
  return [...values];
}

function identifier(cursor: Cursor): string {
  const token = take(cursor);
  if (token !== end && !symbols.includes(token[0]!)) return token;
  throw new SelectorSyntaxError(`found '${token}', expected: identifier`);
}

function expect(cursor: Cursor, wanted: string): void {
  const token = take(cursor);
  if (token !== wanted) throw new SelectorSyntaxError(`found '${token}', expected: '${wanted}'`);
}

function peek({ tokens, next }: Cursor): string {
  return tokens[next] ?? end;
}

function take(cursor: Cursor): string {
  return cursor.tokens[cursor.next++] ?? end;
}

function valid(requirement: LabelSelectorRequirement): LabelSelectorRequirement {
  const { key, values = [] } = requirement;
  if (!isQualifiedName(key)) throw new SelectorSyntaxError(`key: Invalid value: "${key}"`);
  const wrong = values.find((value) => !isLabelValue(value));
  if (wrong !== undefined) throw new SelectorSyntaxError(`values: Invalid value: "${wrong}"`);
  return requirement;
}
