/** "Where": from the Locations that a placement selects to its destinations. @module */
import { by } from "../kube/order.ts";
import type { Destination } from "../kube/edge_api.ts";

/** A SyncTarget as far as a destination names it. */
export interface SyncTargetChoice {
  readonly name: string;
  readonly uid: string;
}

/** A selected Location, with the SyncTargets of its own workspace that its `instanceSelector` matches. */
export interface LocationChoice {
  readonly cluster: string;
  readonly name: string;
  readonly targets: readonly SyncTargetChoice[];
}

/**
 * The destinations of a placement, sorted by cluster, Location and SyncTarget, each once. A SyncTarget selected through two
 * Locations is two destinations (R-34 makes them one mailbox). Readiness and deletion play no part here.
 */
export function destinationsOf(locations: Iterable<LocationChoice>): readonly Destination[] {
  const byKey = new Map<string, Destination>();
  for (const location of locations) {
    for (const target of location.targets) {
      const destination = destinationAt(location, target);
      byKey.set(destinationKey(destination), destination);
    }
  }
  return [...byKey.values()].sort(by(destinationKey));
}

function destinationAt(location: LocationChoice, target: SyncTargetChoice): Destination {
  return {
    cluster: location.cluster,
    locationName: location.name,
    syncTargetName: target.name,
    syncTargetUID: target.uid,
  };
}

/** Whether two lists of destinations are the same set; what a slice holds need not be sorted or without repetition. */
export function sameDestinations(a: readonly Destination[], b: readonly Destination[]): boolean {
  const [x, y] = [new Set(a.map(destinationKey)), new Set(b.map(destinationKey))];
  return x.size === y.size && [...x].every((key) => y.has(key));
}

/** One string per destination; NUL sorts before every character of a name, so the order is that of the four fields. */
function destinationKey({ cluster, locationName, syncTargetName, syncTargetUID }: Destination): string {
  return [cluster, locationName, syncTargetName, syncTargetUID].join("\0");
}
