/** Kinds as named OpenAPI definitions. @module */
import { byCodeUnit } from "../../../kube/order.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";

/** Where `metadata` refers to. */
export const objectMetaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

const text = (description: string): JsonSchema => ({ type: "string", description });
const textMap = (description: string): JsonSchema => ({
  type: "object",
  description,
  additionalProperties: { type: "string" },
});
const time = (description: string): JsonSchema => ({ type: "string", format: "date-time", description });
const list = (description: string, items: JsonSchema): JsonSchema => ({ type: "array", description, items });

/** ObjectMeta in full, because a client that validates rejects fields a schema does not name. */
const objectMeta: JsonSchema = {
  type: "object",
  description: "ObjectMeta is metadata that all persisted resources must have.",
  properties: {
    annotations: textMap("Annotations is an unstructured map set by external tools."),
    creationTimestamp: time("When the server created the object."),
    deletionGracePeriodSeconds: {
      type: "integer",
      format: "int64",
      description: "Seconds left to terminate.",
    },
    deletionTimestamp: time("When the object will be deleted."),
    finalizers: list("Must be empty before the object is deleted.", { type: "string" }),
    generateName: text("A prefix the server makes a unique name from when name is absent."),
    generation: { type: "integer", format: "int64", description: "Generation of the desired state." },
    labels: textMap("Labels organise and select objects."),
    managedFields: list("Which manager set which fields.", { type: "object" }),
    name: text("Name must be unique within a namespace, and cannot be updated."),
    namespace: text("Namespace within which each name must be unique."),
    ownerReferences: list("Objects this object depends on.", {
      type: "object",
      required: ["apiVersion", "kind", "name", "uid"],
      properties: {
        apiVersion: text("API version of the referent."),
        blockOwnerDeletion: { type: "boolean" },
        controller: { type: "boolean" },
        kind: text("Kind of the referent."),
        name: text("Name of the referent."),
        uid: text("UID of the referent."),
      },
    }),
    resourceVersion: text("The internal version of this object."),
    selfLink: text("Deprecated: not populated."),
    uid: text("Unique in time and space."),
  },
};

/** `apps/v1` Deployment → `apps.v1.Deployment`: unique, and stable between runs. */
export function definitionName({ group, version, kind }: KindDefinition): string {
  return `${group === "" ? "core" : group}.${version}.${kind}`;
}

/** Definitions by name, sorted; `refPrefix` is where references point (`#/definitions/`, `#/components/schemas/`). */
export function definitionsOf(kinds: readonly KindDefinition[], refPrefix: string): Record<string, unknown> {
  const entries = new Map<string, unknown>([[objectMetaName, objectMeta]]);
  for (const kind of kinds) entries.set(definitionName(kind), definitionOf(kind, refPrefix));
  return Object.fromEntries([...entries].sort(([a], [b]) => byCodeUnit(a, b)));
}

function definitionOf(definition: KindDefinition, refPrefix: string): unknown {
  const { schema, group, version, kind } = definition;
  const known = schema?.properties ?? {};
  const typed = {
    apiVersion: text("APIVersion defines the versioned schema of this representation of an object."),
    kind: text("Kind is a string value representing the REST resource this object represents."),
    metadata: { description: "Standard object's metadata.", $ref: refPrefix + objectMetaName },
  };
  return {
    ...(schema ?? { "x-kubernetes-preserve-unknown-fields": true }),
    type: "object",
    properties: { ...known, ...typed },
    "x-kubernetes-group-version-kind": [{ group, version, kind }],
  };
}
