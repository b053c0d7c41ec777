/** Whether a SyncerConfig already says what it should, whatever its order and repetitions (R-40, law 5). @module */
import { createHash } from "node:crypto";
import type { SyncerConfigSpec } from "../kube/edge_api.ts";
import { byCodeUnit } from "../kube/order.ts";
import { groupResourceKey } from "../kube/resource.ts";
import { everyName } from "./name_list.ts";
import { upsyncKey } from "./upsync.ts";

/**
 * Compares as sets. `b` may come from anybody's hand: what is not a SyncerConfigSpec is different from every one.
 * Absent `objects` means all, and so differs from `[]`.
 */
export function sameSpec(a: SyncerConfigSpec, b: unknown): boolean {
  if (!isSpec(b)) return false;
  const [x, y] = [statementsOf(a), statementsOf(b)];
  return x.size === y.size && [...x].every((statement) => y.has(statement));
}

/** A short text that differs for specs that are not the same. What is not a SyncerConfigSpec has the digest "". */
export function specDigest(spec: unknown): string {
  if (!isSpec(spec)) return "";
  return createHash("sha256").update(JSON.stringify([...statementsOf(spec)].sort(byCodeUnit))).digest("hex")
    .slice(0, 16);
}

/** One string per single thing the spec says; repetitions collapse. */
function statementsOf(spec: SyncerConfigSpec): ReadonlySet<string> {
  const { namespaces, resources } = spec.namespaceScope ?? {};
  return new Set([
    ...(namespaces ?? []).map((name) => JSON.stringify(["namespace", name])),
    ...(resources ?? []).map((row) => JSON.stringify(["resource", groupResourceKey(row), row.apiVersion])),
    ...(spec.clusterScope ?? []).flatMap((row) =>
      (row.objects ?? [everyName]).map((name) =>
        JSON.stringify(["object", groupResourceKey(row), row.apiVersion, name])
      )
    ),
    ...(spec.upsync ?? []).map((term) => `upsync ${upsyncKey(term)}`),
  ]);
}

function isSpec(value: unknown): value is SyncerConfigSpec {
  if (!isMap(value)) return false;
  const { namespaceScope = {}, clusterScope = [], upsync = [] } = value;
  return isMap(namespaceScope) && isListOf(namespaceScope["namespaces"], isText) &&
    isListOf(namespaceScope["resources"], isRow) && isListOf(clusterScope, isRow) && isListOf(upsync, isTerm);
}

function isRow(value: unknown): boolean {
  if (!isMap(value)) return false;
  return [value["group"], value["resource"], value["apiVersion"]].every(isText) &&
    isListOf(value["objects"], isText);
}

function isTerm(value: unknown): boolean {
  return isMap(value) && isText(value["apiGroup"] ?? "") &&
    [value["resources"], value["namespaces"], value["names"]].every((list) => isListOf(list, isText));
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.every(isItem));
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
