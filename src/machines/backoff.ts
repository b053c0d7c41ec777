/** How long to wait after a refusal. Jitter is added by the timer port, not here. @module */

/** Full-jitter ceiling: 250 ms doubled per attempt, at most 30 s (client-go's reflector uses 800 ms to 30 s). */
export function backoffMs(attempts: number): number {
  return Math.min(30_000, 250 * 2 ** Math.min(Math.max(attempts - 1, 0), 7));
}
