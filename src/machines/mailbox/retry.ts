/** What a mailbox tries again, and when. @module */
import { isStopped, pauseMs, resumed } from "../../placement/contest.ts";
import {
  contestPauseMs,
  leastAttempts,
  retryContended,
  retryFailing,
} from "../../placement/copies/operations.ts";
import { backoffMs, retryTimer } from "../backoff.ts";
import { lacksApi, mayServeOthers } from "../served.ts";
import type { MailboxContext } from "./context.ts";

type Change = Partial<MailboxContext>;

/** Puts up again what was refused; an API that copies need and that is not served is looked for again. */
export function tryAgain(context: MailboxContext, now: number): Change {
  const failing = [...context.book.failing].map((key) => context.book.entries.get(key)?.gvr);
  return {
    book: retryContended(retryFailing(context.book), now),
    configContest: context.configContest && resumed(context.configContest, now),
    trouble: null,
    discovered: context.discovered && !lacksApi(context.watched, failing) && !mayServeOthers(context),
  };
}

/** How long to wait after refusals. */
export function retryDelayMs(context: MailboxContext): number {
  const { book, configContest, trouble, attempts } = context;
  const ofConfig = isStopped(configContest) ? pauseMs(configContest.stops) : Infinity;
  const pause = Math.min(contestPauseMs(book), ofConfig);
  if (book.failing.isEmpty() && trouble === null && pause < Infinity) return pause;
  const ofCopies = book.failing.isEmpty() ? Infinity : leastAttempts(book);
  return backoffMs(Math.min(ofCopies, trouble === null ? Infinity : Math.max(1, attempts)));
}

/** The timer of every state that waits for its next try. */
export const retryLater = {
  type: "startTimer" as const,
  params: ({ context }: { context: MailboxContext }) => retryTimer(retryDelayMs(context)),
};
