/** From one version of an object to the next: what update, patch, apply and scale have in common. @module */
import type { KubeObject, ObjectMeta } from "../../kube/object.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { equalJson, withField } from "../json_value.ts";
import { entriesAfterUpdate, type ManagedEntry, readEntries, writeEntries } from "../patch/managed_fields.ts";
import { objectSchema } from "../schema/object_schema.ts";
import { asVersion, type Call, commit, hookContextOf, keyOf, storedApiVersion } from "./call.ts";
import { generationRule, writerOf } from "./create.ts";
import { conflict, notFound, staleVersion } from "./refusals.ts";
import { validateObject, withCluster } from "./validate_object.ts";

/** The object that a call names, in the version it asks for. */
export function existingObject(call: Call, name: string): KubeObject {
  const found = call.server.storage.get(keyOf(call, name));
  if (found === undefined) throw notFound(call.kind, name);
  return asVersion(found, call.kind);
}

/** Tells who manages which fields of `after`. */
export type FieldTracker = (before: KubeObject, after: KubeObject) => readonly ManagedEntry[];

/** The writer manages what it touched; `entries` are those it starts from. */
export function trackUpdate(
  call: Call,
  entries: (before: KubeObject) => readonly ManagedEntry[],
): FieldTracker {
  return (before, after) =>
    entriesAfterUpdate(entries(before), before, after, objectSchema(call.kind), writerOf(call));
}

/**
 * Stores `proposed`, which was read already, in place of `existing`, and returns what is stored now. Nothing is
 * written when nothing changed. An object on its way out that nothing holds any more is removed.
 */
export function replace(
  call: Call,
  existing: KubeObject,
  proposed: KubeObject,
  track: FieldTracker = trackUpdate(call, readEntries),
): KubeObject {
  refuseStale(call, existing, proposed.metadata);
  const merged = withCluster(call, isolated(call, existing, proposed));
  const prepared = prepare(call, merged, existing);
  validateObject(call, prepared, existing);
  const managedFields = writeEntries(track(existing, prepared));
  const candidate = withMeta(prepared, {
    managedFields: managedFields.length === 0 ? undefined : managedFields,
  });
  if (isSame(existing, candidate)) return existing;
  return asVersion(save(call, existing, grown(call, existing, candidate)), call.kind);
}

function refuseStale({ kind }: Call, existing: KubeObject, { uid, resourceVersion }: ObjectMeta): void {
  const { name, uid: current } = existing.metadata;
  if (uid !== undefined && uid !== current) {
    throw conflict(
      kind,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== existing.metadata.resourceVersion) {
    throw staleVersion(kind, name);
  }
}

/** The status subresource writes status and nothing else; the object itself everything else. */
function isolated({ kind, request }: Call, existing: KubeObject, proposed: KubeObject): KubeObject {
  if (request.subresource === "status") return withField(existing, "status", proposed["status"]);
  const metadata = keptMetadata(existing.metadata, proposed.metadata);
  const object = { ...proposed, metadata };
  return kind.subresources?.status ? withField(object, "status", existing["status"]) : object;
}

/** A client changes labels, annotations, finalizers and owners; all else in metadata is the server's. */
function keptMetadata(existing: ObjectMeta, proposed: ObjectMeta): ObjectMeta {
  const { labels, annotations, finalizers, ownerReferences } = proposed;
  const free = { labels, annotations, finalizers, ownerReferences };
  return { ...withoutFree(existing), ...definedFields(free) };
}

function withoutFree(metadata: ObjectMeta): ObjectMeta {
  const {
    labels: _labels,
    annotations: _annotations,
    finalizers: _finalizers,
    ownerReferences: _owners,
    ...rest
  } = metadata;
  return rest;
}

function definedFields<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function withMeta(object: KubeObject, fields: Partial<ObjectMeta>): KubeObject {
  return { ...object, metadata: definedFields({ ...object.metadata, ...fields }) };
}

function prepare(call: Call, object: KubeObject, existing: KubeObject): KubeObject {
  const { subresource } = call.request;
  if (subresource === "status" || subresource === "finalize") return object;
  const prepared = call.kind.prepareUpdate?.(hookContextOf(call), object, existing) ?? object;
  if (prepared instanceof KubeError) throw prepared;
  return prepared;
}

function isSame(existing: KubeObject, candidate: KubeObject): boolean {
  return equalJson(existing, candidate);
}

function grown({ kind }: Call, existing: KubeObject, candidate: KubeObject): KubeObject {
  const rule = generationRule(kind);
  const content = (object: KubeObject) => {
    const body = withField(object, "metadata", undefined);
    return rule === "spec" ? withField(body, "status", undefined) : body;
  };
  if (rule === "none" || equalJson(content(existing), content(candidate))) return candidate;
  return withMeta(candidate, { generation: (existing.metadata.generation ?? 0) + 1 });
}

function save(call: Call, existing: KubeObject, object: KubeObject): KubeObject {
  if (call.parameters.isDryRun) return object;
  const key = keyOf(call, existing.metadata.name);
  if (!isReleased(call, object)) {
    return commit(call, { key, object: { ...object, apiVersion: storedApiVersion(call.kind) } });
  }
  commit(call, { key, object: null });
  return object;
}

/** Deletion has begun, and neither finalizers nor grace nor the kind itself hold the object any longer. */
function isReleased({ kind }: Call, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  return deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && finalizers.length === 0 &&
    kind.holdsDeletion?.(object) !== true;
}
