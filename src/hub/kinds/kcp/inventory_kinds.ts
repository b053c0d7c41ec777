/** SyncTargets (workload.kcp.io) and Locations (scheduling.kcp.io): the inventory of edge clusters. @module */
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, pathColumn } from "../printers/columns.ts";
import {
  anyObject,
  conditions,
  flag,
  int32,
  labelSelector,
  listOf,
  record,
  text,
  textMap,
  time,
  wholeObject,
} from "../schemas/shapes.ts";
import { kcpKind } from "./kcp_kind.ts";

/** SyncTargets, with kcp v0.11's defaults. */
export const syncTargetKind: KindDefinition = kcpKind(
  "workload.kcp.io",
  { kind: "SyncTarget", resource: "synctargets", categories: ["kcp"] },
  wholeObject("A cluster that takes workloads.", {
    spec: {
      ...record({
        unschedulable: { ...flag, default: false },
        evictAfter: time,
        supportedAPIExports: {
          ...listOf(record({ path: text, export: text }, ["export"])),
          default: [{ export: "kubernetes" }],
        },
        cells: textMap,
      }),
      default: {},
    },
    status: record({
      allocatable: anyObject,
      capacity: anyObject,
      conditions,
      syncedResources: listOf(anyObject),
      lastSyncerHeartbeatTime: time,
      virtualWorkspaces: listOf(record({ url: text }, ["url"])),
    }),
  }),
  {
    printerColumns: [
      pathColumn("Location", ".metadata.name", { wide: true }),
      pathColumn("Ready", '.status.conditions[?(@.type=="Ready")].status'),
      pathColumn("Synced API resources", ".status.syncedResources[*].resource", { wide: true }),
      age,
    ],
  },
);

const only = (value: string) => ({ ...text, enum: [value] });

/** Locations; kcp knows only the resource `synctargets`. */
export const locationKind: KindDefinition = kcpKind(
  "scheduling.kcp.io",
  { kind: "Location", resource: "locations", categories: ["kcp"] },
  wholeObject("A set of SyncTargets of this workspace under one name.", {
    spec: record({
      resource: record({
        group: only("workload.kcp.io"),
        version: only("v1alpha1"),
        resource: only("synctargets"),
      }, ["resource", "version"]),
      description: text,
      availableSelectorLabels: listOf(anyObject),
      instanceSelector: labelSelector,
    }, ["resource"]),
    status: record({ instances: int32, availableInstances: int32 }),
  }),
  {
    printerColumns: [
      pathColumn("Resource", ".spec.resource.resource"),
      pathColumn("Available", ".status.availableInstances", { type: "integer" }),
      pathColumn("Instances", ".status.instances", { type: "integer" }),
      pathColumn("Labels", ".metadata.annotations['scheduling\\.kcp\\.io/labels']"),
      age,
    ],
  },
);
