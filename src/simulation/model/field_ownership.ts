/** Server-side apply, with lists as single values: who owns which field, and what an apply takes away (KEP-555). @module */
import type { KubeObject } from "../../kube/object.ts";

type Tree = Readonly<Record<string, unknown>>;

/** Fields by manager; a manager that applies and updates is two. */
export type Ownership = ReadonlyMap<string, ReadonlySet<string>>;

const serverOwned = new Set(["apiVersion", "kind", "metadata", "status"]);
const separator = "\u0000";

/** Paths of all leaves that a manager can own. */
export function leavesOf(object: KubeObject): ReadonlySet<string> {
  const leaves = new Set<string>();
  for (const field of ["labels", "annotations"] as const) {
    for (const key of Object.keys(object.metadata[field] ?? {})) {
      leaves.add(["metadata", field, key].join(separator));
    }
  }
  for (const [field, value] of Object.entries(object)) {
    if (!serverOwned.has(field)) collect(value, field, leaves);
  }
  return leaves;
}

function collect(value: unknown, path: string, leaves: Set<string>): void {
  if (!isTree(value) || Object.keys(value).length === 0) return void leaves.add(path);
  for (const [key, child] of Object.entries(value)) collect(child, path + separator + key, leaves);
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Ownership after a create or update by `manager`: what it changed is its own, and nobody else's. */
export function ownedAfterUpdate(
  before: KubeObject | null,
  after: KubeObject,
  owners: Ownership,
  manager: string,
): Ownership {
  const now = leavesOf(after);
  const changed = [...now].filter((path) => before === null || !sameAt(before, after, path));
  const next = new Map<string, ReadonlySet<string>>();
  for (const [owner, paths] of owners) {
    next.set(owner, new Set([...paths].filter((path) => now.has(path) && !changed.includes(path))));
  }
  const key = `${manager}/Update`;
  return next.set(key, new Set([...(next.get(key) ?? []), ...changed]));
}

function sameAt(a: KubeObject, b: KubeObject, path: string): boolean {
  return JSON.stringify(valueAt(a, path)) === JSON.stringify(valueAt(b, path));
}

function valueAt(object: KubeObject, path: string): unknown {
  let value: unknown = object;
  for (const key of path.split(separator)) {
    value = isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** A forced apply: what is applied wins; what this manager applied before, applies no longer, and nobody else owns, goes. */
export function applied(
  known: KubeObject,
  body: KubeObject,
  owners: Ownership,
  manager: string,
): { readonly object: KubeObject; readonly owners: Ownership } {
  const key = `${manager}/Apply`;
  const mine = leavesOf(body);
  const gone = [...(owners.get(key) ?? [])].filter((path) =>
    !mine.has(path) && ![...owners].some(([owner, paths]) => owner !== key && paths.has(path))
  );
  const sections = Object.fromEntries(Object.entries(body).filter(([field]) => !serverOwned.has(field)));
  const { labels = {}, annotations = {} } = body.metadata;
  let object = merged(known, { ...sections, metadata: { labels, annotations } }) as KubeObject;
  for (const path of gone) object = removed(object, path.split(separator)) as KubeObject;
  const next = new Map<string, ReadonlySet<string>>();
  for (const [owner, paths] of owners) {
    next.set(owner, new Set([...paths].filter((path) => !mine.has(path) || sameAt(known, body, path))));
  }
  return { object, owners: next.set(key, mine) };
}

function merged(known: unknown, part: unknown): unknown {
  if (!isTree(known) || !isTree(part)) return part;
  const result = new Map<string, unknown>(Object.entries(known));
  for (const [key, value] of Object.entries(part)) result.set(key, merged(result.get(key), value));
  return Object.fromEntries(result);
}

function removed(tree: unknown, [key, ...rest]: readonly string[]): unknown {
  if (!isTree(tree) || key === undefined || !Object.hasOwn(tree, key)) return tree;
  const { [key]: child, ...others } = tree;
  if (rest.length === 0) return others;
  const left = removed(child, rest);
  return isTree(left) && Object.keys(left).length === 0 ? others : { ...tree, [key]: left };
}

/** JSON merge patch (RFC 7386). */
export function mergePatched(target: unknown, patch: unknown): unknown {
  if (!isTree(patch)) return patch;
  const result = new Map<string, unknown>(isTree(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, mergePatched(result.get(key), value));
  }
  return Object.fromEntries(result);
}
