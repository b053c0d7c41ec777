/** Label selectors with the semantics of metav1.LabelSelector. @module */
import { fieldErrorsOf } from "./selector_validation.ts";

export type LabelSelectorOperator = "In" | "NotIn" | "Exists" | "DoesNotExist";

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: LabelSelectorOperator;
  readonly values?: readonly string[];
}

/** Empty selects everything; an absent selector selects nothing (metav1.LabelSelectorAsSelector). */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export type Labels = Readonly<Record<string, string>>;

/** Selectors are immutable and matched often, so each is validated once. */
const requirementsBySelector = new WeakMap<LabelSelector, readonly LabelSelectorRequirement[] | null>();

/**
 * The requirements that must all hold: `matchLabels` as `In` with one value, then `matchExpressions`.
 * Null for an absent selector, and for an invalid one, which Go refuses to convert: both match nothing.
 */
export function requirementsOf(
  selector: LabelSelector | null | undefined,
): readonly LabelSelectorRequirement[] | null {
  if (typeof selector !== "object" || selector === null) return null;
  const known = requirementsBySelector.get(selector);
  if (known !== undefined) return known;
  const requirements = fieldErrorsOf(selector, "selector").length === 0 ? listRequirements(selector) : null;
  requirementsBySelector.set(selector, requirements);
  return requirements;
}

function listRequirements(selector: LabelSelector): readonly LabelSelectorRequirement[] {
  const exact = Object.entries(selector.matchLabels ?? {}).map(([key, value]): LabelSelectorRequirement => {
    return { key, operator: "In", values: [value] };
  });
  return [...exact, ...(selector.matchExpressions ?? [])];
}

/**
 * Whether `selector` selects something with these labels. Absent or invalid: nothing. Empty: everything.
 * `NotIn` and `DoesNotExist` hold for a label that is not there.
 */
export function matches(selector: LabelSelector | null | undefined, labels: Labels | undefined): boolean {
  const requirements = requirementsOf(selector);
  return requirements !== null && requirements.every((requirement) => holds(requirement, labels ?? {}));
}

/** What is wrong with a selector, one `path: message` per fault; empty if it is valid. */
export function selectorProblems(selector: unknown, path: string): readonly string[] {
  return fieldErrorsOf(selector, path).map((error) => `${error.path}: ${error.message}`);
}

/** Whether any of the selectors selects something with these labels; an empty list selects nothing. */
export function matchesAny(
  selectors: readonly LabelSelector[] | undefined,
  labels: Labels | undefined,
): boolean {
  return (selectors ?? []).some((selector) => matches(selector, labels));
}

/** Whether one requirement holds for these labels. */
export function holds({ key, operator, values = [] }: LabelSelectorRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
}
