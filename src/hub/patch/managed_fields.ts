/** Who manages which fields of an object: `metadata.managedFields` (KEP-555). @module */
import { by } from "../../kube/order.ts";
import type { KubeObject } from "../../kube/object.ts";
import { equalJson, isRecord, own } from "../json_value.ts";
import type { JsonSchema } from "../schema/json_schema.ts";
import { compare, touched } from "./field_comparison.ts";
import {
  difference,
  emptySet,
  type FieldSet,
  fromFieldsV1,
  isEmpty,
  toFieldsV1,
  union,
  without,
} from "./field_set.ts";

/** One manager's fields, read for reckoning. */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
  /** RFC 3339; "" when unknown. */
  readonly time: string;
  readonly fields: FieldSet;
}

/** Who writes now. */
export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  /** "" for the object itself. */
  readonly subresource: string;
  readonly now: string;
}

/** More updaters than this are merged into one entry, as in kube-apiserver. */
const updatersMax = 10;
const ancientManager = "ancient-changes";

/** Paths that no manager owns: the server's own, and what identifies the object. */
const unmanaged: readonly (readonly string[])[] = [
  ["f:apiVersion"],
  ["f:kind"],
  ...[
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
  ].map((field) => ["f:metadata", `f:${field}`]),
  ["f:metadata", "f:annotations", "f:kcp.io/cluster"],
];

/** The part of a set that managers can own. */
export function manageable(fields: FieldSet): FieldSet {
  return unmanaged.reduce(without, fields);
}

/** The entries of an object; what cannot be read is left out. */
export function readEntries(object: KubeObject | undefined): readonly ManagedEntry[] {
  const entries = object?.metadata.managedFields;
  return (Array.isArray(entries) ? entries : []).filter(isRecord).map((entry) => ({
    manager: text(entry, "manager"),
    operation: own(entry, "operation") === "Apply" ? "Apply" : "Update",
    apiVersion: text(entry, "apiVersion"),
    subresource: text(entry, "subresource"),
    time: text(entry, "time"),
    fields: fromFieldsV1(own(entry, "fieldsV1")),
  }));
}

function text(entry: unknown, key: string): string {
  const value = own(entry, key);
  return typeof value === "string" ? value : "";
}

/** The form in metadata, in kube-apiserver's order: Apply before Update, then by time and manager. */
export function writeEntries(entries: readonly ManagedEntry[]): readonly unknown[] {
  const kept = entries.filter(({ fields }) => !isEmpty(fields));
  const order = by((entry: ManagedEntry) =>
    JSON.stringify([entry.operation, entry.time, ...identityOf(entry)])
  );
  return bounded([...kept].sort(order)).map(({ fields, time, subresource, ...entry }) => ({
    ...entry,
    ...(time === "" ? {} : { time }),
    fieldsType: "FieldsV1",
    fieldsV1: toFieldsV1(fields),
    ...(subresource === "" ? {} : { subresource }),
  }));
}

function identityOf({ manager, apiVersion, subresource }: ManagedEntry): readonly string[] {
  return [manager, apiVersion, subresource];
}

function bounded(entries: readonly ManagedEntry[]): readonly ManagedEntry[] {
  const updaters = entries.filter(({ operation }) => operation === "Update");
  const old = updaters.slice(0, Math.max(0, updaters.length - updatersMax));
  if (old.length === 0) return entries;
  // One more has to go to make room for the merged entry.
  const merged = updaters.slice(0, old.length + 1);
  const fields = merged.map((entry) => entry.fields).reduce(union, emptySet);
  const ancient = { ...merged[0]!, manager: ancientManager, subresource: "", fields };
  return [...entries.filter((entry) => !merged.includes(entry)), ancient];
}

/** The entries after `writer` turned `before` into `after` by create, update or patch: it owns what it touched. */
export function entriesAfterUpdate(
  entries: readonly ManagedEntry[],
  before: KubeObject | undefined,
  after: KubeObject,
  schema: JsonSchema,
  writer: Writer,
): readonly ManagedEntry[] {
  const comparison = compare(before, after, schema);
  const [changed, touchedFields] = [manageable(comparison.changed), manageable(touched(comparison))];
  if (isEmpty(touchedFields)) return entries;
  const mine = entries.find((entry) => isUpdateBy(entry, writer));
  const others = entries.filter((entry) => entry !== mine)
    .map((entry) => ({ ...entry, fields: difference(entry.fields, touchedFields) }));
  const fields = union(difference(mine?.fields ?? emptySet, manageable(comparison.removed)), changed);
  return [...others, entryOf(writer, "Update", fields, mine)];
}

function isUpdateBy(entry: ManagedEntry, writer: Writer): boolean {
  return entry.operation === "Update" && entry.manager === writer.manager &&
    entry.apiVersion === writer.apiVersion && entry.subresource === writer.subresource;
}

/** The writer's entry; its time stays when its fields stayed. */
export function entryOf(
  writer: Writer,
  operation: ManagedEntry["operation"],
  fields: FieldSet,
  before: ManagedEntry | undefined,
): ManagedEntry {
  const isSame = before !== undefined && equalJson(toFieldsV1(before.fields), toFieldsV1(fields));
  const { manager, apiVersion, subresource, now } = writer;
  return { manager, operation, apiVersion, subresource, time: isSame ? before.time : now, fields };
}
