/** Examples of every event of a Location. @module */
import { type Location, locations } from "../../../src/kube/kcp_api.ts";
import type { LabelSelector } from "../../../src/kube/selector.ts";
import { type LocationEvent, type LocationInput, locationMachine } from "../../../src/machines/location.ts";
import type { SyncTargetCard } from "../../../src/machines/sync_target.ts";
import { type Examples, fact, listOf, seen } from "../examples.ts";
import type { Journey } from "../walk.ts";

export function locationObject(
  instanceSelector?: LabelSelector,
  labels: Readonly<Record<string, string>> = { env: "prod" },
): Location {
  return {
    apiVersion: "scheduling.kcp.io/v1alpha1",
    kind: "Location",
    metadata: { name: "location-f", uid: "u-l", labels },
    spec: { instanceSelector },
  };
}

export const florin: SyncTargetCard = { cluster: "c1", name: "sync-target-f", uid: "u-f" };
export const guilder: SyncTargetCard = { cluster: "c1", name: "sync-target-g", uid: "u-g" };

/** Not an operator of label selectors. */
export const nonsense = { matchExpressions: [{ key: "env", operator: "Near" }] } as unknown as LabelSelector;

const about = fact(locations, "location-f");
export const location: Examples<LocationEvent> = {
  "location.added": [seen("location.added", about, locationObject({}))],
  "location.modified": [
    seen("location.modified", about, locationObject({ matchLabels: { env: "prod" } })),
    seen("location.modified", about, locationObject(nonsense)),
  ],
  "location.deleted": [seen("location.deleted", about, locationObject({}))],
  "synctarget.offered": [
    { type: "synctarget.offered", key: florin.name, card: florin },
    { type: "synctarget.offered", key: guilder.name, card: guilder },
  ],
  "synctarget.withdrawn": [{ type: "synctarget.withdrawn", key: florin.name }],
  "synctarget.listed": [{ type: "synctarget.listed" }],
};

export const locationInput: LocationInput = { cluster: "c1", object: locationObject({}) };
export const locationJourney: Journey = {
  machine: locationMachine,
  input: locationInput,
  events: listOf(location),
};
