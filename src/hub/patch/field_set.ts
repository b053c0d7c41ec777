/** Sets of field paths, as managedFields writes them (FieldsV1, KEP-555). Immutable. @module */
import { byCodeUnit } from "../../kube/order.ts";
import { isRecord } from "../json_value.ts";

/** A path element is `f:<field>`, `k:<keys>`, `v:<value>` or `i:<index>`. */
export interface FieldSet {
  /** The path that leads here is itself in the set. */
  readonly isMember: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const none: ReadonlyMap<string, FieldSet> = new Map();

export const emptySet: FieldSet = { isMember: false, children: none };
/** The set of the path alone. */
export const leaf: FieldSet = { isMember: true, children: none };

export function isEmpty({ isMember, children }: FieldSet): boolean {
  return !isMember && children.size === 0;
}

/** A set of the non-empty ones among these children. */
export function setOfChildren(entries: Iterable<readonly [string, FieldSet]>, isMember = false): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [name, child] of entries) if (!isEmpty(child)) children.set(name, child);
  return { isMember, children };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const children = new Map(a.children);
  for (const [name, child] of b.children) children.set(name, union(children.get(name) ?? emptySet, child));
  return { isMember: a.isMember || b.isMember, children };
}

/** The paths of `a` that are not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a;
  const children = [...a.children].map(([name, child]) =>
    [name, difference(child, b.children.get(name) ?? emptySet)] as const
  );
  return setOfChildren(children, a.isMember && !b.isMember);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const children = [...a.children].map(([name, child]) =>
    [name, intersection(child, b.children.get(name) ?? emptySet)] as const
  );
  return setOfChildren(children, a.isMember && b.isMember);
}

/** What of `set` stands below one of the paths `f:a.f:b…`, each given as its elements. */
export function without(set: FieldSet, path: readonly string[]): FieldSet {
  const [name, ...rest] = path;
  if (name === undefined) return emptySet;
  const child = set.children.get(name);
  if (child === undefined) return set;
  const children = new Map(set.children).set(name, without(child, rest));
  return setOfChildren(children, set.isMember);
}

/** The `fieldsV1` of a managedFields entry; keys sorted. */
export function toFieldsV1({ children }: FieldSet): Record<string, unknown> {
  const names = [...children.keys()].sort(byCodeUnit);
  return Object.fromEntries(names.map((name) => [name, nodeToFieldsV1(children.get(name)!)]));
}

function nodeToFieldsV1(set: FieldSet): Record<string, unknown> {
  const isBoth = set.isMember && set.children.size > 0;
  return isBoth ? { ".": {}, ...toFieldsV1(set) } : toFieldsV1(set);
}

/** The set that a `fieldsV1` says; what is not a record is ignored. */
export function fromFieldsV1(fields: unknown): FieldSet {
  return isRecord(fields) ? setOfChildren(childrenOf(fields)) : emptySet;
}

function childrenOf(fields: object): readonly (readonly [string, FieldSet])[] {
  return Object.entries(fields).filter(([name]) => name !== ".")
    .map(([name, below]) => [name, nodeFromFieldsV1(below)] as const);
}

function nodeFromFieldsV1(fields: unknown): FieldSet {
  if (!isRecord(fields)) return leaf;
  const children = childrenOf(fields);
  return setOfChildren(children, children.length === 0 || Object.hasOwn(fields, "."));
}

/** Every path of the set as text: `.spec.containers[name="a"].image`. Sorted. */
export function pathsOf(set: FieldSet, prefix = ""): readonly string[] {
  const own = set.isMember ? [prefix] : [];
  const below = [...set.children].flatMap(([name, child]) => pathsOf(child, prefix + pathText(name)));
  return [...own, ...below].sort(byCodeUnit);
}

function pathText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith("f:")) return `.${rest}`;
  if (!element.startsWith("k:")) return `[${element.startsWith("v:") ? "=" : ""}${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as Record<string, unknown>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
}
