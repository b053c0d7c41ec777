/** What an edge cluster does with what it is given: Deployments report their replicas. @module */
import { deployments } from "../../kube/core_api.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import { type Delay, liveInCluster } from "./common_life.ts";
import { defineByCrds } from "./crd_life.ts";
import type { Commit } from "./history.ts";
import type { ModelServer } from "./model_server.ts";

export function liveOnEdge(server: ModelServer, delay: Delay): void {
  liveInCluster(server, delay);
  defineByCrds(server, delay);
  server.onCommit.push((commit) => {
    if (commit.resource !== groupResourceKey(deployments) || commit.type === "DELETED") return;
    server.clock.after(delay(), () => reportReplicas(server, commit));
  });
}

function reportReplicas(
  server: ModelServer,
  { object: { metadata: { name, namespace = "" } } }: Commit,
): void {
  const found = server.find(deployments, "", namespace, name);
  if (found === null) return;
  const wanted = (found["spec"] as { replicas?: unknown } | undefined)?.replicas ?? 1;
  const count = typeof wanted === "number" && wanted >= 0 && wanted < 1000 ? wanted : 0;
  const status = {
    observedGeneration: found.metadata.generation,
    replicas: count,
    readyReplicas: count,
    availableReplicas: count,
    updatedReplicas: count,
  };
  const body = { ...found, metadata: { ...found.metadata, resourceVersion: undefined }, status };
  server.handle({
    verb: "update",
    cluster: "",
    resource: deployments,
    namespace,
    name,
    subresource: "status",
    body,
  }, "server");
}
