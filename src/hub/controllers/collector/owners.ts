/** Whether an owner is still there: the proof without which nothing is collected. @module */
import type { KubeObject, OwnerReference } from "../../../kube/object.ts";
import { groupVersionOf } from "../../../kube/resource.ts";
import type { Objects } from "../../objects.ts";
import type { Catalog } from "../../resources/catalog.ts";
import { isDeleting } from "../machinery/writes.ts";

/** Finalizer by which an owner waits for its dependents (propagationPolicy Foreground). */
export const foregroundFinalizer = "foregroundDeletion";
/** Finalizer by which an owner waits until its dependents have forgotten it (propagationPolicy Orphan). */
export const orphanFinalizer = "orphan";

/**
 * "solid": it lives. "absent": certainly gone. "waiting": it is deleting and waits for its dependents.
 * "unknown": its kind is not served here, or cannot own this object, so nothing may be concluded.
 */
export type OwnerState = "solid" | "absent" | "waiting" | "unknown";

/** Reads the state of an owner of `dependent`, by UID, as it is committed now. */
export function ownerState(
  { objects, catalog }: { readonly objects: Objects; readonly catalog: Catalog },
  cluster: string,
  dependent: KubeObject,
  reference: OwnerReference,
): OwnerState {
  const { group } = groupVersionOf(reference.apiVersion);
  const kind = catalog.list(cluster).find((each) => each.group === group && each.kind === reference.kind);
  if (kind === undefined) return "unknown";
  const namespace = dependent.metadata.namespace;
  // A cluster-scoped object cannot have a namespaced owner: which namespace would it be in?
  if (kind.namespaced && namespace === undefined) return "unknown";
  const place = { cluster, resource: kind, ...(kind.namespaced ? { namespace } : {}) };
  return stateOf(objects.get({ ...place, name: reference.name }), reference.uid);
}

function stateOf(owner: KubeObject | undefined, uid: string): OwnerState {
  if (owner === undefined || owner.metadata.uid !== uid) return "absent";
  return isDeleting(owner) && (owner.metadata.finalizers ?? []).includes(foregroundFinalizer)
    ? "waiting"
    : "solid";
}
