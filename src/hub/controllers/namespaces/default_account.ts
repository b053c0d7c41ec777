/** Puts ServiceAccount `default` into every namespace (pkg/controller/serviceaccount). @module */
import { namespaces, serviceAccounts } from "../../../kube/core_api.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, writtenOr } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "serviceaccount-controller";
const name = "default";

/** Starts the controller. */
export function createDefaultAccounts(ports: ControllerPorts): Controller {
  const { objects } = ports.hub;
  const queue = createWorkQueue<NameInCluster>({ ...ports, name: manager, keyOf: nameKey, reconcile });

  function reconcile({ cluster, name: namespace }: NameInCluster): void {
    const owner = objects.get({ cluster, resource: namespaces, name: namespace });
    if (owner === undefined || isDeleting(owner)) return;
    const place = { cluster, resource: serviceAccounts, namespace };
    if (objects.get({ ...place, name }) !== undefined) return;
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } };
    writtenOr(objects.create(place, account, { manager }), "AlreadyExists");
  }

  const observed = [
    objects.observe(namespaces, ({ type, cluster, object }) => {
      if (type === "ADDED") queue.add({ cluster, name: object.metadata.name });
    }),
    objects.observe(serviceAccounts, ({ type, cluster, object: { metadata } }) => {
      if (type === "DELETED" && metadata.name === name) queue.add({ cluster, name: metadata.namespace! });
    }),
  ];
  for (const { id } of ports.hub.logicalClusters()) {
    for (const { metadata } of objects.list({ cluster: id, resource: namespaces })) {
      queue.add({ cluster: id, name: metadata.name });
    }
  }
  return together([...observed, queue]);
}
