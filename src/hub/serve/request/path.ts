/** The path of a request, refused unless it can be read in one way only. @module */
import { KubeError } from "../../../ports/kube_error.ts";

/** Segments between slashes, decoded, and the query by its names; of a name given twice the first value counts. */
export interface RequestTarget {
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Encoded slash, backslash, dot, percent and NUL: one layer would see a different path than the next. */
const ambiguousEscape = /%(?:2f|5c|2e|25|00)/i;
// deno-lint-ignore no-control-regex -- control characters are what this refuses
const forbiddenCharacter = /[\u0000-\u0020\u007f\\]/;

/**
 * Splits a request target in origin form (RFC 9112, 3.2.1). Throws `KubeError` 400 for `//`, `.` and `..`
 * segments, encoded separators and malformed escapes, so that what is authorised is what is served. One slash
 * at the end is allowed, as `kubectl` writes `/api/`.
 */
export function parseTarget(target: string): RequestTarget {
  const [path = "", query = ""] = splitOnce(target, "?");
  if (!path.startsWith("/") || path.includes("#")) throw refuse();
  if (forbiddenCharacter.test(path) || ambiguousEscape.test(path)) throw refuse();
  const trimmed = path.endsWith("/") ? path.slice(1, -1) : path.slice(1);
  const segments = trimmed === "" && path === "/" ? [] : trimmed.split("/").map(decodeSegment);
  return { segments, query: parseQuery(query) };
}

function decodeSegment(raw: string): string {
  const segment = decode(raw);
  if (segment === "" || segment === "." || segment === ".." || forbiddenCharacter.test(segment)) {
    throw refuse();
  }
  return segment;
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw refuse(cause);
  }
}

function parseQuery(query: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) if (!values.has(name)) values.set(name, value);
  return Object.fromEntries(values);
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function refuse(cause?: unknown): KubeError {
  return new KubeError(400, "BadRequest", "the request path is not in its plain form", {}, cause);
}
