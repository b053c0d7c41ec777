/** Whether a JSON value has the type that a schema asks for. @module */
import { isRecord } from "../json_value.ts";
import { formatProblem } from "./formats.ts";
import type { JsonSchema } from "./json_schema.ts";

/** What is wrong with the type, or null. */
export function typeProblem(value: unknown, schema: JsonSchema): string | null {
  if (value === null) {
    return schema.nullable === true || isUntyped(schema) ? null : `must be of type ${schema.type}`;
  }
  if (schema["x-kubernetes-int-or-string"] === true) {
    return isInteger(value) || typeof value === "string" ? null : "must be of type integer or string";
  }
  if (schema.type === undefined || hasType(value, schema.type)) return null;
  return `must be of type ${schema.type}: "${typeName(value)}"`;
}

function isUntyped(schema: JsonSchema): boolean {
  return schema.type === undefined && schema["x-kubernetes-int-or-string"] !== true;
}

function hasType(value: unknown, type: NonNullable<JsonSchema["type"]>): boolean {
  switch (type) {
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return isInteger(value);
    case "number":
      return typeof value === "number" || typeof value === "bigint";
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
  }
}

function isInteger(value: unknown): boolean {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (isRecord(value)) return "object";
  return isInteger(value) ? "integer" : typeof value;
}

/**
 * The first value that could not be decoded into a field of this type, as `spec.replicas: must be of type …`, or
 * null. This is all that is checked of built-in kinds here: their schemas describe, their rules are code. A null
 * decodes as an absent field.
 */
export function decodingProblem(value: unknown, schema: JsonSchema, path = ""): string | null {
  if (value === null) return null;
  const problem = typeProblem(value, schema) ?? encodingProblem(value, schema);
  if (problem !== null) return `${path}: ${problem}`;
  if (Array.isArray(value)) {
    return firstProblem(value.map((item, at) => [item, schema.items, `${path}[${at}]`]));
  }
  if (!isRecord(value)) return null;
  const prefix = path === "" ? "" : `${path}.`;
  return firstProblem(
    Object.entries(value).map(([key, child]) => [child, namedSchema(schema, key), prefix + key]),
  );
}

function firstProblem(parts: readonly (readonly [unknown, JsonSchema | undefined, string])[]): string | null {
  for (const [value, schema, path] of parts) {
    const problem = schema === undefined ? null : decodingProblem(value, schema, path);
    if (problem !== null) return problem;
  }
  return null;
}

function namedSchema({ properties, additionalProperties }: JsonSchema, key: string): JsonSchema | undefined {
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return isRecord(additionalProperties) ? additionalProperties : undefined;
}

/** Numbers outside their range, and bytes that are no base64. */
function encodingProblem(value: unknown, { format }: JsonSchema): string | null {
  if (typeof value === "number" || typeof value === "bigint") {
    return format === undefined ? null : formatProblem(value, format);
  }
  if (format !== "byte" || typeof value !== "string") return null;
  // Go's decoder reads over line ends, and kustomize folds long lines.
  return formatProblem(value.replace(/[\r\n]/g, ""), format) === null ? null : "illegal base64 data";
}
