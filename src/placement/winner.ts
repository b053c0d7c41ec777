/** Which of several sources of one object is copied (R-43, S13). @module */
import { byCodeUnit } from "../kube/order.ts";
import { isNewer } from "../kube/resource_version.ts";

/** Where an object comes from, and its version there. */
export interface Source {
  readonly cluster: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** The winner, and those that lost, best first; no losers means no conflict. */
export interface Contest<T> {
  readonly winner: T;
  readonly losers: readonly T[];
}

/**
 * The candidate that was changed last: the numerically highest resourceVersion, then the lowest cluster id, then the lowest
 * uid. A function of the set of candidates alone, so the order in which they arrived can never make the result flap.
 *
 * @throws RangeError when there is no candidate.
 */
export function winnerOf<T>(candidates: readonly T[], sourceOf: (candidate: T) => Source): Contest<T> {
  const ranked = [...candidates].sort((a, b) => bySource(sourceOf(a), sourceOf(b)));
  const [winner, ...losers] = ranked;
  if (winner === undefined) throw new RangeError("Cannot choose a winner as there is no candidate");
  return { winner, losers };
}

function bySource(a: Source, b: Source): number {
  if (isNewer(a.resourceVersion, b.resourceVersion)) return -1;
  if (isNewer(b.resourceVersion, a.resourceVersion)) return 1;
  return byCodeUnit(a.cluster, b.cluster) || byCodeUnit(a.uid, b.uid);
}
