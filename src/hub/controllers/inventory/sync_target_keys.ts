/** Labels every SyncTarget with its key, as kcp does (pkg/apis/workload/v1alpha1, ToSyncTargetKey). @module */
import { syncTargets } from "../../../kube/kcp_api.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { base36Hash } from "../machinery/base36.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, written } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "synctarget-controller";
/** The label. */
export const syncTargetKeyLabel = "internal.workload.kcp.io/key";

/** The key of a SyncTarget: a hash of where it is and what it is called. */
export function syncTargetKey({ cluster, name }: NameInCluster): string {
  return base36Hash(`${cluster}/${name}`);
}

/** Starts the controller. */
export function createSyncTargetKeys(ports: ControllerPorts): Controller {
  const { objects } = ports.hub;
  const queue = createWorkQueue<NameInCluster>({ ...ports, name: manager, keyOf: nameKey, reconcile });

  function reconcile(item: NameInCluster): void {
    const address = { ...item, resource: syncTargets };
    const target = objects.get(address);
    const key = syncTargetKey(item);
    if (target === undefined || isDeleting(target) || target.metadata.labels?.[syncTargetKeyLabel] === key) {
      return;
    }
    const labels = { ...target.metadata.labels, [syncTargetKeyLabel]: key };
    written(objects.update(address, { ...target, metadata: { ...target.metadata, labels } }, { manager }));
  }

  const observed = objects.observe(syncTargets, ({ type, cluster, object }) => {
    if (type !== "DELETED") queue.add({ cluster, name: object.metadata.name });
  });
  for (const { id } of ports.hub.logicalClusters()) {
    for (const { metadata } of objects.list({ cluster: id, resource: syncTargets })) {
      queue.add({ cluster: id, name: metadata.name });
    }
  }
  return together([observed, queue]);
}
