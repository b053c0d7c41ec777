/** Gives every APIExport its identity and the URL of its virtual workspace (kcp, pkg/reconciler/apis/apiexport). @module */
import { createHash } from "node:crypto";
import { apiExports, apiResourceSchemas } from "../../../kube/kcp_api.ts";
import type { ApiBinding, ApiExport } from "../../../kube/kcp_api.ts";
import { timestamp } from "../../../ports/clock.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { isTrue, withFindings } from "../machinery/conditions.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, updateStatus } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";
import { definitionsOf, findExport, isObstacle } from "./bound_export.ts";

const manager = "apiexport-controller";

/** Names an export so that no other can pass for it. kcp hashes a secret key; here the UID is the key. */
export function identityOf({ metadata }: ApiExport): string {
  return createHash("sha256").update(metadata.uid ?? "").digest("hex");
}

/** Starts the controller. `baseUrl` is how clients reach this server, such as `https://127.0.0.1:6443`. */
export function createApiExportController(ports: ControllerPorts, baseUrl: string): Controller {
  const { objects } = ports.hub;
  const queue = createWorkQueue<NameInCluster>({ ...ports, name: manager, keyOf: nameKey, reconcile });

  function reconcile({ cluster, name }: NameInCluster): void {
    const address = { cluster, resource: apiExports, name };
    const found = objects.get(address) as ApiExport | undefined;
    offerEverywhere(ports.hub, { cluster, name });
    if (found === undefined || isDeleting(found)) return;
    const findings = [isTrue("IdentityValid"), isTrue("VirtualWorkspaceURLsReady")];
    const status = {
      ...found.status,
      identityHash: identityOf(found),
      virtualWorkspaces: [{ url: `${baseUrl}/services/apiexport/${cluster}/${name}` }],
      conditions: withFindings(found.status?.conditions, findings, timestamp(ports.clock)),
    };
    updateStatus(objects, address, found, status, manager);
  }

  const exports = objects.observe(apiExports, ({ cluster, object }) => {
    queue.add({ cluster, name: object.metadata.name });
  });
  const schemas = objects.observe(apiResourceSchemas, ({ cluster }) => {
    for (const { metadata } of objects.list({ cluster, resource: apiExports })) {
      queue.add({ cluster, name: metadata.name });
    }
  });
  for (const { id } of ports.hub.logicalClusters()) {
    for (const { metadata } of objects.list({ cluster: id, resource: apiExports })) {
      queue.add({ cluster: id, name: metadata.name });
    }
  }
  return together([exports, schemas, queue]);
}

/** No logical cluster has this name, for theirs are of [0-9a-z]. */
const exportsCluster = "(exports)";

/**
 * Lets requests across clusters name what an export offers even before anybody has bound it, as a virtual workspace does: such a
 * list is empty, not unknown.
 */
function offerEverywhere(hub: ControllerPorts["hub"], { cluster, name }: NameInCluster): void {
  const toItself = { spec: { reference: { export: { name } } } } as ApiBinding;
  const found = findExport(hub, cluster, toItself);
  const kinds = isObstacle(found) ? [] : definitionsOf(hub, found);
  hub.catalog.provide(exportsCluster, `export/${cluster}/${name}`, kinds);
}
