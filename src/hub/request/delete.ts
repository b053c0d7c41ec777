/** The verbs delete and deletecollection: finalizers, grace, preconditions, propagation. @module */
import type { KubeList, KubeObject, ObjectMeta } from "../../kube/object.ts";
import { apiVersionOf } from "../../kube/resource.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { type Call, commit, hookContextOf, keyOf, requestedName, storedApiVersion } from "./call.ts";
import { type DeletionOptions, readDeleteOptions } from "./delete_options.ts";
import { readFilter } from "./object_filter.ts";
import { generationRule } from "./create.ts";
import { objectsAt } from "./list.ts";
import { conflict } from "./refusals.ts";
import { existingObject } from "./replace.ts";

const foreground = "foregroundDeletion";
const orphan = "orphan";

/** What a delete answers: a Status when the object is gone, the object when it is on its way out. */
export function deleteObject(call: Call): KubeObject {
  const name = requestedName(call);
  const options = readDeleteOptions(call.request.body, call.request.query);
  const existing = existingObject(call, name);
  checkPreconditions(call, existing, options);
  const left = terminate(call, existing, options);
  return left ?? success(call, existing);
}

/** Deletes every object of the collection that the selectors select, and answers with the list of them. */
export function deleteCollection(call: Call): KubeList {
  const { kind, request, server } = call;
  const options = readDeleteOptions(request.body, request.query);
  const { revision } = server.storage;
  const items = [...objectsAt(call, revision, readFilter(kind, request.query))];
  for (const { metadata } of items) deleteItem(callFor(call, metadata), options);
  const metadata = { resourceVersion: String(revision) };
  return { apiVersion: apiVersionOf(kind), kind: `${kind.kind}List`, metadata, items };
}

function callFor(call: Call, { namespace, name }: ObjectMeta): Call {
  return { ...call, request: { ...call.request, namespace, name } };
}

/** A deletion makes others react, and they may have deleted it first. */
function deleteItem(call: Call, options: DeletionOptions): void {
  const existing = call.server.storage.get(keyOf(call, requestedName(call)));
  if (existing !== undefined) terminate(call, existing, options);
}

function checkPreconditions({ kind }: Call, { metadata }: KubeObject, options: DeletionOptions): void {
  const { uid, resourceVersion } = options;
  const refuse = (what: string, wanted: string, found: string | undefined) => {
    const why = `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${found}`;
    throw conflict(kind, metadata.name, why);
  };
  if (uid !== undefined && uid !== metadata.uid) refuse("UID", uid, metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    refuse("ResourceVersion", resourceVersion, metadata.resourceVersion);
  }
}

/** Removes the object, or marks it as terminating and returns it. */
function terminate(call: Call, existing: KubeObject, options: DeletionOptions): KubeObject | undefined {
  const begun = begin(call, existing, options);
  const key = keyOf(call, existing.metadata.name);
  const isDryRun = options.isDryRun || call.parameters.isDryRun;
  if (isHeld(call, begun)) {
    if (isDryRun || begun === existing) return begun;
    return commit(call, { key, object: { ...begun, apiVersion: storedApiVersion(call.kind) } });
  }
  if (!isDryRun) commit(call, { key, object: null });
  return undefined;
}

function isHeld({ kind }: Call, object: KubeObject): boolean {
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata;
  return finalizers.length > 0 || deletionGracePeriodSeconds > 0 || kind.holdsDeletion?.(object) === true;
}

/** The object as a terminating one; the same object when it was already, and nothing about it changes. */
function begin(call: Call, existing: KubeObject, options: DeletionOptions): KubeObject {
  const { metadata } = existing;
  const grace = graceOf(call, existing, options);
  const before = metadata.finalizers ?? [];
  const finalizers = finalizersFor(before, options);
  if (metadata.deletionTimestamp === undefined) return marked(call, existing, grace, finalizers);
  const isShorter = grace < (metadata.deletionGracePeriodSeconds ?? 0);
  if (!isShorter && finalizers === before) return existing;
  const period = isShorter ? { deletionGracePeriodSeconds: grace } : {};
  return { ...existing, metadata: { ...metadata, ...period, finalizers } };
}

function graceOf({ kind }: Call, object: KubeObject, { gracePeriodSeconds }: DeletionOptions): number {
  if (kind.gracePeriodSeconds === undefined) return 0;
  const { deletionTimestamp, deletionGracePeriodSeconds } = object.metadata;
  if (gracePeriodSeconds !== undefined) return gracePeriodSeconds;
  return deletionTimestamp === undefined ? kind.gracePeriodSeconds(object) : deletionGracePeriodSeconds ?? 0;
}

/** A policy is remembered as a finalizer, for the garbage collector to act on and remove. */
function finalizersFor(
  finalizers: readonly string[],
  { propagationPolicy }: DeletionOptions,
): readonly string[] {
  if (propagationPolicy === undefined) return finalizers;
  const wanted = propagationPolicy === "Foreground"
    ? foreground
    : propagationPolicy === "Orphan"
    ? orphan
    : null;
  const others = finalizers.filter((finalizer) => finalizer !== foreground && finalizer !== orphan);
  const next = wanted === null ? others : [...others, wanted];
  const isSame = next.length === finalizers.length &&
    next.every((finalizer) => finalizers.includes(finalizer));
  return isSame ? finalizers : next;
}

function marked(call: Call, existing: KubeObject, grace: number, finalizers: readonly string[]): KubeObject {
  const prepared = call.kind.prepareDelete?.(hookContextOf(call), existing) ?? existing;
  if (prepared instanceof KubeError) throw prepared;
  const { generation, ...metadata } = prepared.metadata;
  const isCounted = generationRule(call.kind) !== "none" && generation !== undefined;
  return {
    ...prepared,
    metadata: {
      ...metadata,
      ...(isCounted ? { generation: generation + 1 } : generation === undefined ? {} : { generation }),
      deletionTimestamp: timeAfter(call, grace),
      deletionGracePeriodSeconds: grace,
      ...(finalizers.length === 0 ? {} : { finalizers }),
    },
  };
}

function timeAfter({ server }: Call, seconds: number): string {
  const at = Math.floor(server.clock.now() / 1000 + seconds) * 1000;
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** A Status has no object's metadata; the port's type for answers has. */
function success({ kind }: Call, { metadata }: KubeObject): KubeObject {
  const details = { name: metadata.name, group: kind.group, kind: kind.resource, uid: metadata.uid };
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
  return status as unknown as KubeObject;
}
