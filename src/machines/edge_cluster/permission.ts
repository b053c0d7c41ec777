/** What may be taken off the edge, as far as absence is proven (S2). @module */
import { syncerConfigs } from "../../kube/edge_api.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { CopyIdentity } from "../../placement/copies/book.ts";
import type { Permission } from "../../placement/copies/operations.ts";
import { isLacking } from "../../placement/mailbox/wholeness.ts";
import { downsyncMatches } from "../../placement/downsync.ts";
import { reflectorAddress, type View } from "../addresses.ts";
import type { EdgeClusterContext } from "./context.ts";
import { edgeView, hubView, mailboxView } from "./views.ts";

/** Whether absence is proven (S2): only then may anything be taken off the edge. */
export function permissionOf(context: EdgeClusterContext): Permission {
  const isSeen = context.config !== null && context.discovered && context.unsynced.isEmpty();
  return isSeen ? "everything" : "additions";
}

/** The same for those resources that are seen, when others have had their time; see {@link isParked}. */
export function permissionApart(context: EdgeClusterContext): Permission {
  const config = reflectorAddress(hubView(context.mailboxCluster ?? "", syncerConfigs, ""));
  const isSeen = context.config !== null && context.discovered && !context.unsynced.has(config);
  return isSeen ? "everything" : "additions";
}

/**
 * Whether it cannot be told that a copy has to go: the mailbox is not whole, the edge is not completely seen, or the config selects it and
 * the mailbox is not. What the config does not select has to go whatever the mailbox holds, also when its API has left the mailbox.
 */
export function isParked(context: EdgeClusterContext): (entry: CopyIdentity) => boolean {
  const isUnseen = (view: View) => context.unsynced.has(reflectorAddress(view));
  return ({ gvr, namespace, name }) =>
    isLacking(context.lacking, groupResourceKey(gvr)) ||
    isUnseen(edgeView(context, gvr)) ||
    (isUnseen(mailboxView(context, gvr)) &&
      downsyncMatches(context.config ?? {}, { ...gvr, namespace, name }));
}
