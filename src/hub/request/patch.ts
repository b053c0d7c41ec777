/** The verb patch, in its four forms. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { PatchType } from "../../ports/cluster_api.ts";
import { isRecord, own } from "../json_value.ts";
import { fieldsOf } from "../patch/field_comparison.ts";
import { applyJsonPatch } from "../patch/json_patch.ts";
import { entryOf, manageable } from "../patch/managed_fields.ts";
import { applyMergePatch } from "../patch/merge_patch.ts";
import { apply } from "../patch/server_side_apply.ts";
import { applyStrategicMergePatch } from "../patch/strategic_merge_patch.ts";
import { objectSchema } from "../schema/object_schema.ts";
import { type Call, keyOf, requestedName } from "./call.ts";
import { createObject, writerOf } from "./create.ts";
import { requireManager } from "./parameters.ts";
import { checkLimits, readObject } from "./read_object.ts";
import { badRequest, notFound, unsupportedPatch } from "./refusals.ts";
import { existingObject, replace } from "./replace.ts";
import { checkIdentity } from "./update.ts";

/** What became of the object: 201 when apply created it. */
export interface PatchAnswer {
  readonly status: 200 | 201;
  readonly object: KubeObject;
}

const mediaTypes: Readonly<Record<PatchType, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** Patches the object that the call names. */
export function patch(call: Call): PatchAnswer {
  const type = call.request.patchType;
  checkLimits(call.request.body);
  if (type === undefined || !acceptedPatches(call).includes(type)) {
    throw unsupportedPatch(acceptedPatches(call).map((accepted) => mediaTypes[accepted]));
  }
  if (type === "apply") return applyConfiguration(call);
  const existing = existingObject(call, requestedName(call));
  const proposed = readObject(call, patched(call, existing, type));
  checkIdentity(call, proposed);
  return { status: 200, object: replace(call, existing, proposed) };
}

/** Custom resources have no merge keys of Go types, so no strategic merge patch. */
function acceptedPatches({ kind }: Call): readonly PatchType[] {
  return kind.schemaUse === "structural"
    ? ["json", "merge", "apply"]
    : ["json", "merge", "strategic", "apply"];
}

/** An object, patched by any type of patch but apply. */
export function patched(call: Call, existing: KubeObject, type: Exclude<PatchType, "apply">): unknown {
  const { body } = call.request;
  if (type === "json") return applyJsonPatch(existing, body);
  if (!isRecord(body)) throw badRequest("error decoding patch: the patch must be an object");
  if (type === "merge") return applyMergePatch(existing, body);
  return applyStrategicMergePatch(existing, body, objectSchema(call.kind));
}

function applyConfiguration(call: Call): PatchAnswer {
  const { request, kind, server } = call;
  const name = requestedName(call);
  requireManager(request.query);
  const configuration = readConfiguration(call, name);
  const live = server.storage.get(keyOf(call, name));
  if (live !== undefined) return { status: 200, object: applyToLive(call, configuration) };
  if (request.subresource !== undefined) throw notFound(kind, name);
  const writer = writerOf(call);
  const fields = manageable(fieldsOf(owned(call, configuration), objectSchema(kind)));
  const read = readObject(call, configuration);
  return {
    status: 201,
    object: createObject(call, read, () => [entryOf(writer, "Apply", fields, undefined)]),
  };
}

/** The body as it was sent, because only what it says is applied. Its type, name and namespace are checked. */
function readConfiguration(call: Call, name: string): KubeObject {
  const { body } = call.request;
  const read = readObject(call, body);
  checkIdentity(call, read);
  if (read.metadata.managedFields !== undefined) throw badRequest("metadata.managedFields must be nil");
  if (own(body, "apiVersion") === undefined || own(body, "kind") === undefined) {
    throw badRequest("apiVersion and kind must be set in an apply configuration");
  }
  const { resourceVersion, uid, ...metadata } = own(body, "metadata") as KubeObject["metadata"] ?? {};
  const kept = Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
  const preconditions = {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
  return { ...body as KubeObject, metadata: { ...kept, ...preconditions, name } };
}

function applyToLive(call: Call, configuration: KubeObject): KubeObject {
  const { kind, parameters } = call;
  const existing = existingObject(call, requestedName(call));
  const onConflict = parameters.isForced ? "takeOver" : "refuse";
  const applied = apply(existing, owned(call, configuration), objectSchema(kind), writerOf(call), onConflict);
  // The configuration was read strictly; what others left in the live object is not this client's fault.
  const lenient = { ...call, parameters: { ...parameters, fieldValidation: "Ignore" as const } };
  return replace(call, existing, readObject(lenient, applied.object), () => applied.entries);
}

/** What the subresource, or the object without it, may write (resetFields of a kind's strategy). */
function owned({ kind, request }: Call, configuration: KubeObject): KubeObject {
  const { apiVersion, metadata, status, ...rest } = configuration;
  if (request.subresource === "status") {
    return { apiVersion, kind: kind.kind, metadata, ...(status ? { status } : {}) };
  }
  return kind.subresources?.status === true ? { apiVersion, metadata, ...rest } as KubeObject : configuration;
}
