/** Who may do what: the question and the answer. @module */
import type { Caller } from "../../ports/api_backend.ts";

/** Attributes of a request as RBAC sees them (k8s.io/apiserver `authorizer.Attributes`). */
export interface AccessRequest {
  readonly caller: Caller;
  /** get, list, watch, create, update, patch, delete, deletecollection; lower-case HTTP verb for a path. */
  readonly verb: string;
  /** Logical cluster id, or "*". */
  readonly cluster: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Set for a request that is not about a resource, such as `/api`; the resource fields are then "". */
  readonly path?: string;
}

export interface AccessDecision {
  readonly allowed: boolean;
  /** For the audit line, and for `kubectl auth can-i -v`; never for the refused caller. */
  readonly reason: string;
}

export type Authorizer = (request: AccessRequest) => AccessDecision;

/** The group that may do everything everywhere (Kubernetes "Privilege escalation prevention"). */
export const mastersGroup = "system:masters";

/** Members of system:masters may everything, nobody else anything. */
export const mastersOnly: Authorizer = ({ caller }) =>
  caller.groups.includes(mastersGroup)
    ? { allowed: true, reason: "member of system:masters" }
    : { allowed: false, reason: "not a member of system:masters" };
