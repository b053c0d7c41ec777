/** The verb create (API conventions, "Verbs on Resources"; generateName as in KEP-4420). @module */
import type { KubeObject, ObjectMeta } from "../../kube/object.ts";
import { timestamp } from "../../ports/clock.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { entriesAfterUpdate, type ManagedEntry, writeEntries, type Writer } from "../patch/managed_fields.ts";
import type { KindDefinition } from "../resources/kind_definition.ts";
import { objectSchema } from "../schema/object_schema.ts";
import { asVersion, type Call, commit, hookContextOf, keyOf, storedApiVersion } from "./call.ts";
import { requireLivingNamespace } from "./namespace_lifecycle.ts";
import { readObject, withoutStatus } from "./read_object.ts";
import { alreadyExists, badRequest, forbidden } from "./refusals.ts";
import { validateObject, withCluster } from "./validate_object.ts";

/** Creates the object in the body and returns it as stored. */
export function create(call: Call): KubeObject {
  const object = readObject(call, call.request.body);
  if (object.metadata.resourceVersion !== undefined) {
    throw badRequest("resourceVersion should not be set on objects to be created");
  }
  return createObject(
    call,
    object,
    (after) => entriesAfterUpdate([], undefined, after, schemaOf(call), writerOf(call)),
  );
}

/** Who the call says is writing. */
export function writerOf({ server, kind, request, parameters }: Call): Writer {
  return {
    manager: parameters.fieldManager,
    apiVersion: kind.group === "" ? kind.version : `${kind.group}/${kind.version}`,
    subresource: request.subresource ?? "",
    now: timestamp(server.clock),
  };
}

function schemaOf({ kind }: Call) {
  return objectSchema(kind);
}

/** Stores a new object; `track` tells who manages which of its fields. */
export function createObject(
  call: Call,
  read: KubeObject,
  track: (object: KubeObject) => readonly ManagedEntry[],
): KubeObject {
  const { kind } = call;
  const named = withName(call, inNamespace(call, read));
  const prepared = prepare(call, { ...named, metadata: newMetadata(call, named.metadata) });
  requireLivingNamespace(call, prepared.metadata.name);
  validateObject(call, prepared, undefined);
  const { name } = prepared.metadata;
  if (call.server.storage.get(keyOf(call, name)) !== undefined) throw alreadyExists(kind, name);
  const managedFields = writeEntries(track(prepared));
  const object = { ...prepared, metadata: { ...prepared.metadata, managedFields } };
  return asVersion(save(call, object), kind);
}

function save(call: Call, object: KubeObject): KubeObject {
  if (call.parameters.isDryRun) return object;
  const stored = { ...object, apiVersion: storedApiVersion(call.kind) };
  return commit(call, { key: keyOf(call, object.metadata.name), object: stored });
}

function inNamespace({ kind, request }: Call, object: KubeObject): KubeObject {
  const { namespace, ...metadata } = object.metadata;
  if (!kind.namespaced) return namespace === undefined ? object : { ...object, metadata };
  if (namespace !== undefined && namespace !== request.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  return { ...object, metadata: { ...metadata, namespace: request.namespace } };
}

const generatedMax = 63 - 5;
const attemptsMax = 8;

/** A name from `generateName` when there is no name; tries again when the name is taken. */
function withName(call: Call, object: KubeObject): KubeObject {
  const { name, generateName } = object.metadata;
  if (name !== "" || generateName === undefined) return object;
  const { storage } = call.server;
  for (let attempt = 1;; attempt++) {
    const generated = generateName.slice(0, generatedMax) + call.server.randomness.base36(5);
    const isTaken = storage.get(keyOf(call, generated)) !== undefined;
    if (!isTaken || attempt === attemptsMax) {
      return { ...object, metadata: { ...object.metadata, name: generated } };
    }
  }
}

/** What the server decides; what a client may not say is dropped. */
function newMetadata({ server, kind }: Call, metadata: ObjectMeta): ObjectMeta {
  const {
    deletionTimestamp: _at,
    deletionGracePeriodSeconds: _grace,
    managedFields: _managed,
    generation: _,
    ...given
  } = metadata;
  return {
    ...given,
    uid: server.randomness.uuid(),
    creationTimestamp: timestamp(server.clock),
    ...(generationRule(kind) === "none" ? {} : { generation: 1 }),
  };
}

/** When the generation of this kind grows. */
export function generationRule(kind: KindDefinition): NonNullable<KindDefinition["generation"]> {
  return kind.generation ?? (kind.subresources?.status ? "spec" : "none");
}

function prepare(call: Call, object: KubeObject): KubeObject {
  const { kind, privilege } = call;
  const isReset = kind.subresources?.status === true && privilege === "client";
  const ready = withCluster(call, isReset ? withoutStatus(object) : object);
  const prepared = kind.prepareCreate?.(hookContextOf(call), ready) ?? ready;
  if (prepared instanceof KubeError) throw prepared;
  return prepared;
}

/** A kind that is answered and not stored. */
export function answer(call: Call): KubeObject {
  const { kind } = call;
  const object = inNamespace(call, readObject(call, call.request.body));
  const answered = kind.answer?.(hookContextOf(call), object);
  if (answered === undefined) throw forbidden(kind, object.metadata.name, "it is not answered here");
  if (answered instanceof KubeError) throw answered;
  return answered;
}
