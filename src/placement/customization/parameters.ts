/** Parameter expansion: `%(name)` in the strings of an object (section 5.3, R-52). @module */
import type { Budget } from "./budget.ts";

/** What can be written as `%(name)`. */
export type Parameters = ReadonlyMap<string, string>;

/** A Location's annotations and labels; a label wins over an annotation of the same key. */
export function parametersOf(
  location: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  },
): Parameters {
  return new Map([...Object.entries(location.annotations), ...Object.entries(location.labels)]);
}

/**
 * `%(name)` becomes the parameter's value. An unknown name stays, also without its `)`, which is then added; a name runs to the end
 * of the text if nothing closes it. A `%` before anything else stays together with the next character, so `%%` stays `%%` and
 * protects a following `(` (decision 5). What was put in is not expanded again.
 */
export function expand(
  text: string,
  parameters: Parameters,
  onValue: (value: string) => void = () => undefined,
): string {
  return text.replace(/%\(([^)]*)\)?|%[^]?/g, (found, name: string | undefined) => {
    if (name === undefined) return found;
    const value = parameters.get(name) ?? `%(${name})`;
    onValue(value);
    return value;
  });
}

/** Expands every string inside `value`, but no map key. Returns `value` itself if nothing changes. */
export function expandStrings(value: unknown, parameters: Parameters, budget: Budget, depth = 0): unknown {
  budget.visit(depth);
  if (typeof value === "string") return expandWithin(value, parameters, budget);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const expanded = entries.map(([key, inner]): [string, unknown] => {
    return [key, expandStrings(inner, parameters, budget, depth + 1)];
  });
  if (expanded.every(([, inner], index) => inner === entries[index]![1])) return value;
  return Array.isArray(value) ? expanded.map(([, inner]) => inner) : Object.fromEntries(expanded);
}

function expandWithin(text: string, parameters: Parameters, budget: Budget): string {
  if (!text.includes("%(")) return text;
  // Counted piece by piece, because a long value behind many references would fill the memory before the end is reached.
  budget.write(text.length);
  return expand(text, parameters, (value) => budget.write(value.length));
}
