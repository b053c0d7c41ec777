/** The way to an API server in this process: the same port as for one at the end of a wire. @module */
import type { ApiBackend, Caller } from "../../ports/api_backend.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  ApiAnswer,
  ApiRequest,
  ClusterApi,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { DeliveryQueue } from "./delivery_queue.ts";

export interface InProcessOptions {
  readonly backend: ApiBackend;
  /** As whom every request is made. */
  readonly caller: Caller;
  readonly clock: Clock;
  /** How long a request, and each event, is on its way; default 0. */
  readonly latencyMs?: number;
}

/**
 * A `ClusterApi` on a backend in this process. A request is handled when it arrives, `latencyMs` after the call
 * and in order with the others, and is answered then; events arrive `latencyMs` after they happened. Nothing is
 * ever delivered from inside a call, so with a virtual clock the same calls give the same order every time.
 */
export function createInProcessApi({ backend, caller, clock, latencyMs = 0 }: InProcessOptions): ClusterApi {
  const queue = new DeliveryQueue(clock, latencyMs);
  const watches = new Set<WatchHandle>();
  return {
    call: (request, answer) => queue.put(() => answer(handle(backend, request, caller))),
    discover: (cluster, answer) => queue.put(() => answer(backend.discover(cluster, caller))),
    watch: (request, sink) => {
      const watch = new InProcessWatch(queue, sink, () => watches.delete(watch));
      watches.add(watch);
      queue.put(() => watch.open(backend, request, caller));
      return watch;
    },
    close: () => {
      queue.close();
      for (const watch of [...watches]) watch.stop();
    },
  };
}

/** A backend that throws has a bug; its caller gets the answer that a server would send. */
function handle(backend: ApiBackend, request: ApiRequest, caller: Caller): ApiAnswer {
  try {
    return backend.handle(request, caller);
  } catch (cause) {
    const error = new KubeError(500, "InternalError", `the server failed: ${String(cause)}`, {}, cause);
    return { ok: false, error };
  }
}

/** Passes the events of the backend's watch on, one delay later. */
class InProcessWatch implements WatchHandle {
  readonly #queue: DeliveryQueue;
  readonly #sink: WatchSink;
  readonly #ended: () => void;
  #handle: WatchHandle | null = null;
  #isOpened = false;
  #isOver = false;

  constructor(queue: DeliveryQueue, sink: WatchSink, ended: () => void) {
    this.#queue = queue;
    this.#sink = sink;
    this.#ended = ended;
  }

  open(backend: ApiBackend, request: WatchRequest, caller: Caller): void {
    if (this.#isOver) return;
    this.#handle = backend.watch(request, caller, {
      opened: () => this.#open(),
      event: (event) => {
        this.#open();
        this.#pass(() => this.#sink.event(event));
      },
      closed: (error) =>
        this.#pass(() => {
          this.#end();
          this.#sink.closed(error);
        }),
    });
  }

  stop(): void {
    if (this.#isOver) return;
    this.#end();
    this.#handle?.stop();
  }

  /** A backend need not say that it has accepted a watch; its first event says it as well. */
  #open(): void {
    if (this.#isOpened) return;
    this.#isOpened = true;
    this.#pass(() => this.#sink.opened?.());
  }

  #pass(deliver: () => void): void {
    this.#queue.put(() => {
      if (!this.#isOver) deliver();
    });
  }

  #end(): void {
    this.#isOver = true;
    this.#ended();
  }
}
