/** Roles and their bindings. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { StatusCause } from "../../../ports/kube_error.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, at, listAt, pathColumn, textAt, textColumn } from "../printers/columns.ts";
import { kindsOfGroup } from "./builtin_kind.ts";
import { bindingProblems, roleProblems } from "./rbac_rules.ts";

const rbac = kindsOfGroup("rbac.authorization.k8s.io", "v1");
const shared = { generation: "none", nameFormat: "pathSegment" } as const;
const roleHooks: Partial<KindDefinition> = { validate: (_context, role) => roleProblems(role) };
const roleColumns = [pathColumn("Created At", ".metadata.creationTimestamp")];

const subjectNames = (kind: string) => (binding: KubeObject) =>
  listAt(binding, "subjects").filter((subject) => at(subject, "kind") === kind)
    .map((subject) =>
      (kind === "ServiceAccount" ? `${textAt(subject, "namespace")}/` : "") + textAt(subject, "name")
    )
    .join(", ");

const bindingColumns = [
  textColumn(
    "Role",
    ".roleRef.name",
    (b) => `${textAt(b, "roleRef", "kind")}/${textAt(b, "roleRef", "name")}`,
  ),
  age,
  textColumn("Users", ".subjects[*].name", subjectNames("User"), "wide"),
  textColumn("Groups", ".subjects[*].name", subjectNames("Group"), "wide"),
  textColumn("ServiceAccounts", ".subjects[*].name", subjectNames("ServiceAccount"), "wide"),
];

/** `roleRef` never changes (rbac/validation): whoever may edit the binding must not raise what it grants. */
function roleRefKept(object: KubeObject, old: KubeObject | undefined): readonly StatusCause[] {
  const same = ["apiGroup", "kind", "name"].every((f) => at(object, "roleRef", f) === at(old, "roleRef", f));
  return old === undefined || same
    ? []
    : [{ reason: "FieldValueInvalid", field: "roleRef", message: "cannot change roleRef" }];
}

/** A reference and its subjects as RBAC fills them in: the API group is implied by the kind. */
function withGroups(binding: KubeObject): KubeObject {
  const group = "rbac.authorization.k8s.io";
  const subjects = listAt(binding, "subjects").map((subject) =>
    at(subject, "kind") === "ServiceAccount" ? subject : { apiGroup: group, ...(subject as object) }
  );
  const roleRef = { apiGroup: group, ...(binding.roleRef as object | undefined) };
  return { ...binding, roleRef, ...(subjects.length > 0 ? { subjects } : {}) };
}

const bindingHooks: Partial<KindDefinition> = {
  prepareCreate: (_context, binding) => withGroups(binding),
  prepareUpdate: (_context, binding) => withGroups(binding),
  validate: (_context, binding, old) => [...bindingProblems(binding), ...roleRefKept(binding, old)],
};

/** Roles, RoleBindings, ClusterRoles and ClusterRoleBindings. */
export const rbacKinds: readonly KindDefinition[] = [
  rbac({
    kind: "Role",
    resource: "roles",
    namespaced: true,
    ...shared,
    ...roleHooks,
    printerColumns: roleColumns,
  }),
  rbac({
    kind: "ClusterRole",
    resource: "clusterroles",
    namespaced: false,
    ...shared,
    ...roleHooks,
    printerColumns: roleColumns,
  }),
  rbac({
    kind: "RoleBinding",
    resource: "rolebindings",
    namespaced: true,
    ...shared,
    ...bindingHooks,
    printerColumns: bindingColumns,
  }),
  rbac({
    kind: "ClusterRoleBinding",
    resource: "clusterrolebindings",
    namespaced: false,
    ...shared,
    ...bindingHooks,
    printerColumns: bindingColumns,
  }),
];
