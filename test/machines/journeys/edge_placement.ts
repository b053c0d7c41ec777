/** Examples of every event of an EdgePlacement. @module */
import type { EventObject } from "xstate";
import {
  type Destination,
  type EdgePlacement,
  edgePlacements,
  type EdgePlacementSpec,
  type SinglePlacementSlice,
  singlePlacementSlices,
} from "../../../src/kube/edge_api.ts";
import { edgePlacementMachine } from "../../../src/machines/edge_placement/edge_placement.ts";
import type { EdgePlacementEvent, EdgePlacementInput } from "../../../src/machines/edge_placement/context.ts";
import { sliceMade } from "../../../src/machines/edge_placement/slice.ts";
import type { LocationCard } from "../../../src/machines/location.ts";
import { type Examples, fact, listOf, seen } from "../examples.ts";
import type { Journey } from "../walk.ts";
import { florin, nonsense } from "./location.ts";

export function placementObject(spec: EdgePlacementSpec): EdgePlacement {
  return {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "EdgePlacement",
    metadata: { name: "edge-placement-c", uid: "u-p" },
    spec,
  };
}

export const locationF: LocationCard = {
  cluster: "c1",
  name: "location-f",
  targets: [florin],
  labels: {},
  annotations: {},
};
export const toFlorin: Destination = {
  cluster: "c1",
  locationName: "location-f",
  syncTargetName: "sync-target-f",
  syncTargetUID: "u-f",
};

export function sliceObject(
  destinations: readonly Destination[],
  ownerUid = "u-p",
  resourceVersion = "5",
): SinglePlacementSlice {
  const owner = {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "EdgePlacement",
    name: "edge-placement-c",
    uid: ownerUid,
  };
  return {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "SinglePlacementSlice",
    metadata: { name: "edge-placement-c", uid: "u-s", resourceVersion, ownerReferences: [owner] },
    destinations,
  };
}

const selecting: EdgePlacementSpec = { locationSelectors: [{ matchLabels: { env: "prod" } }] };
const placementFact = fact(edgePlacements, "edge-placement-c", { cluster: "w1" });
export const sliceFact = fact(singlePlacementSlices, "edge-placement-c", { cluster: "w1", uid: "u-s" });

export const edgePlacement: Examples<EdgePlacementEvent> = {
  "placement.added": [seen("placement.added", placementFact, placementObject(selecting))],
  "placement.modified": [
    seen("placement.modified", placementFact, placementObject(selecting)),
    seen("placement.modified", placementFact, placementObject({ locationSelectors: [nonsense] })),
  ],
  "placement.deleted": [seen("placement.deleted", placementFact, placementObject(selecting))],
  "slice.added": [
    seen("slice.added", sliceFact, sliceObject([toFlorin])),
    seen("slice.added", sliceFact, sliceObject([])),
  ],
  "slice.modified": [seen("slice.modified", sliceFact, sliceObject([], "u-p", "9"))],
  "slice.deleted": [seen("slice.deleted", sliceFact, sliceObject([]))],
  "location.offered": [{ type: "location.offered", key: "c1/location-f", card: locationF }],
  "location.withdrawn": [{ type: "location.withdrawn", key: "c1/location-f" }],
  "location.listed": [{ type: "location.listed" }],
  "gate.opened": [{ type: "gate.opened", gate: "inventory" }],
  "gate.closed": [{ type: "gate.closed", gate: "inventory", why: "a source is stale" }],
  "idle.reached": [{ type: "idle.reached" }],
  "slice.written": [{
    type: "slice.written",
    slice: { uid: "u-s", resourceVersion: "7", ownerUid: "u-p", destinations: [toFlorin] },
    made: sliceMade({ uid: "u-p", destinations: [toFlorin] }),
    at: 5,
  }],
  "slice.found": [{
    type: "slice.found",
    slice: { uid: "u-s", resourceVersion: "4", ownerUid: "u-old", destinations: [] },
  }],
  "slice.refused": [{ type: "slice.refused", reason: "Conflict", message: "changed meanwhile" }],
  "retry.due": [{ type: "retry.due" }],
};

const first = <T extends keyof typeof edgePlacement>(type: T): EventObject => edgePlacement[type][0];

/** From birth to a placement that has asked for its slice to be written. */
export const toWriting: readonly EventObject[] = [
  first("gate.opened"),
  first("location.offered"),
  first("location.listed"),
  first("idle.reached"),
];
/** … and on to one whose slice is right. */
export const toPlaced: readonly EventObject[] = [...toWriting, first("slice.written"), first("idle.reached")];

/** … and on to one whose slice somebody else has emptied again and again. */
export const toContended: readonly EventObject[] = [
  ...toWriting,
  ...Array.from({ length: 4 }, () => first("slice.written")),
  first("slice.modified"),
  first("idle.reached"),
];

export const edgePlacementInput: EdgePlacementInput = { cluster: "w1", object: placementObject(selecting) };
export const edgePlacementJourney: Journey = {
  machine: edgePlacementMachine,
  input: edgePlacementInput,
  events: listOf(edgePlacement),
  starts: [toWriting, toPlaced, toContended, [
    ...toPlaced,
    first("location.withdrawn"),
    edgePlacement["slice.modified"][0],
  ]],
};
