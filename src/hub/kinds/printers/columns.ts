/** Columns of `kubectl get`, as the API server's printers have them (pkg/printers/internalversion). @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { PrinterColumn } from "../../resources/kind_definition.ts";

/**
 * A column whose cell no JSON path can say, such as `1/1`. Whoever prints the table calls `cell` when it is
 * there; `jsonPath` is what remains for a printer that only knows paths.
 */
export interface ComputedColumn extends PrinterColumn {
  readonly cell: (object: KubeObject) => string | number;
}

/** A column that shows what stands at a path. */
export function pathColumn(
  name: string,
  jsonPath: string,
  more: { readonly type?: PrinterColumn["type"]; readonly wide?: true } = {},
): PrinterColumn {
  return { name, type: more.type ?? "string", jsonPath, ...(more.wide ? { priority: 1 } : {}) };
}

/** A column that shows a computed text, `<none>` where that is empty. */
export function textColumn(
  name: string,
  jsonPath: string,
  cell: (object: KubeObject) => string,
  wide?: "wide",
): ComputedColumn {
  const shown = (object: KubeObject) => cell(object) || "<none>";
  return { name, type: "string", jsonPath, cell: shown, ...(wide ? { priority: 1 } : {}) };
}

/** A column that shows a computed number. */
export function countColumn(
  name: string,
  jsonPath: string,
  cell: (object: KubeObject) => number,
): ComputedColumn {
  return { name, type: "integer", jsonPath, cell };
}

/** The last column of almost every table. */
export const age: PrinterColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

/** The value at a path of field names; undefined where the path ends early. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, field) =>
      typeof part === "object" && part !== null && Object.hasOwn(part, field)
        ? (part as Record<string, unknown>)[field]
        : undefined,
    value,
  );
}

/** A list at a path, or an empty one. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** A number at a path, or 0. */
export function numberAt(value: unknown, ...path: readonly string[]): number {
  const number = at(value, ...path);
  return typeof number === "number" ? number : 0;
}

/** A string at a path, or "". */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const text = at(value, ...path);
  return typeof text === "string" ? text : "";
}

/** How many entries the maps at these fields have together. */
export function sizeOf(object: KubeObject, ...fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + Object.keys((object[field] ?? {}) as object).length, 0);
}
