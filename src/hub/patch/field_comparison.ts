/** Which fields an object has, and which differ between two (structured-merge-diff's ToFieldSet and Compare). @module */
import { equalJson, isRecord, type JsonRecord, own } from "../json_value.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import { fieldSchema, isAtomicMap, itemName, itemSchema, listTypeOf } from "../schema/object_schema.ts";
import { emptySet, type FieldSet, leaf, setOfChildren, union } from "./field_set.ts";

/** Leaves, and items of keyed lists; the containers themselves only when they are empty or atomic. */
export function fieldsOf(value: unknown, schema: JsonSchema): FieldSet {
  if (isGranularRecord(value, schema)) {
    const entries = Object.entries(value);
    return entries.length === 0
      ? leaf
      : setOfChildren(entries.map(([key, child]) => [`f:${key}`, fieldsOf(child, fieldSchema(schema, key))]));
  }
  if (!isKeyedList(value, schema) || value.length === 0) return leaf;
  return setOfChildren(value.map((item) => [itemName(item, schema), fieldsOfItem(item, schema)]));
}

function fieldsOfItem(item: unknown, schema: JsonSchema): FieldSet {
  return listTypeOf(schema) === "set" ? leaf : { ...fieldsOf(item, itemSchema(schema)), isMember: true };
}

export interface Comparison {
  /** Paths that are new or have another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

const same: Comparison = { changed: emptySet, removed: emptySet };

/** What became of `before`; `undefined` is an absent value. */
export function compare(before: unknown, after: unknown, schema: JsonSchema): Comparison {
  if (before === after) return same;
  if (before === undefined) return { changed: fieldsOf(after, schema), removed: emptySet };
  if (after === undefined) return { changed: emptySet, removed: fieldsOf(before, schema) };
  if (isGranularRecord(before, schema) && isGranularRecord(after, schema)) {
    return compareRecords(before, after, schema);
  }
  if (isKeyedList(before, schema) && isKeyedList(after, schema)) return compareLists(before, after, schema);
  if (equalJson(before, after)) return same;
  return { changed: fieldsOf(after, schema), removed: fieldsOf(before, schema) };
}

function compareRecords(before: JsonRecord, after: JsonRecord, schema: JsonSchema): Comparison {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return combine([...keys].map((key) => {
    return [`f:${key}`, compare(own(before, key), own(after, key), fieldSchema(schema, key))];
  }));
}

function compareLists(before: readonly unknown[], after: readonly unknown[], schema: JsonSchema): Comparison {
  const [old, current] = [itemsByName(before, schema), itemsByName(after, schema)];
  return combine([...new Set([...old.keys(), ...current.keys()])].map((name) => {
    if (!old.has(name)) {
      return [name, { changed: fieldsOfItem(current.get(name), schema), removed: emptySet }];
    }
    if (!current.has(name)) {
      return [name, { changed: emptySet, removed: fieldsOfItem(old.get(name), schema) }];
    }
    return [name, compare(old.get(name), current.get(name), itemSchema(schema))];
  }));
}

function combine(parts: readonly (readonly [string, Comparison])[]): Comparison {
  return {
    changed: setOfChildren(parts.map(([name, { changed }]) => [name, changed] as const)),
    removed: setOfChildren(parts.map(([name, { removed }]) => [name, removed] as const)),
  };
}

/** Items under their names; the first of equals counts. */
export function itemsByName(items: readonly unknown[], schema: JsonSchema): ReadonlyMap<string, unknown> {
  const byName = new Map<string, unknown>();
  for (const item of items) {
    const name = itemName(item, schema);
    if (!byName.has(name)) byName.set(name, item);
  }
  return byName;
}

export function isGranularRecord(value: unknown, schema: JsonSchema): value is JsonRecord {
  return isRecord(value) && !isAtomicMap(schema);
}

export function isKeyedList(value: unknown, schema: JsonSchema): value is readonly unknown[] {
  return Array.isArray(value) && listTypeOf(schema) !== "atomic";
}

/** Both parts of a comparison. */
export function touched({ changed, removed }: Comparison): FieldSet {
  return union(changed, removed);
}
