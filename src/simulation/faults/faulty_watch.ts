/** One watch on its way through the network. @module */
import type { WatchEvent, WatchHandle, WatchRequest, WatchSink } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import type { ModelServer } from "../model/model_server.ts";
import type { Episode, LinkFault } from "./fault_classes.ts";
import type { FaultInjector } from "./fault_injector.ts";

export interface FaultyWatchParts {
  readonly server: ModelServer;
  readonly injector: FaultInjector;
  readonly request: WatchRequest;
  readonly sink: WatchSink;
  /** The client has ended an open watch. */
  readonly stopped: () => void;
}

export class FaultyWatch implements WatchHandle {
  readonly #parts: FaultyWatchParts;
  #handle: WatchHandle | null = null;
  #isOver = false;
  #isMute = false;
  /** When the last event arrives: none overtakes another. */
  #arrival = 0;

  constructor(parts: FaultyWatchParts) {
    this.#parts = parts;
  }

  get request(): WatchRequest {
    return this.#parts.request;
  }

  open(): void {
    if (this.#isOver) return;
    const { server, request, sink } = this.#parts;
    const handle = server.watch(request, {
      opened: () => this.#pass(() => sink.opened?.()),
      event: (event) => this.#tell(event),
      closed: (error) => {
        if (!this.#isMute) this.#pass(() => this.end(error));
      },
    });
    if (this.#isOver) handle.stop();
    else this.#handle = handle;
  }

  #tell(event: WatchEvent): void {
    const { sink } = this.#parts;
    if (this.#isOver || this.#isMute) return;
    if (this.#strike("watchMute") !== null) this.#isMute = true;
    else if (this.#strike("watchCut") !== null) this.#break(this.#parts.injector.chance(0.5) ? null : lost());
    else if (this.#strike("expiredEvent") !== null) {
      this.#break(new KubeError(410, "Expired", "too old resource version"));
    } else {
      this.#pass(() => sink.event(event));
      if (event.type !== "BOOKMARK" && this.#strike("eventDuplicated") !== null) {
        this.#pass(() => sink.event(event));
      }
    }
  }

  /** The server ends it here; what is on its way already still arrives. */
  #break(error: KubeError | null): void {
    this.#handle?.stop();
    this.#isMute = true;
    this.#pass(() => this.end(error));
  }

  #pass(deliver: () => void): void {
    const { server: { clock }, injector } = this.#parts;
    const held = this.#strike("eventsHeld");
    const due = clock.now() + injector.draw(1, 8) + (held === null ? 0 : injector.remaining(held));
    this.#arrival = Math.max(this.#arrival, due);
    clock.after(this.#arrival - clock.now(), () => {
      if (!this.#isOver) deliver();
    });
  }

  /** Ends it at once. */
  end(error: KubeError | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handle?.stop();
    this.#parts.sink.closed(error);
  }

  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handle?.stop();
    this.#parts.stopped();
  }

  #strike(fault: LinkFault): Episode | null {
    return this.#parts.injector.strike(this.#parts.server.name, fault);
  }
}

function lost(): KubeError {
  return new KubeError(0, "Unreachable", "the connection was lost");
}
