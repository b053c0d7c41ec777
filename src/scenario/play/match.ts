/** Comparing what was found with what was wanted. @module */
import { type FieldPath, formatFieldPath, valueAt } from "../story/field_path.ts";
import { stringifyJson } from "../../kube/json.ts";

/** A place in an object where the wanted and the found differ. */
export interface Mismatch {
  readonly path: string;
  readonly wanted: string;
  readonly found: string;
}

export type FieldRule = "is" | "exactly" | "asSet";

/** Every difference between the value at `path` and `wanted`, by the rule (docs/scenarios.md, "Comparing"). */
export function matchField(object: unknown, path: FieldPath, rule: FieldRule, wanted: unknown): Mismatch[] {
  const found = valueAt(object, path);
  if (rule === "is") return subsetMismatches(found, wanted, path);
  const equal = rule === "exactly" ? equals(found, wanted) : equalAsSets(found, wanted);
  const how = rule === "exactly" ? "exactly" : "in any order";
  return equal ? [] : [{ path: formatFieldPath(path), wanted: `${how} ${show(wanted)}`, found: show(found) }];
}

/** None when nothing stands at `path`. */
export function matchWithout(object: unknown, path: FieldPath): Mismatch[] {
  const found = valueAt(object, path);
  return found === undefined
    ? []
    : [{ path: formatFieldPath(path), wanted: "no such field", found: show(found) }];
}

/** Maps may hold more than wanted; lists have as many items, in order. */
function subsetMismatches(found: unknown, wanted: unknown, path: FieldPath): Mismatch[] {
  if (isMap(wanted) && isMap(found)) {
    return Object.entries(wanted).flatMap(([key, value]) =>
      subsetMismatches(Object.hasOwn(found, key) ? found[key] : undefined, value, [...path, key])
    );
  }
  if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    return wanted.flatMap((value, i) => subsetMismatches(found[i], value, [...path, i]));
  }
  return equals(found, wanted)
    ? []
    : [{ path: formatFieldPath(path), wanted: show(wanted), found: show(found) }];
}

/** Deep equality of JSON values; a bigint equals the number that it is. */
export function equals(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => equals(item, b[i]));
  }
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && equals(a[key], b[key]));
  }
  if (typeof a === "bigint" || typeof b === "bigint") {
    return String(a) === String(b) && typeof a !== "string" && typeof b !== "string";
  }
  return a === b;
}

/** The same items, each as often, whatever their order. */
export function equalAsSets(found: unknown, wanted: unknown): boolean {
  if (!Array.isArray(found) || !Array.isArray(wanted) || found.length !== wanted.length) return false;
  const rest = [...found];
  return wanted.every((item) => {
    const at = rest.findIndex((candidate) => equals(candidate, item));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const shownMax = 1000;

/** A value as JSON, cut where a person would stop reading; `nothing` for undefined. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = stringifyJson(value);
  return text.length > shownMax ? `${text.slice(0, shownMax)}… (${text.length} characters)` : text;
}
