/** What an edge cluster actor tries again, and when. @module */
import {
  contestPauseMs,
  leastAttempts,
  retryContended,
  retryFailing,
} from "../../placement/copies/operations.ts";
import { backoffMs } from "../backoff.ts";
import { lacksApi, mayServeOthers } from "../served.ts";
import { retryContests, statusPauseMs } from "./status_returns.ts";
import type { EdgeClusterContext } from "./context.ts";

type Change = Partial<EdgeClusterContext>;

/** Puts up again what was refused; an API that copies need and that the edge does not serve is looked for again. */
export function tryAgain(context: EdgeClusterContext, now: number): Change {
  const failing = [...context.book.failing].map((key) => context.book.entries.get(key)?.gvr);
  const unreturned = [...context.book.entries.values()].filter(({ key, want, seen }) =>
    want !== null && seen?.owner === "ours" && context.statusReturned.get(key) !== seen.resourceVersion
  );
  return {
    book: retryContended(retryFailing(context.book), now),
    trouble: null,
    discovered: context.discovered && !lacksApi(context.watchedOnEdge, failing) && !mayServeOthers(context),
    statusRefused: context.statusRefused.clear(),
    statusContests: retryContests(context, now),
    statusDue: context.statusDue.union(unreturned.map(({ key }) => key)),
  };
}

/** How long to wait after refusals. */
export function retryDelayMs(context: EdgeClusterContext): number {
  const pause = Math.min(contestPauseMs(context.book), statusPauseMs(context));
  if (context.book.failing.isEmpty() && context.trouble === null && pause < Infinity) return pause;
  const ofCopies = context.book.failing.isEmpty() ? Infinity : leastAttempts(context.book);
  return backoffMs(Math.min(ofCopies, context.trouble === null ? Infinity : Math.max(1, context.attempts)));
}
