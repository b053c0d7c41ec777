/** Explains placements from the objects that the inventory's reflectors see. @module */
import type { EdgePlacement } from "../kube/edge_api.ts";
import type { Location, SyncTarget } from "../kube/kcp_api.ts";
import { clusterOf, type KubeObject } from "../kube/object.ts";
import { explain } from "../placement/explain.ts";
import type { Explainer } from "../ports/explainer.ts";
import type { ObjectCache } from "./object_cache.ts";

/** Addresses of the reflectors that see every object of a kind. */
export interface InventoryReflectors {
  readonly syncTargets: string;
  readonly locations: string;
  readonly placements: string;
}

export function createExplainer(cache: ObjectCache, reflectors: InventoryReflectors): Explainer {
  const seen = <T extends KubeObject>(reflector: string) => [...cache.view(reflector).values()] as T[];
  return {
    explain(cluster, name) {
      const placement = seen<EdgePlacement>(reflectors.placements)
        .find((one) => one.metadata.name === name && clusterOf(one) === cluster);
      if (placement === undefined) return undefined;
      const locations = explain(
        placement.spec ?? {},
        seen<Location>(reflectors.locations).map(locationFacts),
        seen<SyncTarget>(reflectors.syncTargets).map(targetFacts),
      );
      const reached = locations.flatMap(({ targets }) => targets.filter((target) => target.reached)).length;
      const { resourceVersion = "" } = placement.metadata;
      return { placement: { cluster, name, resourceVersion }, reached, locations };
    },
  };
}

function locationFacts(object: Location) {
  const { name, labels = {} } = object.metadata;
  return {
    cluster: clusterOf(object),
    name,
    labels,
    instanceSelector: object.spec?.instanceSelector ?? null,
  };
}

function targetFacts(object: SyncTarget) {
  const { name, uid = "", labels = {} } = object.metadata;
  return { cluster: clusterOf(object), name, uid, labels };
}
