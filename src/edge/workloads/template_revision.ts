/** Pods that say which revision of a template they were made from (pkg/controller/history, without its ControllerRevisions). @module */
import type { KubeObject } from "../../kube/object.ts";
import { templateHash } from "./pod_hash.ts";
import { controllerReference, type Pod, type PodTemplate } from "./workload_types.ts";

/** The label by which a pod names its revision. */
export const revisionLabel = "controller-revision-hash";

interface Templated extends KubeObject {
  readonly spec: { readonly template: PodTemplate };
}

/** The name of the revision that the owner has now. */
export function revisionOf({ metadata, spec }: Templated): string {
  return `${metadata.name}-${templateHash(spec.template)}`;
}

export function isOfRevision({ metadata }: Pod, revision: string): boolean {
  return metadata.labels?.[revisionLabel] === revision;
}

/** A pod of the owner's present template; `more` are labels beside the template's and the revision's. */
export function podOf(owner: Templated, name: string, more: Readonly<Record<string, string>> = {}): Pod {
  const { metadata = {}, spec } = owner.spec.template;
  const labels = { ...metadata.labels, [revisionLabel]: revisionOf(owner), ...more };
  const { namespace } = owner.metadata;
  const ownerReferences = controllerReference(owner);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name, namespace, labels, ownerReferences },
    spec,
  };
}
