/** RBAC, evaluated in the workspace that a request is about (kcp, "Authorization"). @module */
import { type AccessDecision, type AccessRequest, type Authorizer, mastersOnly } from "./authorizer.ts";
import { type RoleSource, rulesFor } from "./caller_rules.ts";
import { allows } from "./policy_rule.ts";
import { isForeignAccount, isLocalAccount } from "./subject.ts";

/** Whether a caller also needs verb `access` on `/`, as in a workspace of kcp, or only the right itself. */
export type EntryRule = "accessNeeded" | "open";

const accessPath = "/";

/**
 * Members of system:masters may everything; others what the roles bound to them in that cluster allow. Requests
 * across clusters are for masters only: no binding can speak for all workspaces.
 */
export function rbacAuthorizer(source: () => RoleSource, entry: EntryRule): Authorizer {
  return (request) => {
    const master = mastersOnly(request);
    if (master.allowed) return master;
    if (request.cluster === "*") return denied("only system:masters may ask all clusters at once");
    if (isForeignAccount(request.caller, request.cluster)) {
      return denied("a ServiceAccount of another workspace");
    }
    if (entry === "accessNeeded" && !mayEnter(source(), request)) return denied("no access to the workspace");
    return decide(source(), request);
  };
}

function mayEnter(source: RoleSource, request: AccessRequest): boolean {
  const { caller, cluster } = request;
  if (isLocalAccount(caller, cluster)) return true;
  const access = { caller, cluster, verb: "access", group: "", version: "", resource: "", path: accessPath };
  return decide(source, access).allowed;
}

function decide(source: RoleSource, request: AccessRequest): AccessDecision {
  const { caller, cluster, namespace } = request;
  for (const { rule, source: from } of rulesFor(source, caller, cluster, namespace)) {
    if (allows(rule, request)) return { allowed: true, reason: `RBAC: allowed by ${from}` };
  }
  return denied("RBAC: no rule allows it");
}

function denied(reason: string): AccessDecision {
  return { allowed: false, reason };
}
