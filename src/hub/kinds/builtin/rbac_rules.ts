/** What roles and bindings must say (rbac/validation). @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { StatusCause } from "../../../ports/kube_error.ts";
import { invalidValue, notSupported, required } from "../../request/field_error.ts";
import { listAt, textAt } from "../printers/columns.ts";

/** A rule is about resources, or about paths, and in a Role not about paths. */
export function roleProblems(role: KubeObject): readonly StatusCause[] {
  return listAt(role, "rules").flatMap((rule, at) => {
    const field = `rules[${at}]`;
    const [groups, resources, paths] = ["apiGroups", "resources", "nonResourceURLs"]
      .map((name) => listAt(rule, name).length);
    if (paths === 0) {
      const detail = "resource rules must supply at least one";
      return [
        ...(groups === 0 ? [required(`${field}.apiGroups`, `${detail} api group`)] : []),
        ...(resources === 0 ? [required(`${field}.resources`, `${detail} resource`)] : []),
      ];
    }
    const list = listAt(rule, "nonResourceURLs");
    if (role.kind === "Role") {
      const detail = "namespaced rules cannot apply to non-resource URLs";
      return [invalidValue(`${field}.nonResourceURLs`, list, detail)];
    }
    const isBoth = groups! + resources! + listAt(rule, "resourceNames").length > 0;
    const detail = "rules cannot apply to both regular resources and non-resource URLs";
    return isBoth ? [invalidValue(`${field}.nonResourceURLs`, list, detail)] : [];
  });
}

const group = "rbac.authorization.k8s.io";

/** A binding refers to a role that it can have, and to subjects of the three kinds. */
export function bindingProblems(binding: KubeObject): readonly StatusCause[] {
  const kinds = binding.kind === "RoleBinding" ? ["ClusterRole", "Role"] : ["ClusterRole"];
  const kind = textAt(binding, "roleRef", "kind");
  const apiGroup = textAt(binding, "roleRef", "apiGroup");
  return [
    ...(apiGroup === group ? [] : [notSupported("roleRef.apiGroup", apiGroup, [group])]),
    ...(kinds.includes(kind) ? [] : [notSupported("roleRef.kind", kind, kinds)]),
    ...(textAt(binding, "roleRef", "name") === "" ? [required("roleRef.name", "")] : []),
    ...listAt(binding, "subjects").flatMap(subjectProblems),
  ];
}

function subjectProblems(subject: unknown, at: number): readonly StatusCause[] {
  const field = `subjects[${at}]`;
  const kind = textAt(subject, "kind");
  const wanted = kind === "ServiceAccount" ? "" : group;
  const apiGroup = textAt(subject, "apiGroup");
  const causes: StatusCause[] = [];
  if (textAt(subject, "name") === "") causes.push(required(`${field}.name`, ""));
  if (!["ServiceAccount", "User", "Group"].includes(kind)) {
    causes.push(notSupported(`${field}.kind`, kind, ["ServiceAccount", "User", "Group"]));
  } else if (apiGroup !== wanted) causes.push(notSupported(`${field}.apiGroup`, apiGroup, [wanted]));
  if (kind === "ServiceAccount" && textAt(subject, "namespace") === "") {
    causes.push(required(`${field}.namespace`, ""));
  }
  return causes;
}
