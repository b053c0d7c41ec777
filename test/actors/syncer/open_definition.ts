/** Custom kinds whose objects may hold anything. @module */
import type { KubeObject } from "../../../src/kube/object.ts";

export interface OpenKind {
  /** `Widget`: its resource is `widgets` of group1.test. */
  readonly kind: string;
  readonly scope: "Namespaced" | "Cluster";
  /** The versions that are served, the stored one first. */
  readonly versions: readonly string[];
  /** Of every version; absent is none. */
  readonly subresources?: object;
}

export function openDefinition({ kind, scope, versions, subresources }: OpenKind): KubeObject {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.group1.test` },
    spec: {
      group: "group1.test",
      scope,
      names: { plural, singular, kind },
      versions: versions.map((name, at) => {
        return { name, served: true, storage: at === 0, schema, ...(subresources && { subresources }) };
      }),
    },
  };
}
