/** Expected values with the names of the running system filled in. @module */
import type { Pattern } from "../story/scenario.ts";
import { type Answer, found } from "./answer.ts";
import type { Names } from "./names.ts";

/** The JSON value that `pattern` stands for now, or the first name that cannot be told. */
export async function patternValue(pattern: Pattern, names: Names): Promise<Answer<unknown>> {
  if (pattern === null || typeof pattern !== "object") return found(pattern);
  if ("parts" in pattern) return await names.text(pattern);
  if ("items" in pattern) return await valuesOf(pattern.items, names);
  const values = await valuesOf([...pattern.fields.values()], names);
  if (!values.ok) return values;
  return found(Object.fromEntries([...pattern.fields.keys()].map((key, i) => [key, values.value[i]])));
}

async function valuesOf(patterns: readonly Pattern[], names: Names): Promise<Answer<readonly unknown[]>> {
  const values: unknown[] = [];
  for (const pattern of patterns) {
    const value = await patternValue(pattern, names);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return found(values);
}
