/** Which rules a caller has, from the bindings of a workspace. @module */
import { clusterRoles } from "../../kube/core_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Gvr } from "../../kube/resource.ts";
import type { Caller } from "../../ports/api_backend.ts";
import { own } from "../json_value.ts";
import type { Objects } from "../objects.ts";
import { aggregatedRules } from "./aggregation.ts";
import { mastersGroup } from "./authorizer.ts";
import { authenticatedRules, bootstrapAggregation, bootstrapRoles } from "./bootstrap_policy.ts";
import { type PolicyRule, rulesOf } from "./policy_rule.ts";
import { isSubject } from "./subject.ts";

/** Reading is all that rules need. */
export type RoleSource = Pick<Objects, "get" | "list">;

/** A rule, and where it comes from. */
export interface GrantedRule {
  readonly rule: PolicyRule;
  /** `ClusterRoleBinding "x" of ClusterRole "y"` */
  readonly source: string;
}

const rbac = { group: "rbac.authorization.k8s.io", version: "v1" };
const roles: Gvr = { ...rbac, resource: "roles" };
const roleBindings: Gvr = { ...rbac, resource: "rolebindings" };
const clusterRoleBindings: Gvr = { ...rbac, resource: "clusterrolebindings" };

const authenticatedGroup = "system:authenticated";

/** The caller's rules in a cluster; with a namespace also those that hold only there. */
export function* rulesFor(
  source: RoleSource,
  caller: Caller,
  cluster: string,
  namespace: string | undefined,
): Generator<GrantedRule> {
  if (caller.groups.includes(mastersGroup)) {
    yield* granted(bootstrapRoles.get("cluster-admin") ?? [], "membership of system:masters");
  }
  if (caller.groups.includes(authenticatedGroup)) {
    yield* granted(authenticatedRules, "every authenticated caller");
  }
  yield* boundRules(source, source.list({ cluster, resource: clusterRoleBindings }), caller, cluster);
  if (namespace === undefined) return;
  yield* boundRules(source, source.list({ cluster, resource: roleBindings, namespace }), caller, cluster);
}

function* boundRules(
  source: RoleSource,
  bindings: readonly KubeObject[],
  caller: Caller,
  cluster: string,
): Generator<GrantedRule> {
  for (const binding of bindings) {
    const { namespace, name } = binding.metadata;
    const subjects = binding["subjects"];
    if (!Array.isArray(subjects) || !subjects.some((subject) => isSubject(subject, caller, namespace))) {
      continue;
    }
    const reference = binding["roleRef"];
    const text = `${binding.kind} "${name}" of ${own(reference, "kind")} "${own(reference, "name")}"`;
    yield* granted(roleRules(source, cluster, namespace, reference), text);
  }
}

function granted(rules: readonly PolicyRule[], source: string): readonly GrantedRule[] {
  return rules.map((rule) => ({ rule, source }));
}

/** The rules of the role that a binding in `namespace` (or of the whole cluster) refers to. */
export function roleRules(
  source: RoleSource,
  cluster: string,
  namespace: string | undefined,
  reference: unknown,
): readonly PolicyRule[] {
  const name = own(reference, "name");
  if (typeof name !== "string" || own(reference, "apiGroup") !== rbac.group) return [];
  if (own(reference, "kind") === "Role") {
    return namespace === undefined ? [] : rulesOf(source.get({ cluster, resource: roles, namespace, name }));
  }
  if (own(reference, "kind") !== "ClusterRole") return [];
  const role = source.get({ cluster, resource: clusterRoles, name });
  return role === undefined ? bootstrapRules(source, cluster, name) : rulesOf(role);
}

/** The rules of a role that exists without an object, with what the workspace adds to it by labels. */
function bootstrapRules(source: RoleSource, cluster: string, name: string): readonly PolicyRule[] {
  const rules = bootstrapRoles.get(name) ?? [];
  const selectors = bootstrapAggregation.get(name);
  if (selectors === undefined) return rules;
  const added = aggregatedRules(name, selectors, source.list({ cluster, resource: clusterRoles }));
  return [...rules, ...rulesOf({ rules: added })];
}
