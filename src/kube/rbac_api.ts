/** The API group rbac.authorization.k8s.io/v1, as far as we write it. @module */
import type { KubeObject } from "./object.ts";
import type { Gvr } from "./resource.ts";

/** The API group of roles and bindings. */
export const rbacGroup = "rbac.authorization.k8s.io";
/** The `apiVersion` of its objects. */
export const rbacApiVersion = "rbac.authorization.k8s.io/v1";

const rbac = { group: rbacGroup, version: "v1" };
/** Roles, namespaced. */
export const roles: Gvr = { ...rbac, resource: "roles" };
/** RoleBindings, namespaced. */
export const roleBindings: Gvr = { ...rbac, resource: "rolebindings" };
/** ClusterRoles; in kcp each workspace has its own. */
export const clusterRoles: Gvr = { ...rbac, resource: "clusterroles" };
/** ClusterRoleBindings. */
export const clusterRoleBindings: Gvr = { ...rbac, resource: "clusterrolebindings" };

/** What may be done with resources (rbac/v1 PolicyRule). Absent `resourceNames` means every name. */
export interface ResourceRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  /** `pods`, or `pods/status`. */
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** Whose rules are the object's own; without `rules` it grants nothing. */
export interface ClusterRole extends KubeObject {
  readonly apiVersion: typeof rbacApiVersion;
  readonly kind: "ClusterRole";
  readonly rules?: readonly ResourceRule[] | null;
}
