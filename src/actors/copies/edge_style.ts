/**
 * Copies on an edge are applied, so that what webhooks, defaults and autoscalers of the edge set stays theirs.
 *
 * An annotation keeps a digest of what was last applied. A copy needs a write when that differs from what is wanted now, or when the
 * copy no longer holds everything that was applied: then somebody changed a field of ours. @module
 */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../kube/canonical_json.ts";
import { contains, missingPaths } from "../../kube/containment.ts";
import { secrets } from "../../kube/core_api.ts";
import { downsyncOverwriteAnnotation } from "../../kube/edge_api.ts";
import { asApplied, asCreated, updatedBeyond } from "../../kube/managed_fields.ts";
import { type DownsyncPolicy, downsyncPolicy } from "../../placement/downsync_policy.ts";
import { ownedSelector } from "../../machines/copy_letters.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { ApiRequest } from "../../ports/cluster_api.ts";
import { isProjected, type Marks, projectedCopy, projectedMarks } from "../../placement/projection.ts";
import type { CopyStyle, RequestPlace } from "./target.ts";

const fieldManager = "edge-syncer";

/** Annotation on edge objects: digest of what the syncer last applied. */
export const appliedAnnotation = "edge.kcp.io/applied";

function digestOf(wanted: KubeObject, source: KubeObject): string {
  // A digest of a Secret could be tried against guesses, so its version stands for its content (law 9).
  const content = wanted.kind === "Secret" && wanted.apiVersion === secrets.version
    ? { uid: source.metadata.uid, version: source.metadata.resourceVersion }
    : wanted;
  return createHash("sha256").update(canonicalJson(content)).digest("hex").slice(0, 32);
}

function wantedOn(source: KubeObject): KubeObject {
  const marks: Marks = {
    ...projectedMarks,
    annotations: { [appliedAnnotation]: digestOf(projectedCopy(source), source) },
  };
  return projectedCopy(source, marks);
}

/** The digest of what was last applied says whether the source has changed since: if not, somebody else changed the copy. */
function isFromSame(source: KubeObject, copy: KubeObject): boolean {
  return copy.metadata.annotations?.[appliedAnnotation] === digestOf(projectedCopy(source), source);
}

/** A copy that is the edge's own needs to say so, and nothing else is changed about it (6.5). */
function handOver(copy: KubeObject, at: RequestPlace): ApiRequest | null {
  if (policyOf(copy) === "create") return null;
  const body = { metadata: { annotations: { [downsyncOverwriteAnnotation]: "false" } } };
  return { ...at, verb: "patch", patchType: "merge", body, query: { fieldManager } };
}

function policyOf({ metadata }: KubeObject): DownsyncPolicy {
  return downsyncPolicy(metadata.annotations);
}

function apply(body: KubeObject, at: RequestPlace): ApiRequest {
  return { ...at, verb: "patch", patchType: "apply", body, query: { fieldManager, force: "true" } };
}

/** No difference now leaves the last one in view: it has been put right, and people want to know of it. */
function nonEmpty(paths: readonly string[]): readonly string[] | undefined {
  return paths.length === 0 ? undefined : paths;
}

export const edgeStyle: CopyStyle = {
  fieldManager,
  selector: ownedSelector,
  owns: isProjected,
  create: (source, { name: _name, ...at }) => ({
    ...at,
    verb: "create",
    body: wantedOn(source),
    query: { fieldManager },
  }),
  update: (source, copy, at) => {
    if (policyOf(source) === "create") return handOver(copy, at);
    const wanted = wantedOn(source);
    return contains(copy, wanted) && policyOf(copy) === policyOf(source) ? null : apply(wanted, at);
  },
  settle: (made, sent, at) => {
    const managedFields = asCreated(made.metadata.managedFields, fieldManager, sent);
    const body = { ...made, metadata: { ...made.metadata, managedFields } };
    return managedFields === null ? null : { ...at, verb: "update", body, query: { fieldManager } };
  },
  adopt: (copy, at, wanted) => {
    if (!updatedBeyond(copy.metadata.managedFields, fieldManager, wanted)) return null;
    const managedFields = asApplied(copy.metadata.managedFields, fieldManager);
    const body = { ...copy, metadata: { ...copy.metadata, managedFields } };
    return managedFields === null ? null : { ...at, verb: "update", body, query: { fieldManager } };
  },
  driftOf: (source, copy) => {
    if (policyOf(source) === "create") return missingPaths(copy, projectedCopy(source));
    return isFromSame(source, copy) ? nonEmpty(missingPaths(copy, wantedOn(source))) : undefined;
  },
  policyOf,
};
