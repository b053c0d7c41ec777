/** A few words for writing structural schemas by hand. @module */
import type { JsonSchema } from "../../schema/json_schema.ts";

export const text: JsonSchema = { type: "string" };
export const flag: JsonSchema = { type: "boolean" };
export const int32: JsonSchema = { type: "integer", format: "int32" };
export const time: JsonSchema = { type: "string", format: "date-time" };
/** Anything at all, kept as it is. */
export const anything: JsonSchema = { "x-kubernetes-preserve-unknown-fields": true };
/** An object with any fields, kept as they are. */
export const anyObject: JsonSchema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
export const texts: JsonSchema = { type: "array", items: text };
export const textMap: JsonSchema = { type: "object", additionalProperties: text };

/** An object with these fields; names in `required` must be there. */
export function record(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

/** A list of these. */
export function listOf(items: JsonSchema): JsonSchema {
  return { type: "array", items };
}

/** A list of these, in which an item is known by the values at `keys`. */
export function mapOf(items: JsonSchema, ...keys: readonly string[]): JsonSchema {
  return {
    type: "array",
    items,
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": keys,
  };
}

/** The same schema with a description, which `kubectl explain` shows. */
export function described(description: string, schema: JsonSchema): JsonSchema {
  return { ...schema, description };
}

/** metav1.LabelSelector. An operator is any string: CRDs do not check it, so controllers must (section 1.1). */
export const labelSelector: JsonSchema = record({
  matchExpressions: listOf(record({ key: text, operator: text, values: texts }, ["key", "operator"])),
  matchLabels: textMap,
});

/** kcp's third-party condition. */
export const conditions: JsonSchema = mapOf(
  record(
    { type: text, status: text, lastTransitionTime: time, reason: text, message: text, severity: text },
    [
      "status",
      "type",
    ],
  ),
  "type",
);

/** The schema of a whole object with these sections besides apiVersion, kind and metadata. */
export function wholeObject(
  description: string,
  sections: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  const whole = record({ apiVersion: text, kind: text, metadata: { type: "object" }, ...sections }, required);
  return described(description, whole);
}
