/** Kubernetes' strategic merge patch: a merge patch in which keyed lists merge (apimachinery `strategicpatch`). @module */
import { stringifyJson } from "../../kube/json.ts";
import { isRecord, type JsonRecord, own, withField } from "../json_value.ts";
import { badRequest } from "../request/refusals.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import { fieldSchema, itemSchema, listTypeOf } from "../schema/object_schema.ts";

const patchDirective = "$patch";
const retainKeys = "$retainKeys";
const deletePrefix = "$deleteFromPrimitiveList/";
const orderPrefix = "$setElementOrder/";

/** Lists that server-side apply replaces whole and this patch merges all the same. */
const extraMergeKeys: ReadonlyMap<string, string> = new Map([["taints", "key"], ["hostIPs", "ip"]]);

/**
 * `patch` merged into `original`, by the merge keys that `schema` tells.
 *
 * @throws KubeError 400 for an unknown directive or an item without its merge key.
 */
export function applyStrategicMergePatch(
  original: JsonRecord,
  patch: JsonRecord,
  schema: JsonSchema,
): JsonRecord {
  switch (own(patch, patchDirective)) {
    case undefined:
    case "merge":
      return mergeFields(retained(original, patch), patch, schema);
    case "replace":
      return mergeFields({}, withField(patch, patchDirective, undefined), schema);
    case "delete":
      return {};
    default:
      throw badRequest(`unknown patch type ${JSON.stringify(own(patch, patchDirective))}`);
  }
}

function retained(original: JsonRecord, patch: JsonRecord): JsonRecord {
  const keys = own(patch, retainKeys);
  if (!Array.isArray(keys)) return original;
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function mergeFields(original: JsonRecord, patch: JsonRecord, schema: JsonSchema): JsonRecord {
  const merged = new Map(Object.entries(original));
  for (const [key, value] of Object.entries(patch)) {
    if (key === patchDirective || key === retainKeys || key.startsWith(orderPrefix)) continue;
    const field = key.startsWith(deletePrefix) ? key.slice(deletePrefix.length) : key;
    const before = merged.get(field);
    const after = field === key
      ? mergeField(before, value, field, fieldSchema(schema, field))
      : withoutItems(before, value);
    if (after === undefined) merged.delete(field);
    else merged.set(field, after);
  }
  orderItems(merged, patch, schema);
  return Object.fromEntries(merged);
}

function mergeField(before: unknown, value: unknown, field: string, schema: JsonSchema): unknown {
  if (value === null) return undefined;
  if (isRecord(value)) {
    if (own(value, patchDirective) === "delete") return undefined;
    return applyStrategicMergePatch(isRecord(before) ? before : {}, value, schema);
  }
  if (!Array.isArray(value)) return value;
  const items = Array.isArray(before) ? before : [];
  const key = mergeKeyOf(field, schema);
  if (key !== undefined) return mergeItems(items, value, key, itemSchema(schema));
  if (listTypeOf(schema) !== "set") return value;
  const known = new Set(items.map(identityOf));
  return [...items, ...value.filter((item) => !known.has(identityOf(item)))];
}

function mergeKeyOf(field: string, schema: JsonSchema): string | undefined {
  const keys = listTypeOf(schema) === "map" ? schema["x-kubernetes-list-map-keys"] : undefined;
  return keys?.[0] ?? extraMergeKeys.get(field);
}

function mergeItems(
  before: readonly unknown[],
  patches: readonly unknown[],
  key: string,
  schema: JsonSchema,
): readonly unknown[] {
  const isReplaced = patches.some((patch) => own(patch, patchDirective) === "replace");
  const items = new Map((isReplaced ? [] : before).map((item) => [identityOf(own(item, key)), item]));
  for (const patch of patches) {
    if (own(patch, patchDirective) === "replace") continue;
    const name = identityOf(mergeKeyValue(patch, key));
    if (own(patch, patchDirective) === "delete") items.delete(name);
    else items.set(name, mergeItem(items.get(name), patch as JsonRecord, schema));
  }
  return [...items.values()];
}

function mergeItem(known: unknown, patch: JsonRecord, schema: JsonSchema): JsonRecord {
  return applyStrategicMergePatch(isRecord(known) ? known : {}, patch, schema);
}

function mergeKeyValue(patch: unknown, key: string): unknown {
  const value = own(patch, key);
  if (value !== undefined) return value;
  throw badRequest(`map: ${stringifyJson(patch)} does not contain declared merge key: ${key}`);
}

/** Equal values, equal texts: what merge keys and set items are compared by. */
function identityOf(value: unknown): string {
  return stringifyJson(value) ?? "";
}

function withoutItems(before: unknown, removed: unknown): unknown {
  if (!Array.isArray(before) || !Array.isArray(removed)) return before;
  const gone = new Set(removed.map(identityOf));
  return before.filter((item) => !gone.has(identityOf(item)));
}

/** Brings the items that `$setElementOrder` names into its order; the others keep their places. */
function orderItems(merged: Map<string, unknown>, patch: JsonRecord, schema: JsonSchema): void {
  for (const [key, order] of Object.entries(patch)) {
    const field = key.slice(orderPrefix.length);
    const items = merged.get(field);
    if (!key.startsWith(orderPrefix) || !Array.isArray(order) || !Array.isArray(items)) continue;
    const mergeKey = mergeKeyOf(field, fieldSchema(schema, field));
    const nameOf = (item: unknown) => identityOf(mergeKey === undefined ? item : own(item, mergeKey));
    merged.set(field, inOrder(items, order.map(nameOf), nameOf));
  }
}

function inOrder(
  items: readonly unknown[],
  order: readonly string[],
  nameOf: (item: unknown) => string,
): readonly unknown[] {
  const ranks = new Map(order.map((name, rank) => [name, rank]));
  const rankOf = (item: unknown) => ranks.get(nameOf(item));
  const named = items.filter((item) => rankOf(item) !== undefined)
    .sort((a, b) => rankOf(a)! - rankOf(b)!).values();
  return items.map((item) => rankOf(item) === undefined ? item : named.next().value);
}
