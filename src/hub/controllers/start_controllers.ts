/** Which controllers an embedded server runs, by profile. @module */
import type { KubeObject } from "../../kube/object.ts";
import { createGarbageCollector } from "./collector/garbage_collector.ts";
import { createDefaultLocations } from "./inventory/default_location.ts";
import { createLocationController } from "./inventory/locations.ts";
import { createSyncTargetKeys } from "./inventory/sync_target_keys.ts";
import { together } from "./machinery/controller.ts";
import type { Controller, ControllerPorts } from "./machinery/controller.ts";
import { createDefaultAccounts } from "./namespaces/default_account.ts";
import { createEventExpiry } from "./namespaces/event_expiry.ts";
import { createNamespaceLifecycle } from "./namespaces/namespace_lifecycle.ts";
import { createRootCaPublisher } from "./namespaces/root_ca.ts";
import { createTokenSecrets } from "./namespaces/token_secrets.ts";
import { createApiBindingController } from "./resources/api_bindings.ts";
import { createApiExportController } from "./resources/api_exports.ts";
import { createCrdController } from "./resources/crds.ts";
import { createRoleAggregation } from "./roles/role_aggregation.ts";
import { createBootstrap } from "./workspaces/bootstrap.ts";
import type { Bootstrap } from "./workspaces/bootstrap.ts";
import { createWorkspaceController } from "./workspaces/workspaces.ts";

/** What every profile needs. */
export interface CommonOptions {
  /** PEM of the certificate authority of this server, for `kube-root-ca.crt`. */
  readonly certificate: string;
}

export interface WorkspaceControllerOptions extends CommonOptions {
  /** How clients reach this server, such as `https://127.0.0.1:6443`; it stands in Workspaces and APIExports. */
  readonly baseUrl: string;
  /** "edge": root:espw with the edge API is made too. */
  readonly serviceProvider: "edge" | "none";
  /** A bearer token for a ServiceAccount's token Secret. */
  readonly issueToken: (cluster: string, account: KubeObject) => string;
}

/** Controllers of a hub with workspaces. `isDone` tells when root and root:compute are complete. */
export function startWorkspaceControllers(
  ports: ControllerPorts,
  options: WorkspaceControllerOptions,
): Bootstrap {
  const { certificate, baseUrl, issueToken } = options;
  // What CRDs and bindings define comes first: without it the other controllers would not see those objects.
  const definitions = [createCrdController(ports), createApiBindingController(ports)];
  const others = [
    createApiExportController(ports, baseUrl),
    createWorkspaceController(ports, baseUrl),
    createTokenSecrets(ports, { certificate, issue: issueToken }),
    createSyncTargetKeys(ports),
    createLocationController(ports),
    createDefaultLocations(ports),
    ...commonControllers(ports, options),
  ];
  const bootstrap = createBootstrap(ports, options);
  return { ...together([...definitions, ...others, bootstrap]), isDone: bootstrap.isDone };
}

/** Controllers of a plain cluster; its nodes and workloads are the edge room's. */
export function startPlainControllers(ports: ControllerPorts, options: CommonOptions): Controller {
  return together([createCrdController(ports), ...commonControllers(ports, options)]);
}

function commonControllers(ports: ControllerPorts, { certificate }: CommonOptions): readonly Controller[] {
  return [
    createNamespaceLifecycle(ports),
    createDefaultAccounts(ports),
    createRootCaPublisher(ports, certificate),
    createEventExpiry(ports),
    createGarbageCollector(ports),
    createRoleAggregation(ports),
  ];
}
