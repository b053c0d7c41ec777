/** Which item of a list was which before (KEP-2876, "transition rules"): only items with keys can be told. @module */
import type { JsonSchema } from "./json_schema.ts";
import { itemName } from "./object_schema.ts";

/** The item of `old` that has the keys of `item`; undefined in a list without keys. */
export function correlatedItem(schema: JsonSchema, item: unknown, old: unknown): unknown {
  if (!areItemsCorrelatable(schema) || !Array.isArray(old)) return undefined;
  return indexOf(schema, old).get(itemName(item, schema));
}

/** Whether a rule about one item may speak of its past. */
export function areItemsCorrelatable(schema: JsonSchema): boolean {
  return schema["x-kubernetes-list-type"] === "map";
}

/** Lists that were looked into, by the names of their items. */
const indexes = new WeakMap<readonly unknown[], ReadonlyMap<string, unknown>>();

function indexOf(schema: JsonSchema, items: readonly unknown[]): ReadonlyMap<string, unknown> {
  const known = indexes.get(items);
  if (known !== undefined) return known;
  const made = new Map(items.map((item) => [itemName(item, schema), item]));
  indexes.set(items, made);
  return made;
}
