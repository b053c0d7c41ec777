/**
 * What carries an object of a mailbox: a MailboxObject in the mailbox's namespace, or a Secret if it is a Secret, so that whoever may
 * not read Secrets cannot read them here either (law 9).
 *
 * The carrier's name is made of the object's identity, and a carrier under any other name carries nothing: no two carriers can claim to
 * be one object. Of the labels only ours are on the carrier, so that nobody acts on a carrier by a label that was meant for the edge. @module
 */
import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import { secrets } from "../../../kube/core_api.ts";
import {
  carriedNamespaceLabel,
  carriedResourceLabel,
  carriedSecretType,
  edgeApiVersion,
  edgeGroup,
  mailboxObjects,
} from "../../../kube/edge_api.ts";
import { objectKey } from "../../../kube/facts.ts";
import { parseJson, stringifyJson } from "../../../kube/json.ts";
import { clusterAnnotation, type KubeObject, type ObjectMeta } from "../../../kube/object.ts";
import { type GroupResource, groupResourceKey, type Gvr } from "../../../kube/resource.ts";

type TextMap = Readonly<Record<string, string>>;

/** An object's place in a mailbox; `namespace` is "" for cluster-scoped objects. */
export interface CarriedPlace {
  readonly mailbox: string;
  readonly gvr: Gvr;
  readonly namespace: string;
  readonly name: string;
}

/** The longest value of a label. */
const labelMax = 63;

function isSecret(resource: GroupResource): boolean {
  return groupResourceKey(resource) === groupResourceKey(secrets);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}

/** The resource of what carries objects of this one. */
export function carrierResource(resource: GroupResource): Gvr {
  return isSecret(resource) ? secrets : mailboxObjects;
}

/** The same for every version of the resource, and for no two objects. */
export function carrierName(place: Pick<CarriedPlace, "gvr" | "namespace" | "name">): string {
  return `${place.gvr.resource}-${digest(objectKey(place))}`;
}

/** `deployments.apps`; a digest where that is longer than a label may be. */
export function carriedResourceValue(resource: GroupResource): string {
  const key = groupResourceKey(resource);
  return key.length <= labelMax ? key : digest(key);
}

/** Whether a label is repeated on the carrier, and so can be selected. */
export function isRepeated(label: string): boolean {
  return label.startsWith(`${edgeGroup}/`);
}

/** The carrier to write for this object; its status goes with it where the carrier can have one. */
export function carry({ mailbox, gvr, namespace, name }: CarriedPlace, object: KubeObject): KubeObject {
  const { uid, resourceVersion, finalizers } = object.metadata;
  const place: ObjectMeta = {
    name: carrierName({ gvr, namespace, name }),
    namespace: mailbox,
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(finalizers !== undefined && { finalizers }),
    labels: {
      ...repeated(object.metadata.labels),
      [carriedResourceLabel]: carriedResourceValue(gvr),
      ...(namespace !== "" && { [carriedNamespaceLabel]: namespace }),
    },
  };
  const { status, ...rest } = object;
  const content = { ...rest, metadata: ownMetadata(object.metadata, namespace) };
  if (isSecret(gvr)) return secretCarrier(place, content);
  return {
    apiVersion: edgeApiVersion,
    kind: "MailboxObject",
    metadata: place,
    object: content,
    ...(status !== undefined && { status }),
  };
}

function secretCarrier(metadata: ObjectMeta, content: object): KubeObject {
  const object = Buffer.from(stringifyJson(content)).toString("base64");
  return { apiVersion: "v1", kind: "Secret", metadata, type: carriedSecretType, data: { object } };
}

/** What of the metadata is the object's and not its carrier's. */
function ownMetadata({ name, labels, annotations = {}, ownerReferences }: ObjectMeta, namespace: string) {
  const { [clusterAnnotation]: _cluster, ...kept } = annotations;
  return {
    name,
    ...(namespace !== "" && { namespace }),
    ...(labels !== undefined && { labels }),
    ...(Object.keys(kept).length > 0 && { annotations: kept }),
    ...(ownerReferences !== undefined && { ownerReferences }),
  };
}

/** The labels that the carrier repeats. */
export function repeated(labels: TextMap = {}): TextMap {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => isRepeated(key)));
}

/** The object that a carrier carries, with the carrier's uid and version; null when it carries nothing of this resource. */
export function carried(mailbox: string, gvr: Gvr, carrier: KubeObject): KubeObject | null {
  const content = contentOf(gvr, carrier);
  const { metadata } = content ?? {};
  if (content === null || typeof metadata !== "object" || typeof metadata?.name !== "string") return null;
  const { name, namespace = "", annotations, ...own } = metadata;
  if (carrier.metadata.name !== carrierName({ gvr, namespace, name })) return null;
  const { status } = carrier;
  return {
    ...content,
    metadata: {
      ...own,
      name,
      ...(namespace !== "" && { namespace }),
      annotations: { ...annotations, [clusterAnnotation]: mailbox },
      ...serverMetadata(carrier.metadata),
    },
    ...(status !== undefined && { status }),
  };
}

/** A carrier can be anybody's: whatever is in it that is no object carries nothing. */
function contentOf(gvr: Gvr, carrier: KubeObject): KubeObject | null {
  const content = isSecret(gvr) ? contentOfSecret(carrier) : carrier["object"];
  return typeof content === "object" && content !== null ? content as KubeObject : null;
}

function contentOfSecret({ type, data }: KubeObject): unknown {
  if (type !== carriedSecretType) return null;
  const { object = "" } = (data ?? {}) as { object?: string };
  try {
    return parseJson(Buffer.from(object, "base64").toString("utf8"));
  } catch {
    return null; // not written by us, so not ours to read
  }
}

const serverFields = [
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "finalizers",
] as const satisfies readonly (keyof ObjectMeta)[];

function serverMetadata(metadata: ObjectMeta): Partial<ObjectMeta> {
  const present = serverFields.filter((field) => metadata[field] !== undefined);
  return Object.fromEntries(present.map((field) => [field, metadata[field]]));
}
