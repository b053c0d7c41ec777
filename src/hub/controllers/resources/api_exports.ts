/** Gives every APIExport its identity and the URL of its virtual workspace (kcp, pkg/reconciler/apis/apiexport). @module */
import { createHash } from "node:crypto";
import { apiExports } from "../../../kube/kcp_api.ts";
import type { ApiExport } from "../../../kube/kcp_api.ts";
import { timestamp } from "../../../ports/clock.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { isTrue, withFindings } from "../machinery/conditions.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { isDeleting, updateStatus } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";

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

  const observed = objects.observe(apiExports, ({ type, cluster, object }) => {
    if (type !== "DELETED") queue.add({ cluster, name: object.metadata.name });
  });
  for (const { id } of ports.hub.logicalClusters()) {
    for (const { metadata } of objects.list({ cluster: id, resource: apiExports })) {
      queue.add({ cluster: id, name: metadata.name });
    }
  }
  return together([observed, queue]);
}
