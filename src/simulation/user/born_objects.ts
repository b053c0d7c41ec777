/** Objects that are born at an edge, of a kind that a placement may ask for. @module */
import type { KubeObject } from "../../kube/object.ts";

export const bornResource = "sprockets.group1.test";

export const bornDefinition: KubeObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: bornResource },
  spec: {
    group: "group1.test",
    scope: "Namespaced",
    names: { plural: "sprockets", kind: "Sprocket" },
    versions: [{ name: "v1", served: true, storage: true }],
  },
};

export const bornNamespace: KubeObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "orbital" },
};

export function bornObject(name: string, size: number): KubeObject {
  return {
    apiVersion: "group1.test/v1",
    kind: "Sprocket",
    metadata: { name, namespace: "orbital" },
    spec: { size },
  };
}
