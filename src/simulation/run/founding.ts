/** What is there before a story begins: the servers, what lives in them, and the hub's first workspaces. @module */
import { apiBindings } from "../../kube/kcp_api.ts";
import { gvrOf } from "../../kube/resource.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Randomness } from "../../ports/randomness.ts";
import { type Delay, liveInCluster } from "../model/common_life.ts";
import { liveOnEdge } from "../model/edge_life.ts";
import { foundWorkspace, liveInHub } from "../model/hub_life.ts";
import { edgeRows, hubRows } from "../model/model_kinds.ts";
import { ModelServer } from "../model/model_server.ts";
import type { Plan } from "./plan.ts";

export const inventoryPath = "root:imw";
export const providerPath = "root:espw";

export interface Founded {
  readonly hub: ModelServer;
  readonly edges: ReadonlyMap<string, ModelServer>;
}

/** `stream` gives each server a randomness of its own. */
export function foundServers(plan: Plan, clock: Clock, stream: () => Randomness, delay: Delay): Founded {
  const common = () => ({
    clock,
    randomness: stream(),
    versionBase: BigInt(plan.versionBase),
    pageMax: plan.pageMax,
  });
  const hub = new ModelServer({ ...common(), name: "hub", rows: hubRows, hasWorkspaces: true });
  const edges = new Map(
    plan.edges.map((name) =>
      [name, new ModelServer({ ...common(), name, rows: edgeRows, hasWorkspaces: false })] as const
    ),
  );
  liveInCluster(hub, delay);
  liveInHub(hub, delay);
  for (const edge of edges.values()) {
    edge.catalog.clusters.add("");
    liveOnEdge(edge, delay);
  }
  foundWorkspaces(hub, plan.workspaces);
  return { hub, edges };
}

function foundWorkspaces(hub: ModelServer, paths: readonly string[]): void {
  for (const path of ["root", providerPath, inventoryPath, ...paths]) foundWorkspace(hub, path);
  bind(hub, inventoryPath, "inventory");
  for (const path of paths) {
    bind(hub, path, "edge.kcp.io");
    bind(hub, path, "kubernetes");
  }
}

function bind(hub: ModelServer, path: string, name: string): void {
  hub.handle({
    verb: "create",
    cluster: path,
    resource: gvrOf(apiBindings),
    body: {
      apiVersion: "apis.kcp.io/v1alpha1",
      kind: "APIBinding",
      metadata: { name: `bind-${name}` },
      spec: { reference: { export: { path: "root", name } } },
    },
  }, "server");
}
