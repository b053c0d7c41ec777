/** Puts ConfigMap `kube-root-ca.crt` into every namespace (pkg/controller/certificates/rootcacertpublisher). @module */
import { configMaps, namespaces } from "../../../kube/core_api.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, writtenOr } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "root-ca-certificate-publisher";
/** The ConfigMap's name, everywhere. */
export const rootCaName = "kube-root-ca.crt";

/** Starts the controller. `certificate` is PEM; the ConfigMap is repaired when edited or deleted. */
export function createRootCaPublisher(ports: ControllerPorts, certificate: string): Controller {
  const { objects } = ports.hub;
  const queue = createWorkQueue<NameInCluster>({ ...ports, name: manager, keyOf: nameKey, reconcile });
  const data = { "ca.crt": certificate };

  function reconcile({ cluster, name: namespace }: NameInCluster): void {
    const owner = objects.get({ cluster, resource: namespaces, name: namespace });
    if (owner === undefined || isDeleting(owner)) return;
    const place = { cluster, resource: configMaps, namespace };
    const existing = objects.get({ ...place, name: rootCaName });
    if (existing === undefined) {
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: rootCaName, namespace }, data };
      writtenOr(objects.create(place, object, { manager }), "AlreadyExists");
    } else if (JSON.stringify(existing.data) !== JSON.stringify(data)) {
      writtenOr(objects.update({ ...place, name: rootCaName }, { ...existing, data }, { manager }));
    }
  }

  const observed = [
    objects.observe(namespaces, ({ type, cluster, object }) => {
      if (type === "ADDED") queue.add({ cluster, name: object.metadata.name });
    }),
    objects.observe(configMaps, ({ cluster, object: { metadata } }) => {
      if (metadata.name === rootCaName) queue.add({ cluster, name: metadata.namespace! });
    }),
  ];
  for (const { id } of ports.hub.logicalClusters()) {
    for (const { metadata } of objects.list({ cluster: id, resource: namespaces })) {
      queue.add({ cluster: id, name: metadata.name });
    }
  }
  return together([...observed, queue]);
}
