/** Whose fields are whose: what a client must know of `metadata.managedFields` (KEP-555). @module */
import { contains } from "./containment.ts";

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
    (entry.fieldsV1 === undefined || !holdsFields(wanted, entry.fieldsV1))
  );
}

/** Whether every path of a set of fields leads to something in `value`. Items of lists by key or value are looked for. */
function holdsFields(value: unknown, fields: unknown): boolean {
  if (!isMap(fields)) return true;
  return Object.entries(fields).filter(([path]) => path !== ".").every(([path, below]) => {
    const [sort, rest] = [path.slice(0, 2), path.slice(2)];
    if (!isMap(value)) return false;
    if (sort === "f:") return Object.hasOwn(value, rest) && holdsFields(Reflect.get(value, rest), below);
    const part: unknown = sort === "k:" || sort === "v:" ? JSON.parse(rest) : undefined;
    return Array.isArray(value) && value.some((item) => contains(item, part) && holdsFields(item, below));
  });
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
