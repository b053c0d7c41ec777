/** Walking a schema beside a value: which lists merge by which keys, and what stands below a field. @module */
import { stringifyJson } from "../../kube/json.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { own } from "../json_value.ts";
import type { KindDefinition } from "../resources/kind_definition.ts";
import type { JsonSchema } from "./json_schema.ts";
import { objectMetaSchema } from "./object_meta_schema.ts";
import { schemaOfField } from "./pruning.ts";

/** Nothing is known: maps are merged, lists are replaced (structured-merge-diff's deduced type). */
export const untyped: JsonSchema = {};

const wholeSchemas = new WeakMap<JsonSchema, JsonSchema>();
const metaOnly: JsonSchema = { properties: { metadata: objectMetaSchema } };

/** The schema of a whole object, with the schema of metadata in its place. */
export function objectSchema({ schema }: KindDefinition): JsonSchema {
  if (schema === undefined) return metaOnly;
  const known = wholeSchemas.get(schema);
  if (known !== undefined) return known;
  const whole = { ...schema, properties: { ...schema.properties, metadata: objectMetaSchema } };
  wholeSchemas.set(schema, whole);
  return whole;
}

export function fieldSchema(schema: JsonSchema, key: string): JsonSchema {
  return schemaOfField(schema, key, false) ?? untyped;
}

export function itemSchema(schema: JsonSchema): JsonSchema {
  return schema.items ?? untyped;
}

export function listTypeOf(schema: JsonSchema): "atomic" | "set" | "map" {
  return schema["x-kubernetes-list-type"] ?? "atomic";
}

export function isAtomicMap(schema: JsonSchema): boolean {
  return schema["x-kubernetes-map-type"] === "atomic";
}

/**
 * How FieldsV1 names an item of a set (`v:"a"`) or of a keyed list (`k:{"name":"a"}`): equal names, same item.
 * A key that is absent has its default; the only one in Kubernetes' own kinds is protocol TCP.
 */
export function itemName(item: unknown, schema: JsonSchema): string {
  if (listTypeOf(schema) === "set") return `v:${stringifyJson(item)}`;
  const keys = [...schema["x-kubernetes-list-map-keys"] ?? []].sort(byCodeUnit);
  const defaults = itemSchema(schema).properties;
  const entries = keys.map((key) => [key, own(item, key) ?? defaultOf(defaults, key)]);
  return `k:${stringifyJson(Object.fromEntries(entries))}`;
}

function defaultOf(properties: JsonSchema["properties"], key: string): unknown {
  const declared = (own(properties, key) as JsonSchema | undefined)?.default;
  return declared ?? (key === "protocol" ? "TCP" : null);
}
