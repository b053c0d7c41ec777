/** Sets and keyed lists have each item once. @module */
import type { StatusCause } from "../../ports/kube_error.ts";
import { isRecord, own } from "../json_value.ts";
import { duplicate } from "../request/field_error.ts";
import type { JsonSchema } from "./json_schema.ts";

/** A cause for every item that was there before; none for a list that may repeat. */
export function repeatedItems(
  items: readonly unknown[],
  schema: JsonSchema,
  path: string,
): readonly StatusCause[] {
  const keys = schema["x-kubernetes-list-map-keys"];
  const listType = schema["x-kubernetes-list-type"];
  if (listType === "atomic" || (listType === undefined && schema.uniqueItems !== true)) return [];
  const seen = new Set<string>();
  return items.flatMap((item, at) => {
    const identity = identityOf(keys === undefined ? item : keys.map((key) => own(item, key) ?? null));
    if (seen.has(identity)) return [duplicate(`${path}[${at}]`, item)];
    seen.add(identity);
    return [];
  });
}

function identityOf(value: unknown): string {
  return JSON.stringify(value, (_key, item) => typeof item === "bigint" ? `${item}n` : sorted(item)) ?? "";
}

function sorted(value: unknown): unknown {
  return isRecord(value) ? Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1) : value;
}
