/**
 * Makes APIBindings take effect: asynchronously, phase "" → Binding → Bound, and served from then on.
 *
 * A bound binding is held by a finalizer: when it is deleted, every object of its resources goes first
 * (kcp, pkg/reconciler/apis/{apibinding,apibindingdeletion}). @module
 */
import { apiBindings } from "../../../kube/kcp_api.ts";
import type { ApiBinding } from "../../../kube/kcp_api.ts";
import { groupResourceKey } from "../../../kube/resource.ts";
import { timestamp } from "../../../ports/clock.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { emptyCollection } from "../machinery/contents.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, updateStatus, withFinalizer, withoutFinalizer, written } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";
import { observeBindings } from "./binding_index.ts";
import { boundStatus, newStatus, obstructedStatus } from "./binding_status.ts";
import { boundBefore, definitionsOf, findExport, isObstacle } from "./bound_export.ts";
import type { Obstacle } from "./bound_export.ts";
import { ServedBindings } from "./served_bindings.ts";

const manager = "apibinding-controller";
const finalizer = "apis.kcp.io/apibinding-finalizer";
/** A binding takes effect after a while, as in kcp; clients must not rely on it being at once. */
const settleMs = 20;

/** Starts the controller. What is bound already is served before this returns. */
export function createApiBindingController(ports: ControllerPorts): Controller {
  const { hub } = ports;
  const { objects, catalog } = hub;
  const served = new ServedBindings(hub);
  const queue = createWorkQueue<NameInCluster>({
    ...ports,
    name: manager,
    keyOf: nameKey,
    reconcile,
    settleMs,
  });
  const index = observeBindings(hub, (item) => queue.add(item));
  const now = () => timestamp(ports.clock);

  function reconcile(item: NameInCluster): void {
    const binding = objects.get({ ...item, resource: apiBindings }) as ApiBinding | undefined;
    if (binding === undefined) served.withdraw(item);
    else if (isDeleting(binding)) unbind(item, binding);
    else if (!binding.status?.phase) writeStatus(item, binding, newStatus(binding));
    else bind(item, binding);
  }

  function bind(item: NameInCluster, binding: ApiBinding): void {
    const found = findExport(hub, item.cluster, binding);
    if (isObstacle(found)) return obstruct(item, binding, found);
    const conflict = conflictOf(item, definitionsOf(hub, found));
    if (conflict) return obstruct(item, binding, conflict);
    const guarded = withFinalizer(binding, finalizer);
    if (guarded !== binding) {
      written(objects.update({ ...item, resource: apiBindings }, guarded, { manager }));
      return;
    }
    index.settled(item);
    served.provide(item, found);
    writeStatus(item, binding, boundStatus(binding, found, now()));
  }

  /** A binding that was bound keeps serving what it has: losing its export must not hide the objects. */
  function obstruct(item: NameInCluster, binding: ApiBinding, obstacle: Obstacle): void {
    index.waits(item);
    writeStatus(item, binding, obstructedStatus(binding, obstacle, now()));
  }

  /** A resource that this cluster has from elsewhere already. */
  function conflictOf(item: NameInCluster, kinds: readonly KindDefinition[]): Obstacle | undefined {
    const mine = new Set(served.kindsOf(item).map(groupResourceKey));
    const taken = kinds.map(groupResourceKey).find((key, at) =>
      !mine.has(key) && catalog.stored(item.cluster, kinds[at]!.group, kinds[at]!.resource) !== undefined
    );
    return taken === undefined
      ? undefined
      : { reason: "NamingConflicts", message: `${taken} is already served in this workspace` };
  }

  function unbind(item: NameInCluster, binding: ApiBinding): void {
    if (!(binding.metadata.finalizers ?? []).includes(finalizer)) return;
    index.empties(item);
    const left = served.kindsOf(item).filter((kind) => (kind.storageVersion ?? kind.version) === kind.version)
      .flatMap((resource) => emptyCollection(objects, { cluster: item.cluster, resource }));
    if (left.length > 0) return;
    served.withdraw(item);
    written(
      objects.update({ ...item, resource: apiBindings }, withoutFinalizer(binding, finalizer), { manager }),
    );
  }

  function writeStatus(item: NameInCluster, binding: ApiBinding, status: ApiBinding["status"]): void {
    updateStatus(objects, { ...item, resource: apiBindings }, binding, status, manager);
  }

  for (const { id: cluster } of hub.logicalClusters()) {
    for (const object of objects.list({ cluster, resource: apiBindings })) {
      const item = { cluster, name: object.metadata.name };
      if ((object as ApiBinding).status?.phase === "Bound") {
        served.provide(item, boundBefore(hub, object as ApiBinding));
      }
      index.add(cluster, object as ApiBinding);
      queue.add(item);
    }
  }
  return together([index, queue]);
}
