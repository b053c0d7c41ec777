/** The resources that the model servers know: few, one of each sort that the rules tell apart. @module */
import {
  configMaps,
  customResourceDefinitions,
  deployments,
  namespaces,
  secrets,
  serviceAccounts,
} from "../../kube/core_api.ts";
import { denaturedResource } from "../../kube/denatured.ts";
import {
  edgePlacements,
  singlePlacementSlices,
  statusSummaries,
  syncerConfigs,
} from "../../kube/edge_api.ts";
import { apiBindings, locations, logicalClusters, syncTargets, workspaces } from "../../kube/kcp_api.ts";
import type { ApiResource, Gvr } from "../../kube/resource.ts";
import { clusterRoles } from "./model_resources.ts";

type Scope = "cluster" | "namespaced";
const verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];

/** A row of discovery with all verbs; `status` says whether the kind has that subresource. */
export function row(gvr: Gvr, kind: string, scope: Scope, subresources: readonly string[] = []): ApiResource {
  const { group, version, resource } = gvr;
  const namespaced = scope === "namespaced";
  return { group, version, resource, kind, singular: kind.toLowerCase(), namespaced, verbs, subresources };
}

const always = [
  row(namespaces, "Namespace", "cluster", ["status"]),
  row(configMaps, "ConfigMap", "namespaced"),
  row(secrets, "Secret", "namespaced"),
  row(serviceAccounts, "ServiceAccount", "namespaced"),
  row(clusterRoles, "ClusterRole", "cluster"),
  row(customResourceDefinitions, "CustomResourceDefinition", "cluster", ["status"]),
];

/** What every logical cluster of the hub serves without a binding. */
export const hubRows: readonly ApiResource[] = [
  ...always,
  row(apiBindings, "APIBinding", "cluster", ["status"]),
  row(logicalClusters, "LogicalCluster", "cluster", ["status"]),
  row(workspaces, "Workspace", "cluster", ["status"]),
];

/** What an edge cluster serves. */
export const edgeRows: readonly ApiResource[] = [
  ...always,
  row(deployments, "Deployment", "namespaced", ["status"]),
];

/** What a bound APIExport brings, by its name. */
export const exportedRows: Readonly<Record<string, readonly ApiResource[]>> = {
  "edge.kcp.io": [
    row(edgePlacements, "EdgePlacement", "cluster", ["status"]),
    row(singlePlacementSlices, "SinglePlacementSlice", "cluster"),
    row(syncerConfigs, "SyncerConfig", "cluster", ["status"]),
    row(statusSummaries, "StatusSummary", "namespaced"),
    row(denaturedResource(serviceAccounts), "ServiceAccount", "namespaced"),
    row(denaturedResource(clusterRoles), "ClusterRole", "cluster"),
  ],
  kubernetes: [row(deployments, "Deployment", "namespaced", ["status"])],
  inventory: [
    row(syncTargets, "SyncTarget", "cluster", ["status"]),
    row(locations, "Location", "cluster", ["status"]),
  ],
};
