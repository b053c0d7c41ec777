/** Under which headings labels and requirements are filed, so that a change of labels finds the requirements it may flip. @module */
import type { Labels, LabelSelectorRequirement } from "../kube/selector.ts";

/** One label before and after; undefined for a label that is not there. */
export type LabelChange = readonly [
  key: string,
  { readonly was: string | undefined; readonly is: string | undefined },
];

/** The labels that differ. */
export function changedLabels(before: Labels, after: Labels): readonly LabelChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes = [...keys].map((key): LabelChange => [key, { was: own(before, key), is: own(after, key) }]);
  return changes.filter(([, { was, is }]) => was !== is);
}

function own(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** Where the requirements are filed that may hold before such a change and not after it, or the reverse. */
export function touchedPostings([key, { was, is }]: LabelChange): readonly string[] {
  return [
    ...(was === undefined ? [] : [valuePosting(key, was)]),
    ...(is === undefined ? [] : [valuePosting(key, is)]),
    ...((was === undefined) === (is === undefined) ? [] : [presencePosting(key)]),
  ];
}

/** Where a requirement is filed: under each value it names, or under its key. */
export function postingsOf({ key, operator, values = [] }: LabelSelectorRequirement): readonly string[] {
  const byValue = operator === "In" || operator === "NotIn";
  return byValue ? values.map((value) => valuePosting(key, value)) : [presencePosting(key)];
}

/** Where an object with this label is filed; the length keeps odd keys and values apart. */
export function valuePosting(key: string, value: string): string {
  return `${key.length}:${key}=${value}`;
}

/** Where every object with such a key is filed. */
export function presencePosting(key: string): string {
  return `?:${key}`;
}
