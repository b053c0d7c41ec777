/** The smallest change of labels after which a selector selects them, or no selector does any more. @module */
import { by, byCodeUnit } from "../../kube/order.ts";
import {
  holds,
  type Labels,
  type LabelSelector,
  type LabelSelectorRequirement,
  matchesAny,
  requirementsOf,
} from "../../kube/selector.ts";

/** Sets one label, or removes it. */
export interface LabelEdit {
  readonly key: string;
  /** Null removes the label. */
  readonly value: string | null;
}

/** Nobody wants to hear of changes with more edits than this. */
const editsMax = 3;
/** So many sets of labels are looked at before it is given up: selectors are written by tenants. */
const looksMax = 20_000;

export function applyEdits(labels: Labels, edits: readonly LabelEdit[]): Labels {
  const edited = new Map<string, string | null>([
    ...Object.entries(labels),
    ...edits.map(({ key, value }) => [key, value] as const),
  ]);
  return Object.fromEntries([...edited].flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

/** The fewest edits after which `selector` selects the labels; null if no labels can be selected by it. */
export function editsToSelect(
  selector: LabelSelector | null | undefined,
  labels: Labels,
): readonly LabelEdit[] | null {
  const requirements = requirementsOf(selector);
  if (requirements === null) return null;
  const edits: LabelEdit[] = [];
  // Keys do not depend on each other, so the fewest edits are one for each key that is wrong.
  for (const [key, ofKey] of byKey(requirements)) {
    if (ofKey.every((one) => holds(one, labels))) continue;
    const value = valuesFor(ofKey).find((value) => isRight(ofKey, { key, value }, labels));
    if (value === undefined) return null;
    edits.push({ key, value });
  }
  return edits;
}

/**
 * The fewest edits after which none of the selectors selects the labels; null if no change of at most three labels is found that
 * does it, as when a selector is empty.
 */
export function editsToEscape(
  selectors: readonly LabelSelector[],
  labels: Labels,
): readonly LabelEdit[] | null {
  const values = new Map(
    [...byKey(selectors.flatMap((one) => requirementsOf(one) ?? []))].map(([key, ofKey]) =>
      [key, valuesFor(ofKey)] as const
    ),
  );
  const search: Search = { selectors, values, looksLeft: looksMax };
  for (let size = 0; size <= editsMax; size++) {
    const edits = escape(search, labels, [], size);
    if (edits !== null) return [...edits].sort(by(({ key }) => key));
  }
  return null;
}

interface Search {
  readonly selectors: readonly LabelSelector[];
  readonly values: ReadonlyMap<string, readonly (string | null)[]>;
  looksLeft: number;
}

/** Some edit must break a requirement of the first selector that still selects, so only such edits are tried. */
function escape(
  search: Search,
  labels: Labels,
  made: readonly LabelEdit[],
  editsLeft: number,
): readonly LabelEdit[] | null {
  if (--search.looksLeft < 0) return null;
  const now = applyEdits(labels, made);
  const selecting = search.selectors.find((one) => matchesAny([one], now));
  if (selecting === undefined) return made;
  if (editsLeft === 0) return null;
  const breaking = (requirementsOf(selecting) ?? []).flatMap((one) => editsBreaking(search, one, now));
  for (const edit of breaking.filter(({ key }) => !made.some((one) => one.key === key))) {
    const edits = escape(search, labels, [...made, edit], editsLeft - 1);
    if (edits !== null) return edits;
  }
  return null;
}

function editsBreaking(
  { values }: Search,
  requirement: LabelSelectorRequirement,
  labels: Labels,
): LabelEdit[] {
  const { key } = requirement;
  return (values.get(key) ?? []).map((value) => ({ key, value }))
    .filter((edit) => !isRight([requirement], edit, labels));
}

function isRight(
  requirements: readonly LabelSelectorRequirement[],
  edit: LabelEdit,
  labels: Labels,
): boolean {
  const edited = applyEdits(labels, [edit]);
  return requirements.every((one) => holds(one, edited));
}

function byKey(
  requirements: readonly LabelSelectorRequirement[],
): ReadonlyMap<string, readonly LabelSelectorRequirement[]> {
  const grouped = new Map<string, LabelSelectorRequirement[]>();
  for (const one of [...requirements].sort((a, b) => byCodeUnit(a.key, b.key))) {
    grouped.set(one.key, [...(grouped.get(one.key) ?? []), one]);
  }
  return grouped;
}

/** All that requirements on one key can tell apart: the values they name, no label, and one value that none of them names. */
function valuesFor(requirements: readonly LabelSelectorRequirement[]): readonly (string | null)[] {
  const isWanted = ({ operator }: LabelSelectorRequirement) => operator === "In";
  const wanted = requirements.filter(isWanted).flatMap(({ values = [] }) => values);
  const named = new Set(requirements.flatMap(({ values = [] }) => values));
  return [...new Set([...wanted, null, unnamed(named), ...named])];
}

function unnamed(named: ReadonlySet<string>): string {
  let value = "yes";
  for (let n = 1; named.has(value); n++) value = `yes-${n}`;
  return value;
}
