/** How long to wait after a refusal. @module */
import type { StartTimerParams } from "./letters.ts";

/** Full-jitter ceiling: 250 ms doubled per attempt, at most 30 s (client-go's reflector uses 800 ms to 30 s). */
export function backoffMs(attempts: number): number {
  return Math.min(30_000, 250 * 2 ** Math.min(Math.max(attempts - 1, 0), 7));
}

/** The longest pause of a contest with the chance that the timer adds, and time to write. */
export const contestDeadlineMs = 200_000;

/** The time that an event tells; a timer's event tells it always. */
export function timeOf(event: { readonly type: string; readonly at?: unknown }): number {
  return typeof event.at === "number" ? event.at : Infinity;
}

/**
 * The timer to the next try, `delayMs` from now and by chance up to half as much later. A try that is due earlier stays: whoever is
 * woken by something else every few seconds would otherwise put it off for ever.
 */
export function retryTimer(delayMs: number): StartTimerParams {
  const jitterMs = Math.floor(delayMs / 2);
  return { name: "retry", delayMs, jitterMs, whenRunning: "earlier", event: { type: "retry.due" } };
}
