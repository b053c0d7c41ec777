/** Which summaries somebody else keeps undoing: they are left alone for a while (F22, decision 46). @module */
import { canonicalJson } from "../../kube/canonical_json.ts";
import type { WorkloadSummary } from "../../kube/edge_api.ts";
import { isStopped, pauseMs, resumed, wrote } from "../../placement/contest.ts";
import type { SummarizerContext } from "./context.ts";

type Contests = SummarizerContext["contests"];

/** Names what is written into a summary. With its owner: of a placement that was made anew all is written anew. */
export function madeOf(placement: { readonly uid: string }, summary: WorkloadSummary): string {
  return canonicalJson([placement.uid, summary]);
}

export function isLeftAlone(contests: Contests, key: string, made: string): boolean {
  const contest = contests.get(key) ?? null;
  return isStopped(contest) && contest.made === made;
}

/** `made` was written under a key at a time, in milliseconds since the epoch. */
export function rememberWrite(
  contests: Contests,
  { key, made, at }: { readonly key: string; readonly made: string; readonly at: number },
): Contests {
  return contests.set(key, wrote(contests.get(key) ?? null, made, at));
}

export function isContended(contests: Contests): boolean {
  return contests.some((contest) => isStopped(contest));
}

/** Tries again what was left alone for long enough. */
export function resume(contests: Contests, now: number): Contests {
  return contests.map((contest) => resumed(contest, now));
}

/** Until the first pause is over. */
export function pauseOf(contests: Contests): number {
  return Math.min(...[...contests.values()].filter(isStopped).map(({ stops }) => pauseMs(stops)));
}
