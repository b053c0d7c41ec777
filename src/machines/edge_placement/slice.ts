/** What a placement makes of its selectors and of its slice. @module */
import type { EdgePlacementSpec, SinglePlacementSlice } from "../../kube/edge_api.ts";
import { isNewer } from "../../kube/resource_version.ts";
import { type LabelSelector, selectorProblems } from "../../kube/selector.ts";
import { canonicalJson } from "../../kube/canonical_json.ts";
import { isStopped } from "../../placement/contest.ts";
import { sameDestinations } from "../../placement/where.ts";
import type { EdgePlacementContext, SliceSeen } from "./context.ts";

export function selectorsOf(spec: EdgePlacementSpec): readonly LabelSelector[] {
  return spec.locationSelectors ?? [];
}

export function problemsOf(spec: EdgePlacementSpec): string | null {
  const where = selectorsOf(spec).flatMap((selector, i) =>
    selectorProblems(selector, `spec.locationSelectors[${i}]`)
  );
  const what = spec.namespaceSelector
    ? selectorProblems(spec.namespaceSelector, "spec.namespaceSelector")
    : [];
  const problems = [...where, ...what];
  return problems.length > 0 ? problems.join("; ") : null;
}

/** The slice as the chart keeps it. */
export function sliceSeen(object: SinglePlacementSlice): SliceSeen {
  const { uid = "", resourceVersion = "", ownerReferences = [] } = object.metadata;
  return {
    uid,
    resourceVersion,
    ownerUid: ownerReferences[0]?.uid ?? null,
    destinations: object.destinations ?? [],
  };
}

export function isRight({ slice, destinations, uid }: EdgePlacementContext): boolean {
  return slice !== null && slice.ownerUid === uid && sameDestinations(slice.destinations, destinations);
}

/** Names what the slice should say. */
export function sliceMade({ uid, destinations }: Pick<EdgePlacementContext, "uid" | "destinations">): string {
  return canonicalJson([uid, destinations]);
}

/** Whether somebody else keeps undoing just what the slice should say. */
export function isContended(context: EdgePlacementContext): boolean {
  return isStopped(context.contest) && context.contest.made === sliceMade(context);
}

/** An answer of our own may be newer than what the watch shows: the older of the two is ignored (F5). */
export function newerSlice(
  { slice: known, goneSlice: gone }: EdgePlacementContext,
  seen: SliceSeen,
): SliceSeen | null {
  if (gone !== null && gone.uid === seen.uid && isNewer(gone.resourceVersion, seen.resourceVersion)) {
    return known;
  }
  return known !== null && known.uid === seen.uid && isNewer(known.resourceVersion, seen.resourceVersion)
    ? known
    : seen;
}
