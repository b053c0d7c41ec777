/** The schemas of Kubernetes' own kinds, with references resolved. @module */
import type { JsonSchema } from "../../schema/json_schema.ts";
import models from "./kubernetes.json" with { type: "json" };

type Node = { readonly [keyword: string]: unknown };

const resolved = new Map<string, JsonSchema>();

/**
 * The schema of a client-node model such as `V1Deployment`. Shared parts are the same object, so a pod template
 * costs memory once however many kinds have one. Throws `RangeError` for a model that was not generated.
 */
export function kubernetesSchema(model: string): JsonSchema {
  const known = resolved.get(model);
  if (known) return known;
  if (!Object.hasOwn(models, model)) throw new RangeError(`Cannot find the schema of ${model}`);
  const schema = resolve((models as unknown as Record<string, Node>)[model]!) as JsonSchema;
  resolved.set(model, schema);
  return schema;
}

function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  const { $ref, ...rest } = value as Node;
  const own = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, resolve(part)]));
  return typeof $ref === "string" ? { ...kubernetesSchema($ref), ...own } : own;
}
