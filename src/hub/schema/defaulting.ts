/** Defaults of structural schemas (apiextensions `structural/defaulting`). @module */
import { isRecord, type JsonRecord, own } from "../json_value.ts";
import type { JsonSchema } from "./json_schema.ts";
import { schemaOfField } from "./pruning.ts";

/**
 * The value with defaults filled in where a field is absent, or null where null is not allowed. The value itself
 * is returned when nothing was missing.
 */
export function applyDefaults(value: unknown, schema: JsonSchema): unknown {
  if (Array.isArray(value)) return defaultItems(value, schema.items);
  return isRecord(value) ? defaultFields(value, schema) : value;
}

function defaultItems(items: readonly unknown[], schema: JsonSchema | undefined): unknown {
  if (schema === undefined) return items;
  const filled = items.map((item) => applyDefaults(item, schema));
  return filled.some((item, at) => item !== items[at]) ? filled : items;
}

function defaultFields(record: JsonRecord, schema: JsonSchema): JsonRecord {
  const filled = new Map(Object.entries(record));
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const value = own(record, key);
    const isMissing = value === undefined || (value === null && field.nullable !== true);
    if (isMissing && field.default !== undefined) filled.set(key, field.default);
  }
  for (const [key, value] of filled) {
    const field = schemaOfField(schema, key, false);
    if (field !== undefined) filled.set(key, applyDefaults(value, field));
  }
  const isSame = filled.size === Object.keys(record).length &&
    [...filled].every(([key, value]) => value === own(record, key));
  return isSame ? record : Object.fromEntries(filled);
}
