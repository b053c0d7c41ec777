/** Field selectors in the form of a query: `metadata.name=x,metadata.namespace!=y` (fields.ParseSelector). @module */
import { SelectorSyntaxError } from "./selector_syntax_error.ts";

/** `field` is a path such as `metadata.name`; which fields exist is the resource's affair. */
export interface FieldRequirement {
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

/**
 * The requirements in `text`, in order; `\,`, `\=` and `\\` stand for themselves inside a value.
 *
 * @throws SelectorSyntaxError when a term has no operator or a value has another escape.
 */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return termsOf(text).filter((term) => term !== "").map((term) => parseTerm(term, text));
}

/** Whether every requirement holds; a field that is not there has the value "". */
export function matchesFields(
  requirements: readonly FieldRequirement[],
  valueOf: (field: string) => string | undefined,
): boolean {
  return requirements.every(({ field, operator, value }) => {
    return ((valueOf(field) ?? "") === value) === (operator === "=");
  });
}

function termsOf(text: string): readonly string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === ",") {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...terms, text.slice(start)];
}

function parseTerm(term: string, text: string): FieldRequirement {
  const sign = /!=|==?/.exec(term);
  if (sign === null) throw new SelectorSyntaxError(`invalid selector: '${text}'; can't understand '${term}'`);
  const value = unescapeValue(term.slice(sign.index + sign[0].length));
  return { field: term.slice(0, sign.index), operator: sign[0] === "!=" ? "!=" : "=", value };
}

function unescapeValue(text: string): string {
  const invalid = /(?<!\\)(?:\\\\)*(?:[,=]|\\(?![\\,=]))/.exec(text);
  if (invalid !== null) throw new SelectorSyntaxError(`invalid field selector value: '${text}'`);
  return text.replace(/\\([\\,=])/g, "$1");
}
