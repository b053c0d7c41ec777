/** Label and field selectors of a list, a watch or a deletecollection. @module */
import { matchesFields, parseFieldSelector } from "../../kube/field_selector.ts";
import { parseLabelSelector } from "../../kube/label_selector_text.ts";
import type { KubeObject } from "../../kube/object.ts";
import { matches } from "../../kube/selector.ts";
import { SelectorSyntaxError } from "../../kube/selector_syntax_error.ts";
import { valueAt } from "../json_value.ts";
import type { KindDefinition } from "../resources/kind_definition.ts";
import { badRequest } from "./refusals.ts";

export interface ObjectFilter {
  /** Nothing is filtered. */
  readonly isEverything: boolean;
  /** Only objects of this name can match. */
  readonly name: string | undefined;
  matches(object: KubeObject): boolean;
}

/** @throws KubeError 400 for a selector that cannot be read, or a field that cannot be selected by. */
export function readFilter(kind: KindDefinition, query: Readonly<Record<string, string>> = {}): ObjectFilter {
  const labels = parsed(() => parseLabelSelector(query["labelSelector"] ?? ""));
  const fields = parsed(() => parseFieldSelector(query["fieldSelector"] ?? ""));
  const unknown = fields.find(({ field }) => !isSelectable(kind, field));
  if (unknown !== undefined) throw badRequest(`field label not supported: ${unknown.field}`);
  const name = fields.find(({ field, operator }) => field === "metadata.name" && operator === "=")?.value;
  const isEverything = labels.matchExpressions === undefined && fields.length === 0;
  return {
    isEverything,
    name,
    matches: (object) =>
      isEverything || (matches(labels, object.metadata.labels) &&
        matchesFields(fields, (field) => fieldText(object, field))),
  };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof SelectorSyntaxError ? badRequest(error.message) : error;
  }
}

function isSelectable({ namespaced, selectableFields }: KindDefinition, field: string): boolean {
  if (field === "metadata.name" || (field === "metadata.namespace" && namespaced)) return true;
  return selectableFields?.includes(field) === true;
}

function fieldText(object: KubeObject, field: string): string {
  const value = valueAt(object, field.split("."));
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}
