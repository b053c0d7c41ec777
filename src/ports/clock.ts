/** Time, and being called back later. The only source of both. @module */

export interface Timer {
  /** Idempotent; a cancelled timer never fires. */
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the Unix epoch; virtual in replay and simulation. */
  now(): number;
  /** Calls `fire` once, no sooner than `delayMs` from now, never from inside this call. */
  after(delayMs: number, fire: () => void): Timer;
}

/** `now` in the form of `metadata.creationTimestamp` (RFC 3339, whole seconds, UTC). */
export function timestamp(clock: Pick<Clock, "now">): string {
  return new Date(Math.floor(clock.now() / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
