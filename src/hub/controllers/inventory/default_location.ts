/**
 * Makes the Location `default` in a workspace that gets its first SyncTarget, together with an APIExport and an
 * APIBinding `kubernetes` (kcp, pkg/reconciler/workload/apiexportcreate; R-3).
 *
 * Once made it is never made again, even when it is deleted: the export remembers. @module
 */
import { apiBindings, apiExports, locations, syncTargets } from "../../../kube/kcp_api.ts";
import type { ApiBinding } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { Gvr } from "../../../kube/resource.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, written, writtenOr } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

const manager = "default-location-controller";
const exportName = "kubernetes";
/** Annotation on the export: the Location is not to be made again. */
export const skipAnnotation = "workload.kcp.io/skip-default-object-creation";

const defaultLocation: KubeObject = {
  apiVersion: "scheduling.kcp.io/v1alpha1",
  kind: "Location",
  metadata: { name: "default" },
  spec: {
    resource: { group: "workload.kcp.io", version: "v1alpha1", resource: "synctargets" },
    instanceSelector: {},
  },
};
const ownExport: KubeObject = {
  apiVersion: "apis.kcp.io/v1alpha1",
  kind: "APIExport",
  metadata: { name: exportName },
  spec: {},
};
const ownBinding: KubeObject = {
  apiVersion: "apis.kcp.io/v1alpha1",
  kind: "APIBinding",
  metadata: { name: exportName },
  spec: { reference: { export: { name: exportName } } },
};

/** Starts the controller. */
export function createDefaultLocations(ports: ControllerPorts): Controller {
  const { objects } = ports.hub;
  const queue = createWorkQueue<string>({ ...ports, name: manager, keyOf: (cluster) => cluster, reconcile });

  function reconcile(cluster: string): void {
    if (!objects.list({ cluster, resource: syncTargets }).some((target) => !isDeleting(target))) return;
    ensure(cluster, apiExports, ownExport);
    const exported = objects.get({ cluster, resource: apiExports, name: exportName })!;
    if (exported.metadata.annotations?.[skipAnnotation] === "true") return;
    ensure(cluster, locations, defaultLocation);
    if (!isBoundAlready(cluster)) ensure(cluster, apiBindings, ownBinding);
    remember(cluster, exported);
  }

  function ensure(cluster: string, resource: Gvr, object: KubeObject): void {
    if (objects.get({ cluster, resource, name: object.metadata.name }) !== undefined) return;
    writtenOr(objects.create({ cluster, resource }, object, { manager }), "AlreadyExists");
  }

  function isBoundAlready(cluster: string): boolean {
    const bindings = objects.list({ cluster, resource: apiBindings }) as readonly ApiBinding[];
    return bindings.some(({ spec }) => spec?.reference?.export?.name === exportName);
  }

  function remember(cluster: string, exported: KubeObject): void {
    const annotations = { ...exported.metadata.annotations, [skipAnnotation]: "true" };
    const metadata = { ...exported.metadata, annotations };
    const address = { cluster, resource: apiExports, name: exportName };
    written(objects.update(address, { ...exported, metadata }, { manager }));
  }

  const observed = objects.observe(syncTargets, ({ type, cluster }) => {
    if (type === "ADDED") queue.add(cluster);
  });
  for (const { id } of ports.hub.logicalClusters()) queue.add(id);
  return together([observed, queue]);
}
