/** The scale subresource: replicas of anything, seen as one kind (autoscaling/v1 Scale). @module */
import type { KubeObject } from "../../kube/object.ts";
import { isRecord, valueAt, withValueAt } from "../json_value.ts";
import { applyJsonPatch } from "../patch/json_patch.ts";
import { applyMergePatch } from "../patch/merge_patch.ts";
import type { ScaleDefinition } from "../resources/kind_definition.ts";
import { type Call, requestedName } from "./call.ts";
import { invalidValue } from "./field_error.ts";
import { badRequest, invalid, methodNotAllowed, unknownResource } from "./refusals.ts";
import { existingObject, replace } from "./replace.ts";
import { checkIdentity } from "./update.ts";

const scaleKind = { group: "autoscaling", resource: "scales", kind: "Scale" };

/** Answers get, update and patch of a scale. */
export function scale(call: Call): KubeObject {
  const definition = call.kind.subresources?.scale;
  if (definition === undefined) throw unknownResource();
  const existing = existingObject(call, requestedName(call));
  const current = scaleOf(existing, definition);
  switch (call.request.verb) {
    case "get":
      return current;
    case "update":
      return rescale(call, existing, definition, call.request.body);
    case "patch":
      return rescale(call, existing, definition, patchedScale(call, current));
    default:
      throw methodNotAllowed();
  }
}

/** A Scale has no lists, so the three merging patches are one. */
function patchedScale({ request }: Call, current: KubeObject): unknown {
  return request.patchType === "json"
    ? applyJsonPatch(current, request.body)
    : applyMergePatch(current, request.body);
}

function rescale(call: Call, existing: KubeObject, definition: ScaleDefinition, body: unknown): KubeObject {
  if (!isRecord(body) || !isRecord(body["metadata"] ?? {})) throw badRequest("the body is not a Scale");
  const proposed = {
    ...body,
    metadata: { name: existing.metadata.name, ...body["metadata"] as object },
  } as KubeObject;
  checkIdentity(call, proposed);
  const replicas = valueAt(proposed, ["spec", "replicas"]) ?? 0;
  if (!Number.isSafeInteger(replicas) || (replicas as number) < 0) {
    const cause = invalidValue("spec.replicas", replicas, "must be greater than or equal to 0");
    throw invalid(scaleKind, existing.metadata.name, [cause]);
  }
  const { resourceVersion, uid } = proposed.metadata;
  const scaled = withValueAt(existing, pathOf(definition.specReplicasPath), replicas);
  const metadata = {
    ...scaled.metadata,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(uid ? { uid } : {}),
  };
  return scaleOf(replace(call, existing, { ...scaled, metadata }), definition);
}

function scaleOf(object: KubeObject, definition: ScaleDefinition): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const at = (path: string) => valueAt(object, pathOf(path));
  const selector = definition.labelSelectorPath === undefined ? undefined : at(definition.labelSelectorPath);
  return {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: at(definition.specReplicasPath) ?? 0 },
    status: {
      replicas: at(definition.statusReplicasPath) ?? 0,
      ...(selector === undefined ? {} : { selector: selectorText(selector) }),
    },
  };
}

/** A CRD keeps the selector as text; a built-in kind has it as matchLabels. */
function selectorText(selector: unknown): string {
  if (typeof selector === "string") return selector;
  const labels = valueAt(selector, ["matchLabels"]);
  return isRecord(labels) ? Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(",") : "";
}

function pathOf(jsonPath: string): readonly string[] {
  return jsonPath.split(".").filter((part) => part !== "");
}
