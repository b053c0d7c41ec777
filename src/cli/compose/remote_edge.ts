/** An edge cluster that somebody else runs, reached over HTTPS with a kubeconfig. @module */
import { connectKubernetesApi } from "../../adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import type { RuntimeEdgeSpec } from "../../scenario/embedded/runtime_control.ts";
import type { EdgeConnection } from "../edge_connection.ts";

export interface RemoteEdge {
  readonly spec: RuntimeEdgeSpec;
  readonly api: ClusterApi;
}

/**
 * It need not answer yet, and its plugin need not work yet: that is for its actors to see, and hurts no other.
 *
 * @throws {KubeconfigError} when the file or its context cannot be used.
 */
export function connectRemoteEdge(
  { name, syncTarget, kubeconfig, context }: EdgeConnection,
  log: Log,
): RemoteEdge {
  return {
    spec: { name, syncTarget },
    api: connectKubernetesApi({ kubeconfig, context, clock: systemClock, log }),
  };
}
