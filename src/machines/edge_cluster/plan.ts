/** What an edge cluster actor requests, from all that it remembers. @module */
import { takeDue } from "../../placement/copies/operations.ts";
import { downsyncMatches } from "../../placement/downsync.ts";
import { inMailbox } from "../../placement/resource_modes.ts";
import type { EdgeClusterContext } from "./context.ts";
import { isParked, permissionApart, permissionOf } from "./permission.ts";
import { takeReturns } from "./status_returns.ts";

type Change = Partial<EdgeClusterContext>;

/** Whether nothing on the edge is seen any more. One resource that cannot be seen does not stop the others. */
export function isLost({ lost, watchedOnEdge }: EdgeClusterContext): boolean {
  return !lost.isEmpty() && lost.size >= watchedOnEdge.size;
}

/** What to request now. Requests under way are not repeated. */
export function planWork(context: EdgeClusterContext): Change {
  const permission = permissionOf(context);
  const impatient = context.impatient && permission === "additions";
  const isReady = context.mailboxCluster !== null && context.discovered && context.config !== null &&
    !isLost(context);
  if (!isReady || (permission === "additions" && !impatient)) {
    return { operations: [], returns: [], impatient };
  }
  const allowed = impatient ? permissionApart(context) : permission;
  const { book, operations } = takeDue(context.book, allowed, {
    isParked: isParked(context),
    // What leaves the mailbox was looked for there: one stream says so, and needs no other.
    isProven: () => true,
  });
  return { book, operations, impatient, ...takeReturns(context) };
}

/**
 * Deletes of what the config still names and the mailbox does not show. Of a kind that is inert there, an earlier release had put the
 * natural form; one view may show the end of that before another shows the inert form that took its place.
 */
export function doubtful({ config, operations }: EdgeClusterContext): readonly string[] {
  return operations.filter(({ step, gvr, namespace, name }) =>
    step === "delete" && inMailbox(gvr) !== gvr &&
    downsyncMatches(config ?? undefined, { ...gvr, namespace, name })
  ).map(({ key }) => key);
}
