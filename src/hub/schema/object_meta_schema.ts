/** The schema of `metadata`, the same for every kind (metav1.ObjectMeta). @module */
import type { JsonSchema } from "./json_schema.ts";

const string: JsonSchema = { type: "string" };
const strings: JsonSchema = { type: "object", additionalProperties: string };
const integer: JsonSchema = { type: "integer", format: "int64" };

export const objectMetaSchema: JsonSchema = {
  type: "object",
  properties: {
    name: string,
    generateName: string,
    namespace: string,
    selfLink: string,
    uid: string,
    resourceVersion: string,
    generation: integer,
    creationTimestamp: string,
    deletionTimestamp: string,
    deletionGracePeriodSeconds: integer,
    labels: strings,
    annotations: strings,
    ownerReferences: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["uid"],
      items: {
        type: "object",
        properties: {
          apiVersion: string,
          kind: string,
          name: string,
          uid: string,
          controller: { type: "boolean" },
          blockOwnerDeletion: { type: "boolean" },
        },
      },
    },
    finalizers: { type: "array", items: string, "x-kubernetes-list-type": "set" },
    managedFields: { type: "array", items: { "x-kubernetes-preserve-unknown-fields": true } },
  },
};
