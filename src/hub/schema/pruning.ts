/** Fields that a schema does not name: finding them, and dropping them (structural schemas, KEP-95). @module */
import { isRecord, own } from "../json_value.ts";
import type { JsonSchema } from "./json_schema.ts";

/** A value without its unknown fields, and the paths that were dropped. */
export interface Pruned {
  readonly value: unknown;
  /** Such as `spec.ports[0].foo`. */
  readonly dropped: readonly string[];
}

/**
 * Drops what `schema` does not specify. `x-kubernetes-preserve-unknown-fields` keeps unknown fields at its level
 * while known ones are still pruned inside. The value itself is returned when nothing was dropped.
 */
export function prune(value: unknown, schema: JsonSchema): Pruned {
  const dropped: string[] = [];
  return { value: pruneAt(value, schema, "", dropped), dropped };
}

/** Fields every embedded resource and every object has, whether its schema names them or not. */
const typeMetaFields: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

function pruneAt(value: unknown, schema: JsonSchema, path: string, dropped: string[]): unknown {
  if (Array.isArray(value)) return pruneItems(value, schema, path, dropped);
  if (!isRecord(value)) return value;
  const entries: [string, unknown][] = [];
  let isChanged = false;
  for (const [key, child] of Object.entries(value)) {
    const at = path === "" ? key : `${path}.${key}`;
    const childSchema = schemaOfField(schema, key, path === "");
    if (childSchema === undefined) {
      dropped.push(at);
      isChanged = true;
      continue;
    }
    const kept = pruneAt(child, childSchema, at, dropped);
    isChanged ||= kept !== child;
    entries.push([key, kept]);
  }
  return isChanged ? Object.fromEntries(entries) : value;
}

function pruneItems(items: readonly unknown[], schema: JsonSchema, path: string, dropped: string[]): unknown {
  const kept = items.map((item, at) => pruneAt(item, schema.items ?? anything, `${path}[${at}]`, dropped));
  return kept.some((item, at) => item !== items[at]) ? kept : items;
}

const anything: JsonSchema = { "x-kubernetes-preserve-unknown-fields": true };

/** The schema of one field; undefined for a field that must go. */
export function schemaOfField(schema: JsonSchema, key: string, isRoot: boolean): JsonSchema | undefined {
  const named = own(schema.properties, key) as JsonSchema | undefined;
  const isResource = isRoot || schema["x-kubernetes-embedded-resource"] === true;
  // metadata has a schema of its own, checked by the server for every kind.
  if (isResource && typeMetaFields.has(key)) return named ?? anything;
  if (named !== undefined) return named;
  if (isRecord(schema.additionalProperties)) return schema.additionalProperties;
  if (schema.additionalProperties === true || isOpen(schema)) return anything;
  return undefined;
}

/** A schema that says nothing about fields says nothing against them either. */
function isOpen(schema: JsonSchema): boolean {
  if (schema["x-kubernetes-preserve-unknown-fields"] === true) return true;
  return schema.type === undefined && schema.properties === undefined;
}
