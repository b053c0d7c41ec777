/** Server-side apply: merging a configuration, finding conflicts, removing what is no longer applied (KEP-555). @module */
import type { KubeObject } from "../../kube/object.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { isRecord, type JsonRecord, own } from "../json_value.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import { fieldSchema, isAtomicMap, itemName, itemSchema, listTypeOf } from "../schema/object_schema.ts";
import { compare, fieldsOf, isKeyedList, itemsByName } from "./field_comparison.ts";
import { difference, emptySet, type FieldSet, intersection, isEmpty, pathsOf, union } from "./field_set.ts";
import { entryOf, manageable, type ManagedEntry, readEntries, type Writer } from "./managed_fields.ts";

export interface Applied {
  readonly object: KubeObject;
  readonly entries: readonly ManagedEntry[];
}

/** What to do when another manager owns a field that would change. */
export type OnConflict = "refuse" | "takeOver";

/**
 * The live object with the configuration applied.
 *
 * @throws KubeError 409 with a FieldManagerConflict cause for each field, unless conflicts are taken over.
 */
export function apply(
  live: KubeObject,
  configuration: KubeObject,
  schema: JsonSchema,
  writer: Writer,
  onConflict: OnConflict,
): Applied {
  const entries = readEntries(live);
  const mine = entries.find((entry) => isApplyBy(entry, writer));
  const others = entries.filter((entry) => entry !== mine);
  const fields = manageable(fieldsOf(configuration, schema));
  const merged = merge(live, configuration, schema);
  const changed = compare(live, merged, schema).changed;
  if (onConflict === "refuse") refuseConflicts(others, changed);
  const kept = others.map((entry) => ({ ...entry, fields: difference(entry.fields, changed) }));
  const owned = kept.map((entry) => entry.fields).reduce(union, fields);
  const gone = difference(mine?.fields ?? emptySet, fields);
  const object = (remove(merged, gone, owned, schema) ?? merged) as KubeObject;
  return { object, entries: [...kept, entryOf(writer, "Apply", fields, mine)] };
}

function isApplyBy(entry: ManagedEntry, { manager, subresource }: Writer): boolean {
  return entry.operation === "Apply" && entry.manager === manager && entry.subresource === subresource;
}

function refuseConflicts(others: readonly ManagedEntry[], changed: FieldSet): void {
  const conflicts = others.flatMap((entry) =>
    pathsOf(intersection(entry.fields, changed)).map((field) => ({ entry, field }))
  );
  if (conflicts.length === 0) return;
  const causes = conflicts.map(({ entry, field }) => {
    return { reason: "FieldManagerConflict", message: `conflict with ${describe(entry)}`, field };
  });
  const list = causes.map(({ message, field }) => `${message}: ${field}`);
  const count = list.length === 1 ? "1 conflict: " : `${list.length} conflicts: `;
  const text = list.length === 1 ? list[0] : list.join("\n- ");
  throw new KubeError(409, "Conflict", `Apply failed with ${count}${text}`, { causes });
}

function describe({ manager, operation, apiVersion, subresource, time }: ManagedEntry): string {
  const part = subresource === "" ? "" : ` with subresource "${subresource}"`;
  const when = time === "" ? "" : ` at ${time}`;
  return operation === "Apply" ? `"${manager}"${part}` : `"${manager}"${part} using ${apiVersion}${when}`;
}

/** `applied` over `live`: maps and keyed lists merge, everything else is replaced. */
function merge<T>(live: T, applied: unknown, schema: JsonSchema): T;
function merge(live: unknown, applied: unknown, schema: JsonSchema): unknown {
  if (isRecord(live) && isRecord(applied) && !isAtomicMap(schema)) return mergeRecords(live, applied, schema);
  if (isKeyedList(live, schema) && isKeyedList(applied, schema)) return mergeLists(live, applied, schema);
  return applied;
}

function mergeRecords(live: JsonRecord, applied: JsonRecord, schema: JsonSchema): JsonRecord {
  const merged = new Map(Object.entries(live));
  for (const [key, value] of Object.entries(applied)) {
    merged.set(key, merged.has(key) ? merge(merged.get(key), value, fieldSchema(schema, key)) : value);
  }
  return Object.fromEntries(merged);
}

/** Live items keep their places; new ones follow. */
function mergeLists(
  live: readonly unknown[],
  applied: readonly unknown[],
  schema: JsonSchema,
): readonly unknown[] {
  const merged = new Map(itemsByName(live, schema));
  for (const [name, item] of itemsByName(applied, schema)) {
    const isKnown = merged.has(name) && listTypeOf(schema) === "map";
    merged.set(name, isKnown ? merge(merged.get(name), item, itemSchema(schema)) : item);
  }
  return [...merged.values()];
}

/** The value without the paths in `gone` that nobody `owned`; undefined when nothing of it is left. */
function remove(value: unknown, gone: FieldSet, owned: FieldSet, schema: JsonSchema): unknown {
  if (isEmpty(gone)) return value;
  if (gone.isMember && isEmpty(owned)) return undefined;
  if (isRecord(value) && !isAtomicMap(schema)) return removeFields(value, gone, owned, schema);
  return isKeyedList(value, schema) ? removeItems(value, gone, owned, schema) : value;
}

function removeFields(record: JsonRecord, gone: FieldSet, owned: FieldSet, schema: JsonSchema): unknown {
  const left = new Map(Object.entries(record));
  for (const [element, below] of gone.children) {
    const key = element.slice(2);
    if (!left.has(key)) continue;
    const ownedBelow = owned.children.get(element) ?? emptySet;
    const value = remove(own(record, key), below, ownedBelow, fieldSchema(schema, key));
    if (value === undefined) left.delete(key);
    else left.set(key, value);
  }
  return left.size === 0 && isEmpty(owned) ? undefined : Object.fromEntries(left);
}

function removeItems(
  items: readonly unknown[],
  gone: FieldSet,
  owned: FieldSet,
  schema: JsonSchema,
): unknown {
  const left = items.flatMap((item) => {
    const name = itemName(item, schema);
    const below = gone.children.get(name);
    if (below === undefined) return [item];
    const value = remove(item, below, owned.children.get(name) ?? emptySet, itemSchema(schema));
    if (value === undefined) return [];
    // An item that stays keeps the keys it is known by, whoever set them.
    return [isRecord(value) ? { ...keysOf(item, schema), ...value } : value];
  });
  return left.length === 0 && isEmpty(owned) ? undefined : left;
}

function keysOf(item: unknown, schema: JsonSchema): JsonRecord {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  return Object.fromEntries(
    keys.map((key) => [key, own(item, key)]).filter(([, value]) => value !== undefined),
  );
}
