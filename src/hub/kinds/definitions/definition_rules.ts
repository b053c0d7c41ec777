/** What a CustomResourceDefinition must say, and what of it this server cannot do (apiextensions `validation`). @module */
import type { StatusCause } from "../../../ports/kube_error.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { equalJson, own } from "../../json_value.ts";
import { invalidValue, notSupported, required } from "../../request/field_error.ts";
import { listAt, textAt } from "../printers/columns.ts";
import { groupProblems, isName, nameRule, namesProblems } from "./name_rules.ts";
import { versionProblems } from "./version_rules.ts";

/**
 * Causes for 422. Conversion by webhook is refused: objects would be served in versions they were not written in.
 * What was stored once is not judged again until it changes, so that its status can always be written.
 */
export function definitionProblems(
  definition: KubeObject,
  old: KubeObject | undefined,
): readonly StatusCause[] {
  if (old !== undefined && equalJson(definition.spec, old.spec)) return [];
  return [
    ...groupProblems(definition),
    ...namesProblems(definition),
    ...scopeProblems(definition),
    ...conversionProblems(definition),
    ...versionsProblems(listAt(definition, "spec", "versions")),
    ...listAt(definition, "spec", "versions").flatMap(versionProblems),
  ];
}

function scopeProblems(definition: KubeObject): readonly StatusCause[] {
  const scope = textAt(definition, "spec", "scope");
  if (scope === "") return [required("spec.scope", "")];
  const scopes = ["Cluster", "Namespaced"];
  return scopes.includes(scope) ? [] : [notSupported("spec.scope", scope, scopes)];
}

function conversionProblems(definition: KubeObject): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const strategy = textAt(definition, "spec", "conversion", "strategy");
  if (strategy !== "" && strategy !== "None") {
    causes.push(notSupported("spec.conversion.strategy", strategy, ["None"]));
  }
  if (own(definition.spec, "preserveUnknownFields") === true) {
    causes.push(invalidValue("spec.preserveUnknownFields", true, "must be false"));
  }
  return causes;
}

function versionsProblems(versions: readonly unknown[]): readonly StatusCause[] {
  const names = versions.map((version) => textAt(version, "name"));
  const causes = names.flatMap((name, at) =>
    isName(name) ? [] : [invalidValue(`spec.versions[${at}].name`, name, nameRule)]
  );
  if (versions.filter((version) => own(version, "storage") === true).length !== 1) {
    const detail = "must have exactly one version marked as storage version";
    causes.push(invalidValue("spec.versions", names, detail));
  }
  if (new Set(names).size < names.length) {
    causes.push(invalidValue("spec.versions", names, "must contain unique version names"));
  }
  return causes;
}
