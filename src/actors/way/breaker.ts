/**
 * A circuit breaker: after repeated failures of one server its way is shut for a while, then tried with one request (F16, F25).
 *
 * ```
 * closed ──failures in a row──▶ open ──time is up──▶ halfOpen ──success──▶ closed
 *                                ▲──────────────failure──┘
 * ```
 * @module
 */
import type { KubeError } from "../../ports/kube_error.ts";
import type { Randomness } from "../../ports/randomness.ts";

/** Failures in a row that shut the way. */
const failuresMax = 5;
const shutLeastMs = 1_000;
const shutMostMs = 30_000;
/** A probe that has no answer after this long was given up by its asker; the next may try. */
const probeMs = 30_000;

/** Whether a refusal says that the server is in trouble, and not that the request was wrong or came too early (F7). */
export function isTrouble({ status, details: { causes = [] } }: KubeError): boolean {
  const isTooEarly = causes.some(({ reason }) => reason === "ResourceVersionTooLarge");
  return (status === 0 || status >= 500) && !isTooEarly;
}

export class Breaker {
  readonly #randomness: Randomness;
  #failures = 0;
  #shuttings = 0;
  #shutUntil = 0;
  #isProbing = false;
  #probedAt = 0;

  constructor(randomness: Randomness) {
    this.#randomness = randomness;
  }

  /** How long the way stays shut for a request that comes now: 0 when it may pass. The first after that time is the probe. */
  waitMs(now: number): number {
    if (this.#failures < failuresMax) return 0;
    const leftMs = this.#shutUntil - now;
    // More than the longest time is left only when the clock was set back (F21).
    if (leftMs > 0 && leftMs <= shutMostMs * 1.5) return leftMs;
    const isWaiting = this.#isProbing && now >= this.#probedAt && now - this.#probedAt < probeMs;
    if (isWaiting) return shutLeastMs;
    this.#isProbing = true;
    this.#probedAt = now;
    return 0;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#shuttings = 0;
    this.#isProbing = false;
  }

  failed(now: number): void {
    const wasProbe = this.#isProbing;
    this.#isProbing = false;
    this.#failures += 1;
    if (this.#failures !== failuresMax && !wasProbe) return;
    const ms = Math.min(shutMostMs, shutLeastMs * 2 ** Math.min(this.#shuttings, 5));
    this.#shuttings += 1;
    this.#shutUntil = now + ms + Math.floor(this.#randomness.next() * ms / 2);
  }
}
