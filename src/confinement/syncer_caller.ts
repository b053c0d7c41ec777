/** Which callers are syncers, and of which mailbox. @module */
import { syncerNamespace } from "../kube/syncer_access.ts";
import type { Caller } from "../ports/api_backend.ts";

const accountPrefix = `system:serviceaccount:${syncerNamespace}:`;
const clusterGroupPrefix = "system:cluster:";

/** A syncer by its token. */
export interface SyncerCaller {
  /** Name of its ServiceAccount. */
  readonly account: string;
  /** Logical cluster id of the mailbox that it was let into. */
  readonly mailbox: string;
}

/**
 * Null for everybody else. Every ServiceAccount of the syncers' namespace counts, also one that nobody was given: to be taken for a
 * syncer only takes rights away.
 */
export function syncerIn({ user, groups }: Caller): SyncerCaller | null {
  if (!user.startsWith(accountPrefix)) return null;
  const home = groups.find((group) => group.startsWith(clusterGroupPrefix)) ?? clusterGroupPrefix;
  return { account: user.slice(accountPrefix.length), mailbox: home.slice(clusterGroupPrefix.length) };
}
