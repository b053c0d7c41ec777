/** What a CustomResourceDefinition must say, and what of it this server cannot do (apiextensions `validation`). @module */
import type { StatusCause } from "../../../ports/kube_error.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { ruleProblems } from "../../cel/rule_problems.ts";
import { own, valueAt } from "../../json_value.ts";
import { invalidValue, notSupported, required, tooMany } from "../../request/field_error.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";
import { listAt, textAt } from "../printers/columns.ts";

/** Causes for 422. Conversion by webhook is refused: objects would be served in versions they were not written in. */
export function definitionProblems(definition: KubeObject): readonly StatusCause[] {
  const wanted = `${textAt(definition, "spec", "names", "plural")}.${textAt(definition, "spec", "group")}`;
  const versions = listAt(definition, "spec", "versions");
  const causes: StatusCause[] = [];
  if (definition.metadata.name !== wanted) {
    const detail = `must be spec.names.plural+"."+spec.group`;
    causes.push(invalidValue("metadata.name", definition.metadata.name, detail));
  }
  if (versions.filter((version) => own(version, "storage") === true).length !== 1) {
    const detail = "must have exactly one version marked as storage version";
    causes.push(invalidValue("spec.versions", versions.map((version) => own(version, "name")), detail));
  }
  const strategy = textAt(definition, "spec", "conversion", "strategy");
  if (strategy !== "" && strategy !== "None") {
    causes.push(notSupported("spec.conversion.strategy", strategy, ["None"]));
  }
  return [...causes, ...versions.flatMap(schemaProblems)];
}

function schemaProblems(version: unknown, at: number): readonly StatusCause[] {
  const field = `spec.versions[${at}].schema.openAPIV3Schema`;
  const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
  if (schema === undefined) return [required(field, "schemas are required")];
  return own(schema, "type") === "object"
    ? [...ruleProblems(schema as JsonSchema, field), ...selectableProblems(version, schema as JsonSchema, at)]
    : [invalidValue(`${field}.type`, own(schema, "type"), "must be object")];
}

/** As many as Kubernetes takes (KEP-4358). */
const selectableFieldsMax = 8;

function selectableProblems(version: unknown, schema: JsonSchema, at: number): readonly StatusCause[] {
  const field = `spec.versions[${at}].selectableFields`;
  const paths = listAt(version, "selectableFields").map((selectable) => own(selectable, "jsonPath"));
  if (paths.length > selectableFieldsMax) return [tooMany(field, paths.length, selectableFieldsMax)];
  return paths.flatMap((path, index) => {
    const where = `${field}[${index}].jsonPath`;
    if (typeof path !== "string" || path === "") return [required(where, "")];
    return isSelectable(schema, path) ? [] : [invalidValue(where, path, "is an invalid path")];
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
