/**
 * Copies on an edge are applied, so that what webhooks, defaults and autoscalers of the edge set stays theirs.
 *
 * An annotation keeps a digest of what was last applied. A copy needs a write when that differs from what is wanted now, or when the
 * copy no longer holds everything that was applied: then somebody changed a field of ours. @module
 */
import { createHash } from "node:crypto";
import { canonicalJson } from "../../kube/canonical_json.ts";
import { contains } from "../../kube/containment.ts";
import { secrets } from "../../kube/core_api.ts";
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

function apply(body: KubeObject, at: RequestPlace): ApiRequest {
  return { ...at, verb: "patch", patchType: "apply", body, query: { fieldManager, force: "true" } };
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
    const wanted = wantedOn(source);
    return contains(copy, wanted) ? null : apply(wanted, at);
  },
};
