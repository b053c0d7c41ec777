/** Whose fields are whose: what a client must know of `metadata.managedFields` (KEP-555). @module */

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
