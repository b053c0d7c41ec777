/**
 * Why a placement reaches a SyncTarget through a Location, or does not, and what would have to change.
 *
 * The verdicts are those of `where.ts`, clause by clause. Only pairs of one workspace are looked at, because a Location chooses among
 * the SyncTargets of its own. @module
 */
import type { EdgePlacementSpec } from "../kube/edge_api.ts";
import { by } from "../kube/order.ts";
import type { Labels, LabelSelector } from "../kube/selector.ts";
import { editsToEscape, editsToSelect, type LabelEdit } from "./explanation/label_change.ts";
import { judge, type SelectorVerdict } from "./explanation/selector_verdict.ts";

export interface ExplainedLocation {
  readonly cluster: string;
  readonly name: string;
  readonly labels: Labels;
  readonly instanceSelector: LabelSelector | null;
}

export interface ExplainedSyncTarget {
  readonly cluster: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
}

/** Edits of labels of the Location and of the SyncTarget, which together turn the verdict round. */
export interface PairChange {
  readonly location: readonly LabelEdit[];
  readonly syncTarget: readonly LabelEdit[];
}

export interface TargetExplanation {
  readonly name: string;
  readonly uid: string;
  /** Whether this Location and this SyncTarget are a destination of the placement. */
  readonly reached: boolean;
  readonly selector: SelectorVerdict;
  /** The smallest change after which `reached` is the opposite; null if no labels can do it, or more than three must change. */
  readonly change: PairChange | null;
}

export interface LocationExplanation {
  readonly cluster: string;
  readonly name: string;
  /** Whether any of the placement's selectors selects it. */
  readonly selected: boolean;
  readonly selectors: readonly SelectorVerdict[];
  /** The SyncTargets of its workspace, sorted by name. */
  readonly targets: readonly TargetExplanation[];
}

/** Every Location, sorted by cluster and name, with a verdict on each SyncTarget of its workspace. */
export function explain(
  spec: Pick<EdgePlacementSpec, "locationSelectors">,
  locations: readonly ExplainedLocation[],
  syncTargets: readonly ExplainedSyncTarget[],
): readonly LocationExplanation[] {
  const targets = Map.groupBy(syncTargets, ({ cluster }) => cluster);
  const selectors = spec.locationSelectors ?? [];
  return [...locations].sort(by(({ cluster, name }) => `${cluster}\0${name}`))
    .map((location) => explainLocation(selectors, location, targets.get(location.cluster) ?? []));
}

function explainLocation(
  selectors: readonly LabelSelector[],
  location: ExplainedLocation,
  targets: readonly ExplainedSyncTarget[],
): LocationExplanation {
  const { cluster, name, labels } = location;
  const verdicts = selectors.map((one, index) => judge(one, `spec.locationSelectors[${index}]`, labels));
  const selected = verdicts.some(({ selects }) => selects);
  const edits = selected ? editsToEscape(selectors, labels) : fewestToSelect(selectors, labels);
  const explained = [...targets].sort(by((target) => target.name))
    .map((target) => explainTarget({ location, selected, edits }, target));
  return { cluster, name, selected, selectors: verdicts, targets: explained };
}

/** What the placement makes of a Location, and the edits of its labels that would turn that round. */
interface Selection {
  readonly location: ExplainedLocation;
  readonly selected: boolean;
  readonly edits: readonly LabelEdit[] | null;
}

function explainTarget(selection: Selection, target: ExplainedSyncTarget): TargetExplanation {
  const { location: { instanceSelector }, selected } = selection;
  const selector = judge(instanceSelector, "spec.instanceSelector", target.labels);
  const reached = selected && selector.selects;
  const change = reached ? changeToLeave(selection, target) : changeToReach(selection, target);
  return { name: target.name, uid: target.uid, reached, selector, change };
}

/** Both selections are needed, and each depends on its own labels. */
function changeToReach(
  { location, selected, edits }: Selection,
  target: ExplainedSyncTarget,
): PairChange | null {
  const ofLocation = selected ? [] : edits;
  const ofTarget = editsToSelect(location.instanceSelector, target.labels);
  return ofLocation === null || ofTarget === null ? null : { location: ofLocation, syncTarget: ofTarget };
}

/** To lose one of the two is enough; of two equally small changes that of the Location is told. */
function changeToLeave({ location, edits }: Selection, target: ExplainedSyncTarget): PairChange | null {
  const selector = location.instanceSelector;
  const ofTarget = selector === null ? null : editsToEscape([selector], target.labels);
  if (edits !== null && edits.length <= (ofTarget?.length ?? Infinity)) {
    return { location: edits, syncTarget: [] };
  }
  return ofTarget === null ? null : { location: [], syncTarget: ofTarget };
}

function fewestToSelect(selectors: readonly LabelSelector[], labels: Labels): readonly LabelEdit[] | null {
  const changes = selectors.flatMap((one) => {
    const edits = editsToSelect(one, labels);
    return edits === null ? [] : [edits];
  });
  const [first = null, ...others] = changes;
  return others.reduce((best, edits) => (best !== null && best.length <= edits.length ? best : edits), first);
}
