/**
 * Two writers of one thing: notices that somebody else keeps undoing what we write, and says how long it is then left alone (F22).
 *
 * Writing the same again three times within a minute is a contest. Then nothing is written until the pause is over; after that one write
 * finds out whether the other still does it. If that is undone too and has to be written again, the next pause is longer. @module
 */

/** What we wrote last to one place, and how it fared. Times are milliseconds since the epoch. */
export interface Contest {
  /** Names what was written. Something else is written at once, but the other writer is not forgotten for it. */
  readonly made: string;
  readonly at: number;
  /** When the same was written again, within the last minute; oldest first. */
  readonly flips: readonly number[];
  /** How often in a row writing was stopped. */
  readonly stops: number;
  /** `stopped`: nothing is written before `until`. `trying`: the next write, if one is needed, finds out whether it is over. */
  readonly phase: "open" | "stopped" | "trying";
  readonly until: number;
}

const flipsMax = 3;
const windowMs = 60_000;
const pauseLongestMs = 120_000;

/** Why a place is in no chart's way but is not written, for people. */
export const contendedReason =
  "Contended: somebody else changed it back three times within a minute; it is left alone until the pause is over";

function isRecent(then: number, now: number): boolean {
  return then <= now && now - then < windowMs;
}

/** `made` was written at a time, because the place held something else. */
export function wrote(known: Contest | null, made: string, at: number): Contest {
  const fresh: Contest = { made, at, flips: [], stops: 0, phase: "open", until: 0 };
  if (known === null) return fresh;
  if (known.phase === "trying") return { ...fresh, stops: known.stops };
  const isRelapse = known.stops > 0 && isRecent(known.at, at);
  const stops = isRelapse ? known.stops : 0;
  const earlier = known.flips.filter((then) => isRecent(then, at));
  if (known.made !== made) return { ...fresh, flips: earlier, stops };
  const flips = [...earlier, at];
  if (!isRelapse && flips.length < flipsMax) return { ...fresh, flips, stops };
  return { ...fresh, stops: stops + 1, phase: "stopped", until: at + pauseMs(stops + 1) };
}

/** The place was found as it should be: whoever wrote there has come round. */
export function foundEqual(known: Contest | null): Contest | null {
  return known?.phase === "trying" ? null : known;
}

/** 60 s, and 120 s when it had been stopped before. */
export function pauseMs(stops: number): number {
  return Math.min(pauseLongestMs, windowMs * Math.max(1, stops));
}

export function isStopped(contest: Contest | null): contest is Contest {
  return contest?.phase === "stopped";
}

/** Something else is wanted there now. */
export function rewanted(contest: Contest | null): Contest | null {
  return isStopped(contest) ? { ...contest, phase: "open" } : contest;
}

/** Tries again when the pause is over. A clock that was put back does not make it longer. */
export function resumed(contest: Contest, now: number): Contest {
  const isOver = now >= contest.until || now < contest.at;
  return isStopped(contest) && isOver ? { ...contest, phase: "trying" } : contest;
}
