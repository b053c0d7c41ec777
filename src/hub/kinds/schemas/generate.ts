/**
 * Writes `kubernetes.json` anew from the installed @kubernetes/client-node. Run it after updating that package:
 * `deno run -A src/hub/kinds/schemas/generate.ts && deno fmt src/hub/kinds/schemas`. @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { byCodeUnit } from "../../../kube/order.ts";
import { rootModels } from "./root_models.ts";
import { modelSchema, referencesOf } from "./model_schema.ts";
import type { ModelSchema } from "./model_schema.ts";

const models = new URL("../../../../node_modules/@kubernetes/client-node/dist/gen/models/", import.meta.url);

/** A CRD's schema contains itself; what is inside is checked by the CRD controller, not by a schema. */
const opaque: Readonly<Record<string, ModelSchema>> = {
  V1JSONSchemaProps: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
};

function read(name: string): ModelSchema {
  if (Object.hasOwn(opaque, name)) return opaque[name]!;
  const text = (suffix: string) => readFileSync(new URL(`${name}${suffix}`, models), "utf8");
  return modelSchema(name, { declaration: text(".d.ts"), code: text(".js") });
}

/** The schemas of the root models and of everything they refer to, sorted by name. */
export function collectSchemas(): Readonly<Record<string, ModelSchema>> {
  const schemas = new Map<string, ModelSchema>();
  const waiting = [...rootModels];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (schemas.has(name)) continue;
    schemas.set(name, read(name));
    waiting.push(...referencesOf(schemas.get(name)!));
  }
  return Object.fromEntries([...schemas].sort(([a], [b]) => byCodeUnit(a, b)));
}

if (import.meta.main) {
  writeFileSync(new URL("kubernetes.json", import.meta.url), JSON.stringify(collectSchemas(), undefined, 2));
}
