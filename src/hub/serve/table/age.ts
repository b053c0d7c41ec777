/** How long something has been there, in the words of kubectl. @module */

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/**
 * A duration in at most two units and about three digits: `45s`, `3m20s`, `26h`, `5d3h`, `2y10d`
 * (k8s.io/apimachinery duration.HumanDuration). Allows a second of clock difference.
 */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 2 * minute) return `${Math.max(seconds, 0)}s`;
  if (seconds < 10 * minute) return twoUnits(seconds, minute, "m", 1, "s");
  if (seconds < 3 * hour) return `${Math.trunc(seconds / minute)}m`;
  if (seconds < 8 * hour) return twoUnits(seconds, hour, "h", minute, "m");
  if (seconds < 2 * day) return `${Math.trunc(seconds / hour)}h`;
  if (seconds < 8 * day) return twoUnits(seconds, day, "d", hour, "h");
  if (seconds < 2 * year) return `${Math.trunc(seconds / day)}d`;
  if (seconds < 8 * year) return twoUnits(seconds, year, "y", day, "d");
  return `${Math.trunc(seconds / year)}y`;
}

function twoUnits(
  seconds: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
): string {
  const rest = Math.trunc((seconds % large) / small);
  return `${Math.trunc(seconds / large)}${largeName}${rest === 0 ? "" : `${rest}${smallName}`}`;
}

/** The age at `now` of something that began at an RFC 3339 time; `<unknown>` without one. */
export function ageOf(time: unknown, now: number): string {
  const began = typeof time === "string" ? Date.parse(time) : NaN;
  return Number.isNaN(began) ? "<unknown>" : humanDuration(now - began);
}
