/** What one version of a definition must say: schema, columns, scale, selectable fields. @module */
import type { StatusCause } from "../../../ports/kube_error.ts";
import { ruleProblems } from "../../cel/rule_problems.ts";
import { isRecord, own, valueAt } from "../../json_value.ts";
import { invalidValue, notSupported, required, tooMany } from "../../request/field_error.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";
import { listAt, textAt } from "../printers/columns.ts";
import { structuralProblems } from "./structural_rules.ts";

/** Causes for 422 of `spec.versions[at]`. */
export function versionProblems(version: unknown, at: number): readonly StatusCause[] {
  const path = `spec.versions[${at}]`;
  const field = `${path}.schema.openAPIV3Schema`;
  const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
  if (!isRecord(schema)) return [required(field, "schemas are required")];
  const structure = structuralProblems(schema as JsonSchema, field);
  return [
    ...structure,
    // What the rules rely on must stand first.
    ...(structure.length > 0 ? [] : ruleProblems(schema as JsonSchema, field)),
    ...columnProblems(version, path),
    ...scaleProblems(valueAt(version, ["subresources", "scale"]), `${path}.subresources.scale`),
    ...selectableProblems(version, schema as JsonSchema, path),
  ];
}

const columnTypes = ["boolean", "date", "integer", "number", "string"];

function columnProblems(version: unknown, path: string): readonly StatusCause[] {
  return listAt(version, "additionalPrinterColumns").flatMap((column, at) => {
    const field = `${path}.additionalPrinterColumns[${at}]`;
    const [name, type, jsonPath] = ["name", "type", "jsonPath"].map((key) => textAt(column, key));
    const causes = [];
    if (name === "") causes.push(required(`${field}.name`, ""));
    if (type === "") causes.push(required(`${field}.type`, `must be one of ${columnTypes.join(",")}`));
    else if (!columnTypes.includes(type!)) causes.push(notSupported(`${field}.type`, type, columnTypes));
    if (jsonPath === "") causes.push(required(`${field}.jsonPath`, ""));
    else if (!/^\.|^\[/.test(jsonPath!)) {
      causes.push(invalidValue(`${field}.jsonPath`, jsonPath, "must start with a dot"));
    }
    return causes;
  });
}

function scaleProblems(scale: unknown, path: string): readonly StatusCause[] {
  if (!isRecord(scale)) return [];
  const under = (field: string, roots: readonly string[], isNeeded: "needed" | "optional") => {
    const jsonPath = textAt(scale, field);
    if (jsonPath === "") return isNeeded === "needed" ? [required(`${path}.${field}`, "")] : [];
    const isPlain = /^(\.[A-Za-z_][\w-]*){2,}$/.test(jsonPath);
    const isUnder = isPlain && roots.some((root) => jsonPath.startsWith(`${root}.`));
    return isUnder
      ? []
      : [invalidValue(`${path}.${field}`, jsonPath, `should be a json path under ${roots.join(" or ")}`)];
  };
  return [
    ...under("specReplicasPath", [".spec"], "needed"),
    ...under("statusReplicasPath", [".status"], "needed"),
    ...under("labelSelectorPath", [".status", ".spec"], "optional"),
  ];
}

/** As many as Kubernetes takes (KEP-4358). */
const selectableFieldsMax = 8;

function selectableProblems(version: unknown, schema: JsonSchema, path: string): readonly StatusCause[] {
  const field = `${path}.selectableFields`;
  const paths = listAt(version, "selectableFields").map((selectable) => own(selectable, "jsonPath"));
  if (paths.length > selectableFieldsMax) return [tooMany(field, paths.length, selectableFieldsMax)];
  return paths.flatMap((jsonPath, index) => {
    const where = `${field}[${index}].jsonPath`;
    if (typeof jsonPath !== "string" || jsonPath === "") return [required(where, "")];
    return isSelectable(schema, jsonPath) ? [] : [invalidValue(where, jsonPath, "is an invalid path")];
  });
}

/** A plain path to a text, a whole number or a truth, and not into metadata. */
function isSelectable(schema: JsonSchema, path: string): boolean {
  if (!/^(\.[A-Za-z_][\w-]*)+$/.test(path) || path.startsWith(".metadata.")) return false;
  const found = path.slice(1).split(".").reduce<unknown>(
    (part, name) => valueAt(part, ["properties", name]),
    schema,
  );
  return ["string", "integer", "boolean"].includes(String(own(found, "type")));
}
