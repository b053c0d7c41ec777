/** Taking over what has no controller and matches (pkg/controller, ControllerRefManager). @module */
import type { KubeObject } from "../../kube/object.ts";
import type { Gvr } from "../../kube/resource.ts";
import { matches } from "../../kube/selector.ts";
import type { LabelSelector } from "../../kube/selector.ts";
import { addressOf } from "../../hub/controllers/machinery/addresses.ts";
import { isDeleting, written } from "../../hub/controllers/machinery/writes.ts";
import type { Objects } from "../../hub/objects.ts";
import { onlyCluster } from "./only_cluster.ts";
import { controllerOf, controllerReference, isControlledBy } from "./workload_types.ts";

/** Something with a selector for what it controls. */
export interface SelectingOwner extends KubeObject {
  readonly spec: { readonly selector: LabelSelector };
}

/**
 * The objects of a resource that this owner controls and that are not on their way out. What its selector
 * matches and nobody controls is taken over first, as after a deletion with `--cascade=orphan`.
 */
export function controlledObjects(
  objects: Objects,
  owner: SelectingOwner,
  resource: Gvr,
  manager: string,
): readonly KubeObject[] {
  const { namespace } = owner.metadata;
  const all = objects.list({ cluster: onlyCluster, resource, namespace }).filter((each) => !isDeleting(each));
  return all.flatMap((object) => {
    if (isControlledBy(object, owner)) return [object];
    return isFree(object, owner) ? [adopt(objects, owner, resource, object, manager)] : [];
  });
}

function isFree(object: KubeObject, owner: SelectingOwner): boolean {
  return controllerOf(object) === undefined && matches(owner.spec.selector, object.metadata.labels);
}

function adopt(
  objects: Objects,
  owner: KubeObject,
  resource: Gvr,
  object: KubeObject,
  manager: string,
): KubeObject {
  const ownerReferences = [...object.metadata.ownerReferences ?? [], ...controllerReference(owner)];
  const adopted = { ...object, metadata: { ...object.metadata, ownerReferences } };
  return written(objects.update(addressOf(onlyCluster, resource, object), adopted, { manager }));
}
