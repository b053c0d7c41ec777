/** Whose fields are whose: what a client must know of `metadata.managedFields` (KEP-555). @module */

import { equal } from "./equality.ts";

interface Entry {
  readonly manager?: unknown;
  readonly operation?: unknown;
  readonly subresource?: unknown;
  readonly fieldsV1?: unknown;
}

/**
 * The list of managers after what `manager` created or updated counts as applied by it, or null when there is nothing to change.
 *
 * An object that was created with a POST keeps its creator as an updater, and what it then leaves out of its applies stays for
 * ever; client-go's csaupgrade does the same as this.
 */
export function asApplied(
  managedFields: readonly unknown[] | undefined,
  manager: string,
): readonly unknown[] | null {
  const entries = (managedFields ?? []) as readonly Entry[];
  const isMine = (entry: Entry) => entry.manager === manager && (entry.subresource ?? "") === "";
  const updated = entries.filter((entry) => isMine(entry) && entry.operation === "Update");
  const [first] = updated;
  if (first === undefined) return null;
  const applied = entries.filter((entry) => isMine(entry) && entry.operation === "Apply");
  const fieldsV1 = [...applied, ...updated].map((entry) => entry.fieldsV1).reduce(union, {});
  const others = entries.filter((entry) => !updated.includes(entry) && !applied.includes(entry));
  return [{ ...(applied[0] ?? first), operation: "Apply", fieldsV1 }, ...others];
}

/**
 * Whether `manager` created or updated something that `wanted` does not have. Only then must what it did count as applied before it
 * applies `wanted`: otherwise nothing would stay behind, and that write can be saved. An entry that does not say which fields may hold any.
 */
export function updatedBeyond(
  managedFields: readonly unknown[] | undefined,
  manager: string,
  wanted: unknown,
): boolean {
  return ((managedFields ?? []) as readonly Entry[]).some((entry) =>
    entry.manager === manager && entry.operation === "Update" && (entry.subresource ?? "") === "" &&
    (!isMap(entry.fieldsV1) || Object.keys(split(entry.fieldsV1, wanted).rest).length > 0)
  );
}

/** Manager of what a server and its webhooks put into an object while `manager` created it. */
export function foundBy(manager: string): string {
  return `${manager}-found`;
}

/**
 * The list of managers of an object that `manager` has just created, in which only what it sent counts as applied by it. A server books
 * what defaults and webhooks add to a POST as its sender's, who would then take it away with the first apply that does not say it.
 *
 * @returns null when nothing was added, or the server does not say whose fields are whose.
 */
export function asCreated(
  managedFields: readonly unknown[] | undefined,
  manager: string,
  sent: unknown,
): readonly unknown[] | null {
  const entries = (managedFields ?? []) as readonly Entry[];
  const mine = entries.find((entry) =>
    entry.manager === manager && entry.operation === "Update" && (entry.subresource ?? "") === ""
  );
  if (mine === undefined || !isMap(mine.fieldsV1)) return null;
  const { kept, rest } = split(mine.fieldsV1, sent);
  if (Object.keys(rest).length === 0) return null;
  return [
    { ...mine, operation: "Apply", fieldsV1: kept },
    { ...mine, manager: foundBy(manager), fieldsV1: rest },
    ...entries.filter((entry) => entry !== mine),
  ];
}

interface Parts {
  readonly kept: object;
  readonly rest: object;
}

/** Which fields of a set an object has, and which not. */
function split(fields: object, value: unknown): Parts {
  const kept = new Map<string, unknown>();
  const rest = new Map<string, unknown>();
  for (const [path, below] of Object.entries(fields)) {
    const child = path === "." ? value : childAt(value, path);
    if (child === undefined) rest.set(path, below);
    else if (!isMap(below) || Object.keys(below).length === 0) kept.set(path, below);
    else {
      const parts = split(below, child);
      if (Object.keys(parts.kept).length > 0) kept.set(path, parts.kept);
      if (Object.keys(parts.rest).length > 0) rest.set(path, parts.rest);
    }
  }
  return { kept: Object.fromEntries(kept), rest: Object.fromEntries(rest) };
}

/** What a path element of FieldsV1 leads to: `f:` a field, `k:` a list item by its keys, `v:` by its value, `i:` by its index. */
function childAt(value: unknown, path: string): unknown {
  const named = path.slice(2);
  if (path.startsWith("f:")) {
    return isMap(value) && Object.hasOwn(value, named) ? valueAt(value, named) : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  if (path.startsWith("i:")) return value[Number(named)];
  const wanted: unknown = JSON.parse(named);
  return value.find((item) => path.startsWith("k:") ? hasKeys(item, wanted) : equal(item, wanted));
}

function valueAt(map: object, name: string): unknown {
  return (map as Readonly<Record<string, unknown>>)[name];
}

/** A key that the item does not say was filled in by the server. */
function hasKeys(item: unknown, keys: unknown): boolean {
  return isMap(item) && isMap(keys) &&
    Object.entries(keys).every(([name, key]) =>
      !Object.hasOwn(item, name) || equal(valueAt(item, name), key)
    );
}

/** A set of fields is a tree of maps, so two of them together are the two trees laid over each other. */
function union(a: unknown, b: unknown): unknown {
  if (!isMap(a)) return b;
  if (!isMap(b)) return a;
  const merged = new Map(Object.entries(a));
  for (const [key, value] of Object.entries(b)) merged.set(key, union(merged.get(key), value));
  return Object.fromEntries(merged);
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
