/** What a write makes of an object: which parts are the writer's, and which the server's. @module */
import { equal } from "../../kube/equality.ts";
import { clusterAnnotation, type KubeObject } from "../../kube/object.ts";
import type { ApiResource } from "../../kube/resource.ts";
import type { Call } from "./call.ts";

type Metadata = KubeObject["metadata"];

/** What the server gives a new object. */
interface Birth {
  readonly uid: string;
  readonly creationTimestamp: string;
}

/** Only the server itself makes objects that have a status from the first. */
export function createdObject(
  { row, namespace, name, author }: Call,
  body: KubeObject,
  { uid, creationTimestamp }: Birth,
): KubeObject {
  const { status: _status, ...rest } = body;
  const metadata = {
    ...withoutServerFields(body),
    uid,
    creationTimestamp,
    generation: 1,
    ...(namespace !== "" && { namespace }),
    labels: {
      ...body.metadata.labels,
      ...(row.kind === "Namespace" && { "kubernetes.io/metadata.name": name }),
    },
  };
  return hasStatus(row) && author !== "server" ? { ...rest, metadata } : { ...body, metadata };
}

/** Keeps what is not the writer's: the server's metadata, and status or all but status. */
export function replacedObject({ row, request }: Call, known: KubeObject, body: KubeObject): KubeObject {
  if (request.subresource === "status") return { ...known, status: body["status"] };
  const { labels, annotations, finalizers, ownerReferences } = body.metadata;
  const metadata = {
    ...known.metadata,
    labels: labels ?? {},
    annotations: annotations ?? {},
    ...(ownerReferences !== undefined && { ownerReferences }),
    ...(finalizers !== undefined && { finalizers }),
  };
  if (!hasStatus(row)) return { ...body, metadata };
  const { status: _mine, ...spec } = body;
  return { ...spec, metadata, ...(known["status"] !== undefined && { status: known["status"] }) };
}

/** What the server says of each version that it stores. */
interface VersionFields {
  readonly resourceVersion: string;
  readonly managedFields: readonly unknown[];
  /** Absent where objects do not tell their cluster. */
  readonly cluster?: string;
}

export function versionedObject(
  before: KubeObject | null,
  object: KubeObject,
  { resourceVersion, managedFields, cluster }: VersionFields,
): KubeObject {
  return {
    ...object,
    metadata: {
      ...withoutEmptyMaps(object.metadata),
      resourceVersion,
      managedFields,
      generation: (before?.metadata.generation ?? 0) + (hasSameSpec(before, object) ? 0 : 1),
      ...(cluster !== undefined && {
        annotations: { ...object.metadata.annotations, [clusterAnnotation]: cluster },
      }),
    },
  };
}

/** Whether a write changes nothing: it then makes no version either. */
export function isSame(before: KubeObject, after: KubeObject, managedFields: readonly unknown[]): boolean {
  const metadata = withoutEmptyMaps({ ...after.metadata, managedFields });
  return equal(before, { ...after, metadata });
}

/** Whether the write of an object that is being deleted takes its last finalizer. */
export function isFinished({ kind }: ApiResource, before: KubeObject | null, object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined && before?.metadata.finalizers !== undefined &&
    (object.metadata.finalizers?.length ?? 0) === 0 && !endsSlowly(kind);
}

/** Whether an object that is deleted stays for the time being. */
export function isHeld({ kind }: ApiResource, { metadata: { finalizers } }: KubeObject): boolean {
  return (finalizers?.length ?? 0) > 0 || endsSlowly(kind);
}

/** What holds others goes when its controller has emptied it. */
function endsSlowly(kind: string): boolean {
  return kind === "Namespace" || kind === "Workspace";
}

function hasStatus({ subresources }: ApiResource): boolean {
  return subresources?.includes("status") ?? false;
}

function hasSameSpec(before: KubeObject | null, after: KubeObject): boolean {
  if (before === null) return false;
  const { metadata: _m, status: _s, ...a } = before;
  const { metadata: _n, status: _t, ...b } = after;
  return equal(a, b);
}

function withoutServerFields({ metadata }: KubeObject): Metadata {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  return { name, namespace, labels, annotations, finalizers, ownerReferences };
}

function withoutEmptyMaps({ labels, annotations, ...rest }: Metadata): Metadata {
  return {
    ...rest,
    ...(Object.keys(labels ?? {}).length > 0 && { labels }),
    ...(Object.keys(annotations ?? {}).length > 0 && { annotations }),
  };
}
