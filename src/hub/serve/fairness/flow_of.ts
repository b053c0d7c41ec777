/** Who shares one portion of the server's attention (Kubernetes, "API Priority and Fairness": flow distinguisher). @module */
import { mastersGroup } from "../../authorize/authorizer.ts";
import type { Caller } from "../../../ports/api_backend.ts";

const accountsPrefix = "system:serviceaccounts:";
const clusterGroupPrefix = "system:cluster:";

/**
 * The flow of a caller; null for those whom nothing may hold up: administrators. The ServiceAccounts of one namespace are one flow, so
 * nobody gets more by making more of them; any other user is a flow of their own.
 */
export function flowOf({ user, groups }: Caller): string | null {
  if (groups.includes(mastersGroup)) return null;
  const namespace = groups.find((group) => group.startsWith(accountsPrefix));
  if (namespace === undefined) return user;
  const cluster = groups.find((group) => group.startsWith(clusterGroupPrefix)) ?? "";
  return `${namespace} ${cluster}`;
}
