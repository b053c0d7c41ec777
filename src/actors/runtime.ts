/** The runtime: the society of actors over one hub and its edges. @module */
import { edgePlacements, singlePlacementSlices } from "../kube/edge_api.ts";
import { clusterRoles } from "../kube/rbac_api.ts";
import { locations, syncTargets, workspaces } from "../kube/kcp_api.ts";
import type { Gvr } from "../kube/resource.ts";
import { everywhereView, reflectorAddress, supervisorAddress, type View } from "../machines/addresses.ts";
import { inventoryGate } from "../machines/edge_placement/context.ts";
import type { EdgeSpec, InventoryWatch } from "../machines/supervisor.ts";
import type { ActorDirectory } from "../ports/actor_directory.ts";
import type { ActorFeed } from "../ports/actor_feed.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import type { Explainer } from "../ports/explainer.ts";
import type { Journal } from "../ports/journal.ts";
import type { Log } from "../ports/log.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Marker } from "./copies/mark.ts";
import { createEdgeClusterKind } from "./edge_cluster.ts";
import { createEdgePlacementKind } from "./edge_placement.ts";
import { createExplainer } from "./explainer.ts";
import { createHeartbeatKind } from "./heartbeat.ts";
import { createLocationKind } from "./location.ts";
import { createMailboxKind } from "./mailbox.ts";
import { createObjectCache } from "./object_cache.ts";
import { createReflectorKind } from "./reflector/reflector.ts";
import type { Route } from "./reflector/routes.ts";
import { createSummarizerKind } from "./summarizer.ts";
import { createSupervisorKind } from "./supervisor.ts";
import { createSyncTargetKind } from "./sync_target.ts";
import type { Kind } from "./system/kind.ts";
import { createSystem, type System } from "./system/system.ts";
import { createSyncerAccessKind, syncerRoleSelector } from "./syncer_access.ts";
import { createTargetHealthKind } from "./target_health.ts";
import { createUpsyncKind } from "./upsync.ts";
import { createGuardedApi } from "./way/guarded_api.ts";
import { createWorkloadKind } from "./workload.ts";

/** An edge cluster and the way to it. */
export interface RuntimeEdge extends EdgeSpec {
  readonly api: ClusterApi;
}

export interface RuntimeOptions {
  readonly hub: ClusterApi;
  readonly edges: readonly RuntimeEdge[];
  /** Path of the edge service provider's workspace; `root:espw`. */
  readonly providerPath?: string;
  /** Writes and knows the marks of what this installation made. */
  readonly marker: Marker;
  /** The status of one object is written at most once in this time; 1,000 ms. */
  readonly statusIntervalMs?: number;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly journal?: Journal;
  readonly log: Log;
  /** `kept`: what syncers elsewhere may do in their mailboxes follows their SyncerConfigs. Absent: no syncer was let in. */
  readonly access?: "kept";
  /** For experiments: may put another kind in the place of each. A test plants bugs here, to see that they are found. */
  readonly adapt?: (kind: Kind) => Kind;
}

export interface Runtime {
  readonly directory: ActorDirectory;
  readonly feed: ActorFeed;
  readonly system: System;
  start(): void;
  /** Ends every actor; nothing is written any more. What was written stays. */
  stop(): void;
}

/** The runtime of the centre, which sees the whole inventory and so can say why. */
export interface CentreRuntime extends Runtime {
  readonly explainer: Explainer;
}

/** Where every SyncTarget, Location and EdgePlacement is seen. */
const inventoryReflectors = {
  syncTargets: everywhereAddress(syncTargets),
  locations: everywhereAddress(locations),
  placements: everywhereAddress(edgePlacements),
};

function everywhereAddress(gvr: Gvr): string {
  return reflectorAddress(everywhereView(gvr));
}

/** The roles of syncers that were let into their mailboxes, wherever these are. */
const accessWatch: InventoryWatch = {
  view: { ...everywhereView(clusterRoles), selector: syncerRoleSelector },
  subscriber: "route:syncerAccess" satisfies Route,
  as: "role",
};

function inventoryWatches(providerPath: string): readonly InventoryWatch[] {
  const watch = (view: View, as: string, subscriber: Route): InventoryWatch => ({ view, subscriber, as });
  const mailboxes: View = { source: "hub", cluster: providerPath, gvr: workspaces, selector: "" };
  return [
    watch(everywhereView(syncTargets), "synctarget", "route:syncTarget"),
    watch(everywhereView(syncTargets), "synctarget", "route:targetHealth"),
    watch(everywhereView(locations), "location", "route:location"),
    watch(everywhereView(edgePlacements), "placement", "route:edgePlacement"),
    watch(everywhereView(singlePlacementSlices), "slice", "route:edgePlacement"),
    watch(mailboxes, "workspace", "route:mailbox"),
  ];
}

export function createRuntime(options: RuntimeOptions): CentreRuntime {
  const {
    edges,
    marker,
    statusIntervalMs,
    clock,
    randomness,
    journal,
    log,
    providerPath = "root:espw",
  } = options;
  const guarded = (api: ClusterApi) => createGuardedApi(api, { clock, randomness });
  const hub = guarded(options.hub);
  const byName = new Map<string, ClusterApi>([
    ["hub", hub],
    ...edges.map(({ name, api }) => [`edge:${name}`, guarded(api)] as const),
  ]);
  const apis = (source: string) => byName.get(source);
  const cache = createObjectCache();
  const inventory = inventoryWatches(providerPath);
  const gated = new Set(inventory.map(({ view }) => reflectorAddress(view)));
  const gateOf = (view: View) => gated.has(reflectorAddress(view)) ? inventoryGate : null;
  const specs = edges.map(({ name, workspace, syncTarget }) => ({ name, workspace, syncTarget }));
  const system = createSystem({
    kinds: [
      createSupervisorKind(hub, {
        edges: specs,
        inventory: options.access === "kept" ? [...inventory, accessWatch] : inventory,
      }),
      createReflectorKind({ apis, cache, marker, gateOf }),
      createSyncTargetKind(),
      createLocationKind(),
      createEdgePlacementKind(hub),
      createWorkloadKind(hub),
      createMailboxKind({ hub, cache, marker, providerPath }),
      createEdgeClusterKind({ hub, apis, cache, marker, statusIntervalMs }),
      createUpsyncKind({ hub, apis, cache, marker }),
      createHeartbeatKind(hub, clock),
      createTargetHealthKind(hub, clock),
      createSummarizerKind(hub),
      createSyncerAccessKind(hub),
    ].map((kind) => options.adapt?.(kind) ?? kind),
    clock,
    randomness,
    journal,
    log,
  });
  return {
    directory: system.directory,
    feed: system.feed,
    explainer: createExplainer(cache, inventoryReflectors),
    system,
    start() {
      system.start();
      system.tell(supervisorAddress, { type: "supervisor.started" });
    },
    stop: () => system.stop(),
  };
}
