/** How many replicas each ReplicaSet of a Deployment should have now: pure arithmetic (pkg/controller/deployment). @module */
import type { Deployment, ReplicaSet } from "./workload_types.ts";

/** The wanted size of one ReplicaSet. */
export interface Size {
  readonly replicaSet: ReplicaSet;
  readonly replicas: number;
}

const specOf = ({ spec }: ReplicaSet) => spec.replicas ?? 0;
const availableOf = ({ status }: ReplicaSet) => status?.availableReplicas ?? 0;
const sum = (sets: readonly ReplicaSet[], value: (set: ReplicaSet) => number) =>
  sets.reduce((total, set) => total + value(set), 0);

/** Sizes that differ from what the sets have; `old` is sorted oldest first. */
export function nextSizes(
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
): readonly Size[] {
  const wanted = deployment.spec.strategy?.type === "Recreate"
    ? recreate(deployment, current, old)
    : rolling(deployment, current, old);
  return wanted.filter(({ replicaSet, replicas }) => replicas !== specOf(replicaSet));
}

/** The new set grows when nothing of the old ones is left. */
function recreate({ spec }: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): readonly Size[] {
  const gone = sum(old, (set) => Math.max(specOf(set), set.status?.replicas ?? 0)) === 0;
  const down = old.map((replicaSet) => ({ replicaSet, replicas: 0 }));
  return gone ? [{ replicaSet: current, replicas: spec.replicas ?? 1 }] : down;
}

/** The new set grows within `maxSurge`; the old ones shrink within `maxUnavailable`, the unhealthy first. */
function rolling(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): readonly Size[] {
  const desired = deployment.spec.replicas ?? 1;
  const { surge, unavailable } = allowances(deployment, desired);
  const total = specOf(current) + sum(old, specOf);
  // A replica that was given up is in the way until its pod is told to go.
  const present = specOf(current) + sum(old, (set) => Math.max(specOf(set), set.status?.replicas ?? 0));
  const room = Math.max(desired + surge - present, 0);
  const grown = specOf(current) > desired
    ? desired
    : specOf(current) + Math.min(room, desired - specOf(current));
  const missing = specOf(current) - availableOf(current);
  const spare = total - (desired - unavailable) - Math.max(missing, 0);
  return [{ replicaSet: current, replicas: grown }, ...shrunk(old, Math.max(spare, 0))];
}

/** Takes away at most `spare` replicas in all: those that are not available first, then from the oldest set. */
function shrunk(old: readonly ReplicaSet[], spare: number): readonly Size[] {
  const sizes = new Map(old.map((set) => [set, specOf(set)]));
  let left = spare;
  for (const unhealthyOnly of [true, false]) {
    for (const set of old) {
      const size = sizes.get(set)!;
      const removable = unhealthyOnly ? Math.max(size - availableOf(set), 0) : size;
      const removed = Math.min(removable, left);
      sizes.set(set, size - removed);
      left -= removed;
    }
  }
  return [...sizes].map(([replicaSet, replicas]) => ({ replicaSet, replicas }));
}

/** `maxSurge` is rounded up and `maxUnavailable` down; they are never both zero. */
export function allowances(
  { spec }: Deployment,
  desired: number,
): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge = "25%", maxUnavailable = "25%" } = spec.strategy?.rollingUpdate ?? {};
  const surge = share(maxSurge, desired, Math.ceil);
  const unavailable = share(maxUnavailable, desired, Math.floor);
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

function share(value: number | string, of: number, round: (value: number) => number): number {
  return typeof value === "number" ? value : round(Number.parseInt(value, 10) * of / 100);
}
