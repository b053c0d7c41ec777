/** The fields that Kubernetes' own kinds must have, by the schemas that describe them. @module */
import type { StatusCause } from "../../ports/kube_error.ts";
import { isRecord, own } from "../json_value.ts";
import { required } from "../request/field_error.ts";
import type { JsonSchema } from "./json_schema.ts";
import { schemaOfField } from "./pruning.ts";

/** Required by the documents, and nothing (which is everything) to the API server. */
const mayBeMissing: ReadonlySet<string> = new Set(["spec.podSelector", "spec.limits"]);

/** A cause for every field that is missing; metadata and status have rules, and writers, of their own. */
export function missingFields(object: unknown, schema: JsonSchema): readonly StatusCause[] {
  const { metadata: _metadata, status: _status, ...properties } = schema.properties ?? {};
  const needed = (schema.required ?? []).filter((name) => Object.hasOwn(properties, name));
  return missingIn(object, { ...schema, properties, required: needed }, "");
}

function missingIn(value: unknown, schema: JsonSchema, path: string): readonly StatusCause[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => missingIn(item, schema.items ?? {}, `${path}[${at}]`));
  }
  if (!isRecord(value)) return [];
  const below = (name: string) => (path === "" ? name : `${path}.${name}`);
  const missing = (schema.required ?? []).filter((name) => isNothing(own(value, name))).map(below)
    .filter((field) => !mayBeMissing.has(field));
  const inside = Object.entries(value).flatMap(([name, child]) => {
    const field = own(schema.properties, name) ?? schemaOfField(schema, name, false);
    return isRecord(field) ? missingIn(child, field as JsonSchema, below(name)) : [];
  });
  return [...missing.map((field) => required(field, "")), ...inside];
}

/** What Go's decoder cannot tell from an absent field. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
