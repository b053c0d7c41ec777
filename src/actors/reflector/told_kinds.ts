/** Kinds whose whole object may travel in letters, because they are what this program is about and never hold secrets. @module */
import {
  edgePlacements,
  singlePlacementSlices,
  statusSummaries,
  syncerConfigs,
} from "../../kube/edge_api.ts";
import { locations, syncTargets, workspaces } from "../../kube/kcp_api.ts";
import { groupResourceKey, type Gvr } from "../../kube/resource.ts";

const told = new Set(
  [edgePlacements, singlePlacementSlices, statusSummaries, syncerConfigs, locations, syncTargets, workspaces]
    .map(groupResourceKey),
);

export function isTold(gvr: Gvr): boolean {
  return told.has(groupResourceKey(gvr));
}
