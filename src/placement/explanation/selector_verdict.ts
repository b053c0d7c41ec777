/** Why a label selector selects something with these labels, or does not: requirement by requirement. @module */
import {
  holds,
  type Labels,
  type LabelSelector,
  type LabelSelectorRequirement,
  requirementsOf,
  selectorProblems,
} from "../../kube/selector.ts";

export interface ClauseVerdict {
  /** Where the requirement stands, such as `spec.locationSelectors[0].matchLabels["env"]`. */
  readonly path: string;
  /** A member of `matchLabels` is told as `In` with one value. */
  readonly requirement: LabelSelectorRequirement;
  /** The value of the label, null if it is not there. */
  readonly found: string | null;
  readonly holds: boolean;
}

export interface SelectorVerdict {
  readonly path: string;
  readonly selects: boolean;
  /** Every requirement in the order of the selector; none for an empty selector, and for one with problems. */
  readonly clauses: readonly ClauseVerdict[];
  /** Why it selects nothing whatever the labels are: it is absent, or cannot be understood. */
  readonly problems: readonly string[];
}

/** Judges a selector that stands at `path`; the verdict is that of {@link matches}. */
export function judge(
  selector: LabelSelector | null | undefined,
  path: string,
  labels: Labels,
): SelectorVerdict {
  if (selector === null || selector === undefined) {
    return { path, selects: false, clauses: [], problems: [`${path}: is absent, and so selects nothing`] };
  }
  const requirements = requirementsOf(selector);
  if (requirements === null) {
    return { path, selects: false, clauses: [], problems: selectorProblems(selector, path) };
  }
  const clauses = requirements.map((requirement, index): ClauseVerdict => ({
    path: `${path}.${placeOf(selector, index)}`,
    requirement,
    found: Object.hasOwn(labels, requirement.key) ? labels[requirement.key] ?? null : null,
    holds: holds(requirement, labels),
  }));
  return { path, selects: clauses.every((clause) => clause.holds), clauses, problems: [] };
}

/** Requirements from `matchLabels` come first. */
function placeOf({ matchLabels }: LabelSelector, index: number): string {
  const keys = Object.keys(matchLabels ?? {});
  return index < keys.length
    ? `matchLabels[${JSON.stringify(keys[index])}]`
    : `matchExpressions[${index - keys.length}]`;
}
