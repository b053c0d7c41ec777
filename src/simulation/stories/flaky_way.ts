/** A way to any server on which link faults strike: for stories told on the embedded hub. @module */
import type { Clock } from "../../ports/clock.ts";
import type { ApiAnswer, ClusterApi, WatchSink } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import type { FaultInjector } from "../faults/fault_injector.ts";
import { isWrite } from "../faults/faulty_link.ts";

const lost = () => new KubeError(0, "Unreachable", "the connection was lost");

export function flakyWay(server: string, api: ClusterApi, injector: FaultInjector, clock: Clock): ClusterApi {
  const strikes = (fault: Parameters<FaultInjector["strike"]>[1]) => injector.strike(server, fault) !== null;
  const later = (delayMs: number, what: () => void) => void clock.after(delayMs, what);
  const refusal = (write: boolean): KubeError | null =>
    strikes("unavailable")
      ? new KubeError(503, "ServiceUnavailable", "unavailable")
      : strikes("throttled")
      ? new KubeError(429, "TooManyRequests", "too many requests", { retryAfterSeconds: injector.draw(1, 3) })
      : write && strikes("conflict")
      ? new KubeError(409, "Conflict", "the object has been modified")
      : strikes("requestLost")
      ? lost()
      : null;
  return {
    call(request, answer) {
      const compares = isWrite(request) && request.verb !== "create";
      const error = refusal(compares);
      if (error !== null) return later(injector.draw(1, 500), () => answer({ ok: false, error }));
      const isLost = isWrite(request) && strikes("answerLost");
      api.call(request, (result) => {
        const told: ApiAnswer = isLost ? { ok: false, error: lost() } : result;
        later(
          isLost ? injector.draw(500, 3_000) : strikes("latency") ? injector.draw(1, 800) : 0,
          () => answer(told),
        );
      });
    },
    watch(request, sink) {
      const handle = api.watch(request, flakySink(sink, strikes, () => handle.stop()));
      return handle;
    },
    discover: (cluster, answer) =>
      strikes("discoveryFailed")
        ? later(
          5,
          () => answer({ ok: false, error: new KubeError(503, "ServiceUnavailable", "unavailable") }),
        )
        : api.discover(cluster, answer),
    close: () => api.close(),
  };
}

function flakySink(
  sink: WatchSink,
  strikes: (fault: "watchCut" | "expiredEvent" | "eventDuplicated") => boolean,
  stop: () => void,
): WatchSink {
  let isOver = false;
  const end = (error: KubeError | null) => {
    if (isOver) return;
    isOver = true;
    stop();
    sink.closed(error);
  };
  return {
    opened: () => sink.opened?.(),
    event(event) {
      if (isOver) return;
      if (strikes("watchCut")) return end(lost());
      if (strikes("expiredEvent")) return end(new KubeError(410, "Expired", "too old resource version"));
      sink.event(event);
      if (strikes("eventDuplicated")) sink.event(event);
    },
    closed: end,
  };
}
