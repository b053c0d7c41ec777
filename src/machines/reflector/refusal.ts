/** What a server's refusals mean to a reflector. @module */

/** A refusal, as far as it decides what to do next. `retryAfterMs` is the server's wish, 0 when it had none. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs: number;
}

/** The reason of a refused list that is older than what was seen; not one of Kubernetes'. */
export const staleReason = "Stale";

/** The list comes from the past. */
export function isStale({ reason }: Refusal): boolean {
  return reason === staleReason;
}

/** The server no longer remembers the version that it is asked to go on from (F6). */
export function isExpired({ status, reason }: Refusal): boolean {
  return status === 410 || reason === "Expired" || reason === "Gone";
}

/** The server has not reached the version that it is asked to go on from (F7). */
export function isTooLarge({ status, message }: Refusal): boolean {
  return status === 504 && /too large resource version/i.test(message);
}

/** The server does not serve the resource. */
export function isNotServed({ status }: Refusal): boolean {
  return status === 404;
}

/** The way is shut for a while, and says how long: nothing was tried, so nothing is learned of how patient one must be. */
export function isUnsent({ status, retryAfterMs }: Refusal): boolean {
  return status === 0 && retryAfterMs > 0;
}
