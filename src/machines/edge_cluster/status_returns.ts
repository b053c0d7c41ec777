/** Which copies are asked for their status. @module */
import { byCodeUnit } from "../../kube/order.ts";
import { foundEqual, isStopped, pauseMs, resumed, wrote } from "../../placement/contest.ts";
import type { EdgeClusterContext, EdgeClusterEvent, StatusReturn } from "./context.ts";
import { isResting } from "../status_rest.ts";

type Change = Partial<EdgeClusterContext>;

/** Status returns under way at once. */
const returnsMax = 32;

/** Marks a copy whose version on the edge has not been asked for its status yet. */
export function markStatus(context: EdgeClusterContext, key: string): Change {
  const entry = context.book.entries.get(key);
  const version = entry?.seen?.owner === "ours" ? entry.seen.resourceVersion : undefined;
  const isDue = version !== undefined && entry?.want !== null && context.statusReturned.get(key) !== version;
  return { ...context, statusDue: isDue ? context.statusDue.add(key) : context.statusDue.delete(key) };
}

/**
 * The status of a version has been returned. If that is older than what we have written ourselves, the watch has yet to show the
 * newer one: asking again before it does would find the same, again and again. What became due meanwhile stays due.
 */
export function rememberReturn(
  context: EdgeClusterContext,
  { key, resourceVersion, writtenAt }: Extract<EdgeClusterEvent, { type: "status.returned" }>,
): Change {
  const known = context.statusContests.get(key) ?? null;
  const contest = writtenAt === undefined ? foundEqual(known) : wrote(known, resourceVersion, writtenAt);
  return {
    attempts: 0,
    statusInFlight: context.statusInFlight.delete(key),
    statusReturned: context.statusReturned.set(key, resourceVersion),
    statusContests: contest === null
      ? context.statusContests.delete(key)
      : context.statusContests.set(key, contest),
  };
}

/** Whether somebody else keeps undoing the status of the edge's present version, so that it is left alone for a while (F22). */
function isLeftAlone({ book, statusContests }: EdgeClusterContext, key: string): boolean {
  const contest = statusContests.get(key) ?? null;
  return isStopped(contest) && contest.made === book.entries.get(key)?.seen?.resourceVersion;
}

/** Keys of copies whose status was changed, and is left as it is. */
export function contestedStatus(context: EdgeClusterContext): readonly string[] {
  return [...context.statusDue].filter((key) => isLeftAlone(context, key)).sort(byCodeUnit);
}

/** The time until the next try, in milliseconds; Infinity when no status is contested. */
export function statusPauseMs(context: EdgeClusterContext): number {
  const stops = contestedStatus(context).map((key) => context.statusContests.get(key)?.stops ?? 1);
  return Math.min(Infinity, ...stops.map(pauseMs));
}

/** One try more for what was left alone for long enough. */
export function retryContests(
  context: EdgeClusterContext,
  now: number,
): EdgeClusterContext["statusContests"] {
  return contestedStatus(context).reduce(
    (contests, key) => contests.update(key, (contest) => contest && resumed(contest, now)),
    context.statusContests,
  );
}

export function takeReturns(context: EdgeClusterContext): Change {
  const { book, statusDue, statusInFlight } = context;
  const isReady = (key: string) =>
    !statusInFlight.has(key) && !isResting(context, key) && !isLeftAlone(context, key);
  const ready = [...statusDue].filter(isReady).sort(byCodeUnit);
  const returns = ready.slice(0, Math.max(0, returnsMax - statusInFlight.size)).flatMap(
    (key): StatusReturn[] => {
      const entry = book.entries.get(key);
      if (entry === undefined || entry.seen === null) return [];
      const { gvr, namespace, name, seen } = entry;
      return [{ key, gvr, namespace, name, resourceVersion: seen.resourceVersion }];
    },
  );
  const keys = returns.map(({ key }) => key);
  return { returns, statusDue: statusDue.subtract(keys), statusInFlight: statusInFlight.union(keys) };
}
