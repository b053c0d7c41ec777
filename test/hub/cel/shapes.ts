/** Schemas with validation rules, for the tests of this folder. @module */
import { brokenRules } from "../../../src/hub/cel/evaluate_rules.ts";
import type { JsonSchema } from "../../../src/hub/schema/json_schema.ts";

const text: JsonSchema = { type: "string" };
const whole: JsonSchema = { type: "integer" };

const ports: JsonSchema = {
  type: "array",
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["name"],
  items: { type: "object", properties: { name: text, number: whole } },
};

const fields: Readonly<Record<string, JsonSchema>> = {
  min: whole,
  max: whole,
  ratio: { type: "number" },
  name: text,
  "two-words": text,
  namespace: text,
  either: { "x-kubernetes-int-or-string": true },
  since: { type: "string", format: "date-time" },
  wait: { type: "string", format: "duration" },
  blob: { type: "string", format: "byte" },
  labels: { type: "object", additionalProperties: text },
  tags: { type: "array", items: text },
  loose: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  ports,
};

/** A definition's schema with rules on spec, and with other schemas for some of its fields. */
export function schemaOf(
  rules: readonly object[],
  more: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const spec = {
    type: "object" as const,
    properties: { ...fields, ...more },
    "x-kubernetes-validations": rules,
  };
  return { type: "object", properties: { spec } };
}

/** Field and message of every broken rule. */
export function faults(schema: JsonSchema, spec: unknown, old?: unknown): readonly string[] {
  const before = old === undefined ? undefined : { spec: old };
  return brokenRules(schema, { spec }, before).map(({ field, message }) => `${field}: ${message}`);
}

/** Whether an object that becomes `spec` from `old` keeps one rule. */
export function keeps(rule: string, spec: unknown, old?: unknown): boolean {
  return faults(schemaOf([{ rule }]), spec, old).length === 0;
}
