/** The generated schemas are Kubernetes' own, and no older than the package they come from. @module */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { collectSchemas } from "../../../src/hub/kinds/schemas/generate.ts";
import { kubernetesSchema } from "../../../src/hub/kinds/schemas/kubernetes_schema.ts";
import { modelSchema } from "../../../src/hub/kinds/schemas/model_schema.ts";
import { rootModels } from "../../../src/hub/kinds/schemas/root_models.ts";
import type { JsonSchema } from "../../../src/hub/schema/json_schema.ts";

/** The schema of a field, by its path. */
function field(schema: JsonSchema, ...path: readonly string[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>(
    (part, name) => name === "[]" ? part?.items : part?.properties?.[name],
    schema,
  );
}

test("the file is what the installed client-node gives", () => {
  const file = new URL("../../../src/hub/kinds/schemas/kubernetes.json", import.meta.url);
  assert.is(
    JSON.stringify(JSON.parse(readFileSync(file, "utf8"))),
    JSON.stringify(collectSchemas()),
  );
});

test("every root model resolves, without a reference left", () => {
  for (const model of rootModels) assert.not.match(JSON.stringify(kubernetesSchema(model)), /"\$ref":/);
});

test("types, formats, required fields and descriptions are Kubernetes'", () => {
  const deployment = kubernetesSchema("V1Deployment");
  assert.is(field(deployment, "spec", "replicas")?.format, "int32");
  assert.equal(field(deployment, "spec")?.required, ["selector", "template"]);
  assert.match(field(deployment, "spec", "paused")!.description!, /deployment is paused/);
  assert.is(field(kubernetesSchema("V1Secret"), "data")?.additionalProperties instanceof Object, true);
});

test("keyed lists, int-or-string and quantities are marked", () => {
  const pod = kubernetesSchema("V1Pod");
  const ports = field(pod, "spec", "containers", "[]", "ports");
  assert.equal(ports?.["x-kubernetes-list-map-keys"], ["containerPort", "protocol"]);
  const limits = field(pod, "spec", "containers", "[]", "resources", "limits")?.additionalProperties;
  assert.equal(limits, { "x-kubernetes-int-or-string": true });
  const target = field(kubernetesSchema("V1Service"), "spec", "ports", "[]", "targetPort");
  assert.is(target?.["x-kubernetes-int-or-string"], true);
});

test("an unknown model and a model without its table are refused by name", () => {
  assert.throws(() => kubernetesSchema("V1Nothing"), /V1Nothing/);
  assert.throws(() => modelSchema("V1Odd", { declaration: "", code: "" }), /V1Odd/);
});

test.run();
