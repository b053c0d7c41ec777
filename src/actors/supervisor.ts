/** The supervisor kind: its machine, and how a workspace path becomes a logical cluster id. @module */
import { clusterOf } from "../kube/object.ts";
import { logicalClusterName, logicalClusters } from "../kube/kcp_api.ts";
import { type SupervisorContext, type SupervisorInput, supervisorMachine } from "../machines/supervisor.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import { refusalOf } from "./refusal.ts";
import { callForObject } from "./requests.ts";
import type { Kind, PerformContext } from "./system/kind.ts";

export function createSupervisorKind(hub: ClusterApi, input: SupervisorInput): Kind {
  return {
    name: "supervisor",
    machine: supervisorMachine,
    restart: "permanent",
    spawnedBy: ["supervisor.started"],
    input: () => input,
    view: (context) => {
      const { edges, clusters, targets, assigned } = context as SupervisorContext;
      return {
        edges: [...edges.values()],
        clusters: clusters.toObject(),
        targets: targets.size,
        assigned: assigned.toObject(),
      };
    },
    perform: {
      resolveWorkspace: ({ paths }: { paths: readonly string[] }, context) => {
        for (const path of paths) resolve(hub, path, context);
      },
    },
  };
}

/** Every logical cluster holds a LogicalCluster named `cluster`, which carries its id. */
function resolve(hub: ClusterApi, path: string, { reply }: PerformContext): void {
  callForObject(
    hub,
    { verb: "get", cluster: path, resource: logicalClusters, name: logicalClusterName },
    (found) => {
      const event = { type: "workspace.resolved", path, cluster: clusterOf(found) };
      reply(event);
    },
    (error) => {
      const event = { type: "workspace.refused", path, message: refusalOf(error).message };
      reply(event);
    },
  );
}
