/** A selector in a query that cannot be read; the API server answers 400 BadRequest. @module */

/** Thrown by the parsers of label and field selectors; the message says what stood where. */
export class SelectorSyntaxError extends Error {
  override readonly name = "SelectorSyntaxError";
}
