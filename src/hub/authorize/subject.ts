/** Whom a binding is about. @module */
import type { Caller } from "../../ports/api_backend.ts";
import { own } from "../json_value.ts";

const accountPrefix = "system:serviceaccount:";
/** Groups in which a ServiceAccount's token names its workspace. */
const clusterGroupPrefix = "system:cluster:";

/** Whether a binding's subject is this caller. Names are compared exactly. `namespace` is the binding's own. */
export function isSubject(
  subject: unknown,
  { user, groups }: Caller,
  namespace: string | undefined,
): boolean {
  const name = own(subject, "name");
  if (typeof name !== "string") return false;
  switch (own(subject, "kind")) {
    case "User":
      return name === user;
    case "Group":
      return groups.includes(name);
    case "ServiceAccount":
      return user === `${accountPrefix}${own(subject, "namespace") ?? namespace}:${name}`;
    default:
      return false;
  }
}

/** A ServiceAccount exists in its own workspace only: the same name elsewhere is somebody else. */
export function isForeignAccount({ user, groups }: Caller, cluster: string): boolean {
  if (!user.startsWith(accountPrefix)) return false;
  const homes = groups.filter((group) => group.startsWith(clusterGroupPrefix));
  return homes.length > 0 && !homes.includes(clusterGroupPrefix + cluster);
}

/** Whether the caller is a ServiceAccount of this workspace, by its token. */
export function isLocalAccount({ user, groups }: Caller, cluster: string): boolean {
  return user.startsWith(accountPrefix) && groups.includes(clusterGroupPrefix + cluster);
}
