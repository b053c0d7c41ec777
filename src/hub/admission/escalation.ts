/**
 * Nobody grants what they do not have (Kubernetes, "Privilege escalation prevention and bootstrapping").
 *
 * A Role may only hold rules its writer has, unless the writer has the verb `escalate` on it; a binding may only
 * refer to a role whose rules its writer has, unless the writer has the verb `bind` on that role. The inert forms of both grant nothing
 * here, but will at the edge: they are held to the same. @module
 */
import { denaturedName, denaturedResource, isDenatured, naturalResource } from "../../kube/denatured.ts";
import type { KubeObject } from "../../kube/object.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { roleSelectors } from "../authorize/aggregation.ts";
import { type AccessRequest, type Authorizer, mastersGroup } from "../authorize/authorizer.ts";
import { bootstrapRoles } from "../authorize/bootstrap_policy.ts";
import { roleRules, type RoleSource, rulesFor } from "../authorize/caller_rules.ts";
import { covers, partCount, partsOf, type PolicyRule, rulesOf } from "../authorize/policy_rule.ts";
import { equalJson, own } from "../json_value.ts";
import type { Admission, AdmittedWrite } from "./admission.ts";

const fullAuthority = bootstrapRoles.get("cluster-admin") ?? [];
const rbacGroup = "rbac.authorization.k8s.io";
/** More parts than this are refused rather than compared one by one. */
const partsMax = 10_000;

/** The check; both arguments are asked for late, as the server is made after it. */
export function refuseEscalation(authorize: () => Authorizer, source: () => RoleSource): Admission {
  return (write) => {
    const { kind, context } = write;
    if (naturalResource(kind).group !== rbacGroup || context.caller.groups.includes(mastersGroup)) {
      return null;
    }
    const granted = grantedRules(write, source());
    if (granted === null || mayAnyway(authorize(), write)) return null;
    return missingRule(write, granted, source()) ? refusal(write) : null;
  };
}

/** What the write would grant; null when it grants nothing new. */
function grantedRules(
  { kind, object, old, context }: AdmittedWrite,
  source: RoleSource,
): readonly PolicyRule[] | null {
  const { namespace } = object.metadata;
  if (kind.resource === "roles" || kind.resource === "clusterroles") {
    const isSame = ["rules", "aggregationRule"].every((field) => equalJson(object[field], old?.[field]));
    if (isSame) return null;
    // Whoever aggregates can gather anything, now or later (rbac/registry/clusterrole/policybased).
    return roleSelectors(object) === undefined ? rulesOf(object) : [...rulesOf(object), ...fullAuthority];
  }
  const isSame = old !== undefined && equalJson(object["subjects"], old["subjects"]);
  if (isSame) return null;
  const natural = roleRules(source, context.cluster, namespace, object["roleRef"]);
  return isDenatured(kind) ? [...natural, ...inertRules(object, context.cluster, source)] : natural;
}

/** The rules of the inert role that a binding refers to. */
function inertRules(
  { metadata: { namespace }, roleRef }: KubeObject,
  cluster: string,
  source: RoleSource,
): readonly PolicyRule[] {
  const { resource, name } = referredRole(roleRef);
  const at = {
    cluster,
    resource: denaturedResource({ group: rbacGroup, resource }),
    name: denaturedName(name),
  };
  return rulesOf(source.get(resource === "roles" ? { ...at, namespace } : at));
}

function mayAnyway(authorize: Authorizer, { kind, object, context }: AdmittedWrite): boolean {
  const { namespace, name } = object.metadata;
  const { cluster, caller } = context;
  const base = { caller, cluster, group: kind.group, version: "v1", namespace };
  const isRole = kind.resource === "roles" || kind.resource === "clusterroles";
  const request: AccessRequest = isRole
    ? { ...base, verb: "escalate", resource: kind.resource, name }
    : { ...base, verb: "bind", ...referredRole(object["roleRef"]) };
  return authorize(request).allowed;
}

function referredRole(reference: unknown): { readonly resource: string; readonly name: string } {
  const resource = own(reference, "kind") === "Role" ? "roles" : "clusterroles";
  return { resource, name: String(own(reference, "name")) };
}

function missingRule(
  { context, object }: AdmittedWrite,
  granted: readonly PolicyRule[],
  source: RoleSource,
): boolean {
  const { caller, cluster } = context;
  const owned = [...rulesFor(source, caller, cluster, object.metadata.namespace)].map(({ rule }) => rule);
  if (granted.reduce((sum, rule) => sum + partCount(rule), 0) > partsMax) return true;
  return granted.flatMap(partsOf).some((part) => !owned.some((rule) => covers(rule, part)));
}

function refusal({ kind, object, context }: AdmittedWrite): KubeError {
  const { name } = object.metadata;
  const message = `${groupResourceKey(kind)} "${name}" is forbidden: user "${context.caller.user}" ` +
    `(groups=${
      JSON.stringify(context.caller.groups)
    }) is attempting to grant RBAC permissions not currently held`;
  return new KubeError(403, "Forbidden", message, { name, group: kind.group, kind: kind.resource });
}
