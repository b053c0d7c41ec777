/** How a definition and what it defines may be called. @module */
import type { KubeObject } from "../../../kube/object.ts";
import { isDnsSubdomain } from "../../../kube/names.ts";
import type { StatusCause } from "../../../ports/kube_error.ts";
import { invalidValue, required } from "../../request/field_error.ts";
import { at, listAt, textAt } from "../printers/columns.ts";

/** In apimachinery's words. */
export const nameRule =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic " +
  "character, and end with an alphanumeric character";

/** RFC 1035 label. */
export function isName(text: string): boolean {
  return text.length <= 63 && /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(text);
}

const approval = "api-approved.kubernetes.io";

/** The group, and the definition's own name, which is made of it. */
export function groupProblems(definition: KubeObject): readonly StatusCause[] {
  const group = textAt(definition, "spec", "group");
  const { name, annotations = {} } = definition.metadata;
  const causes: StatusCause[] = [];
  if (name !== `${textAt(definition, "spec", "names", "plural")}.${group}`) {
    causes.push(invalidValue("metadata.name", name, `must be spec.names.plural+"."+spec.group`));
  }
  if (group === "") causes.push(required("spec.group", ""));
  else if (!isDnsSubdomain(group)) {
    causes.push(invalidValue("spec.group", group, "must be a DNS-1123 subdomain"));
  } else if (!group.includes(".")) {
    causes.push(invalidValue("spec.group", group, "should be a domain with at least one dot"));
  }
  if (/(^|\.)(k8s|kubernetes)\.io$/.test(group) && !annotations[approval]) {
    const detail = `protected groups must have approval annotation "${approval}"`;
    causes.push(required(`metadata.annotations[${approval}]`, detail));
  }
  return causes;
}

/** `spec.names`: the plural and the kind must be there, everything must be a label. */
export function namesProblems(definition: KubeObject): readonly StatusCause[] {
  const named = (field: string, text: string) =>
    isName(text.toLowerCase()) && (field.toLowerCase().endsWith("kind") || text === text.toLowerCase())
      ? []
      : [invalidValue(`spec.names.${field}`, text, nameRule)];
  const mandatory = (field: string) => {
    const text = textAt(definition, "spec", "names", field);
    return text === "" ? [required(`spec.names.${field}`, "")] : named(field, text);
  };
  const optional = (field: string) => {
    const text = textAt(definition, "spec", "names", field);
    return text === "" ? [] : named(field, text);
  };
  const each = (field: string) =>
    listAt(definition, "spec", "names", field).flatMap((text, index) =>
      named(`${field}[${index}]`, String(text))
    );
  const kind = at(definition, "spec", "names", "kind");
  const isTwice = kind !== undefined && kind === at(definition, "spec", "names", "listKind");
  return [
    ...["plural", "kind"].flatMap(mandatory),
    ...["singular", "listKind"].flatMap(optional),
    ...["shortNames", "categories"].flatMap(each),
    ...(isTwice ? [invalidValue("spec.names.listKind", kind, "kind and listKind may not be the same")] : []),
  ];
}
