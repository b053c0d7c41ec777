/** What a CustomResourceDefinition must say, and what of it this server cannot do (apiextensions `validation`). @module */
import type { StatusCause } from "../../../ports/kube_error.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { ruleProblems } from "../../cel/rule_problems.ts";
import { own, valueAt } from "../../json_value.ts";
import { invalidValue, notSupported, required } from "../../request/field_error.ts";
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
    ? ruleProblems(schema as JsonSchema, field)
    : [invalidValue(`${field}.type`, own(schema, "type"), "must be object")];
}
