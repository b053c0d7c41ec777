/** An edge cluster that somebody else runs, reached over HTTPS with a kubeconfig. @module */
import { connectKubernetesApi } from "../../adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Log } from "../../ports/log.ts";
import type { RuntimeEdgeSpec } from "../../scenario/embedded/runtime_control.ts";
import type { EdgeConnection } from "../edge_connection.ts";

/** What the runtime is told of it, and the way there. */
export interface RemoteEdge {
  readonly spec: RuntimeEdgeSpec;
  readonly api: ClusterApi;
}

/**
 * It need not answer yet, and its plugin need not work yet: that is for its actors to see, and hurts no other. A person is told once, in
 * the log.
 *
 * @throws {KubeconfigError} when the file or its context cannot be used.
 */
export function connectRemoteEdge(
  { name, syncTarget, kubeconfig, context }: EdgeConnection,
  log: Log,
): RemoteEdge {
  const api = connectKubernetesApi({ kubeconfig, context, clock: systemClock, log });
  api.discover("", (shown) => {
    if (!shown.ok) log.warn({ edge: name, why: shown.error.message }, "an edge does not answer yet");
  });
  return { spec: { name, syncTarget }, api };
}
