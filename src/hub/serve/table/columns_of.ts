/** Which columns a kind is printed with. @module */
import { stringifyJson } from "../../../kube/json.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { groupResourceKey } from "../../../kube/resource.ts";
import type { KindDefinition, PrinterColumn } from "../../resources/kind_definition.ts";
import { ageOf } from "./age.ts";
import { evaluatePath } from "./json_path.ts";

/** `metav1.TableColumnDefinition`. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface Column {
  readonly definition: ColumnDefinition;
  /** The cell of an object; `now` is in milliseconds since the epoch. */
  readonly cell: (object: KubeObject, now: number) => unknown;
}

/** A column whose cell no JSON path can say, such as `1/1`; built-in kinds have some. */
interface ComputedColumn extends PrinterColumn {
  readonly cell?: (object: KubeObject) => unknown;
}

const nameColumn: Column = {
  definition: {
    name: "Name",
    type: "string",
    format: "name",
    description: "Name must be unique within a namespace.",
    priority: 0,
  },
  cell: ({ metadata }) => metadata.name,
};
const ageColumn: PrinterColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

/** Kinds printed without their name, because it says nothing. */
const nameless = new Set(["events", "events.events.k8s.io"]);

/** The columns of a kind: its name and what its definition says, or its age when that says nothing. */
export function columnsOf(definition: KindDefinition): readonly Column[] {
  const own = definition.printerColumns ?? [];
  const columns = (own.length > 0 ? own : [ageColumn]).map(toColumn);
  return nameless.has(groupResourceKey(definition)) ? columns : [nameColumn, ...columns];
}

function toColumn(source: ComputedColumn): Column {
  const { name, type, format = "", description = "", priority = 0, jsonPath, cell } = source;
  const definition = { name, type, format, description, priority };
  return { definition, cell: cell ?? ((object, now) => cellOf(evaluatePath(jsonPath, object), type, now)) };
}

/** Dates are printed as ages, several values with commas (CRD `additionalPrinterColumns`). */
function cellOf(values: readonly unknown[], type: PrinterColumn["type"], now: number): unknown {
  const [value] = values;
  if (type === "date") return ageOf(value, now);
  if (values.length > 1) return values.map(textOf).join(",");
  return typeof value === "object" && value !== null ? textOf(value) : value ?? null;
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? stringifyJson(value) : String(value);
}
