/**
 * The way to one server, guarded: requests are limited, and while the server is in trouble they are refused here, without being sent. One
 * dead server then costs a request now and then, and nobody else notices (L10, L11). @module
 */
import type { Clock } from "../../ports/clock.ts";
import type { ApiAnswer, ClusterApi, DiscoveryAnswer, WatchSink } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import type { Randomness } from "../../ports/randomness.ts";
import { Breaker, isTrouble } from "./breaker.ts";
import { defaultRate, Limiter, type Rate } from "./limiter.ts";

export interface GuardPorts {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly rate?: Rate;
}

type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: KubeError };

export function createGuardedApi(
  api: ClusterApi,
  { clock, randomness, rate = defaultRate }: GuardPorts,
): ClusterApi {
  const breaker = new Breaker(randomness);
  const limiter = new Limiter(clock, rate);

  const note = (outcome: Outcome): void => {
    if (outcome.ok || !isTrouble(outcome.error)) breaker.succeeded();
    else breaker.failed(clock.now());
  };

  /** Sends, or refuses from outside this call. */
  const guarded = <A extends Outcome>(
    send: (answer: (answer: A) => void) => void,
    answer: (answer: A | Refused) => void,
  ) => {
    const refuse = (error: KubeError) => void clock.after(0, () => answer({ ok: false, error }));
    const waitMs = breaker.waitMs(clock.now());
    if (waitMs > 0) return refuse(shut(waitMs));
    const go = () =>
      send((outcome) => {
        note(outcome);
        answer(outcome);
      });
    if (!limiter.pass(go)) refuse(crowded());
  };

  return {
    call: (request, answer) => guarded<ApiAnswer>((done) => api.call(request, done), answer),
    discover: (cluster, answer) => guarded<DiscoveryAnswer>((done) => api.discover(cluster, done), answer),
    watch(request, sink) {
      const waitMs = breaker.waitMs(clock.now());
      if (waitMs === 0) return api.watch(request, noting(sink, note));
      let isOver = false;
      clock.after(0, () => isOver || sink.closed(shut(waitMs)));
      return { stop: () => void (isOver = true) };
    },
    close: () => api.close(),
  };
}

interface Refused {
  readonly ok: false;
  readonly error: KubeError;
}

function noting(sink: WatchSink, note: (outcome: Outcome) => void): WatchSink {
  return {
    opened: () => {
      note({ ok: true });
      sink.opened?.();
    },
    event: (event) => sink.event(event),
    closed: (error) => {
      if (error !== null) note({ ok: false, error });
      sink.closed(error);
    },
  };
}

function shut(waitMs: number): KubeError {
  const seconds = Math.ceil(waitMs / 1000);
  const message = `the server has failed repeatedly; it is tried again in ${seconds} s`;
  return new KubeError(0, "Unreachable", message, { retryAfterSeconds: seconds });
}

function crowded(): KubeError {
  return new KubeError(429, "TooManyRequests", "too many requests wait for this server", {
    retryAfterSeconds: 1,
  });
}
