/** The way from one life of the runtime to one server, and everything that can befall requests, answers and events on it. @module */
import type { KubeList } from "../../kube/object.ts";
import type {
  ApiAnswer,
  ApiRequest,
  ClusterApi,
  DiscoveryAnswer,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import type { ModelServer } from "../model/model_server.ts";
import { tooLarge } from "../model/refusals.ts";
import type { FaultInjector } from "./fault_injector.ts";
import { FaultyWatch } from "./faulty_watch.ts";
import { viewKey, ViewsTold } from "./views_told.ts";

/** What befalls the whole runtime at one of its effects. */
export type EffectFate = "none" | "before" | "during" | "after";

/** A write on its way: when it was sent, and how old the sender's knowledge was then. */
export interface SentWrite {
  readonly request: ApiRequest;
  readonly server: ModelServer;
  readonly sentAt: number;
  readonly staleSince: number;
}

export interface LinkOwner {
  isAlive(): boolean;
  /** A request came from a life that has ended. */
  calledAfterEnd(request: ApiRequest): void;
  /** Called for each write before it is sent. */
  fateOf(request: ApiRequest): EffectFate;
  crash(): void;
  /** Hands a write to its server. */
  deliver(write: SentWrite): ApiAnswer;
  staleSince(): number;
}

const reads: ReadonlySet<string> = new Set(["get", "list"]);
export const isWrite = ({ verb }: ApiRequest): boolean => !reads.has(verb);

/** Reflectors ask for pages of this size. */
const reflectorPage = "500";

const unreachable = () => new KubeError(0, "Unreachable", "the connection was lost");

export class FaultyLink implements ClusterApi {
  readonly server: ModelServer;
  readonly told: ViewsTold;
  readonly #injector: FaultInjector;
  readonly #owner: LinkOwner;
  readonly #watches = new Set<FaultyWatch>();
  /** Clusters that were discovered wholly in this life. */
  readonly #discovered = new Set<string>();
  /** Lists by view since the beginning, or since healing. */
  readonly lists = new Map<string, number>();

  constructor(server: ModelServer, injector: FaultInjector, owner: LinkOwner) {
    this.server = server;
    this.told = new ViewsTold(server);
    this.#injector = injector;
    this.#owner = owner;
  }

  call(request: ApiRequest, answer: (answer: ApiAnswer) => void): void {
    if (!this.#owner.isAlive()) return this.#owner.calledAfterEnd(request);
    const fate = isWrite(request) ? this.#owner.fateOf(request) : "none";
    if (fate === "before") return this.#owner.crash();
    const reply = (result: ApiAnswer, delayMs: number) =>
      this.#after(delayMs, () => {
        if (this.#owner.isAlive()) this.#answer(request, result, answer);
        if (fate === "after") this.#owner.crash();
      });
    const refusal = this.#refusalOf(request);
    if (refusal !== null) return reply({ ok: false, error: refusal }, this.#latency() + this.#latency());
    if (this.#strikes("requestLost")) return reply({ ok: false, error: unreachable() }, this.#patience());
    const isAnswerLost = isWrite(request) && this.#strikes("answerLost");
    const write = {
      request,
      server: this.server,
      sentAt: this.server.clock.now(),
      staleSince: this.#owner.staleSince(),
    };
    this.#after(this.#latency(), () => {
      const result = isWrite(request) ? this.#owner.deliver(write) : this.#read(request);
      if (fate === "during") return this.#owner.crash();
      if (isAnswerLost) reply({ ok: false, error: unreachable() }, this.#patience());
      else reply(result, this.#latency());
    });
  }

  #answer(request: ApiRequest, result: ApiAnswer, answer: (answer: ApiAnswer) => void): void {
    if (request.verb === "list" && result.ok && request.namespace === undefined) {
      const { resourceVersion, continue: more } = (result.body as KubeList).metadata;
      if (more === undefined) this.told.tell(request, resourceVersion);
    }
    answer(result);
  }

  #read(request: ApiRequest): ApiAnswer {
    const { query = {} } = request;
    if (request.verb !== "list") return this.server.handle(request, "runtime");
    if (query["continue"] === undefined) {
      const key = viewKey(request);
      if (request.namespace === undefined && this.#serves(request)) {
        // A list beside a watch is a question before a delete; so are small pages, which look for what a definition holds.
        const isQuestion = this.#isWatched(key) || query["limit"] !== reflectorPage;
        if (!isQuestion) this.lists.set(key, (this.lists.get(key) ?? 0) + 1);
      }
      const told = this.told.revision(key);
      const isLagging = told !== undefined && told > this.server.history.compacted + 1 &&
        this.#strikes("staleList");
      if (isLagging) {
        const past = Math.max(this.server.history.compacted, told - this.#injector.draw(1, 150));
        return this.server.handle({ ...request, query: { ...query, continue: `${past}/0` } }, "runtime");
      }
    } else if (this.#strikes("expiredPage")) {
      return {
        ok: false,
        error: new KubeError(410, "Expired", "The provided continue parameter is too old"),
      };
    }
    return this.server.handle(request, "runtime");
  }

  /** Whether a list can be answered: asking for what is not served is waiting for it. */
  #serves({ cluster, resource }: ApiRequest): boolean {
    const id = this.server.clusterId(cluster);
    return id !== undefined && this.server.rowOf(id, resource) !== undefined;
  }

  /** A refusal by the server, or by something in front of it, that leaves everything as it was. */
  #refusalOf(request: ApiRequest): KubeError | null {
    if (this.#strikes("offline")) return unreachable();
    if (this.#strikes("unavailable")) {
      return this.#injector.chance(0.5)
        ? new KubeError(503, "ServiceUnavailable", "the server is currently unable to handle the request")
        : new KubeError(500, "InternalError", "an error on the server");
    }
    if (this.#strikes("throttled")) {
      const retryAfterSeconds = this.#injector.draw(1, 6);
      return new KubeError(429, "TooManyRequests", "too many requests", { retryAfterSeconds });
    }
    const isCompared = isWrite(request) && request.verb !== "create";
    if (isCompared && this.#strikes("conflict")) {
      return new KubeError(409, "Conflict", "the object has been modified");
    }
    if (request.verb === "list" && this.#strikes("versionTooLarge")) return tooLarge();
    return null;
  }

  watch(request: WatchRequest, sink: WatchSink): WatchHandle {
    if (!this.#owner.isAlive()) return { stop: () => {} };
    const watch: FaultyWatch = new FaultyWatch({
      server: this.server,
      injector: this.#injector,
      request,
      sink: {
        opened: () => this.#owner.isAlive() && sink.opened?.(),
        event: (event) => {
          if (!this.#owner.isAlive()) return;
          this.told.tell(request, event.object.metadata.resourceVersion);
          sink.event(event);
        },
        closed: (error) => {
          this.#watches.delete(watch);
          if (this.#owner.isAlive()) sink.closed(error);
        },
      },
      stopped: () => {
        this.told.forget(request);
        this.#watches.delete(watch);
      },
    });
    this.#watches.add(watch);
    this.#after(this.#latency(), () => this.#open(watch));
    return watch;
  }

  #open(watch: FaultyWatch): void {
    if (this.#strikes("offline")) return watch.end(unreachable());
    if (this.#strikes("expiredOnOpen")) {
      return watch.end(new KubeError(410, "Expired", "too old resource version"));
    }
    if (this.#strikes("versionTooLarge")) return watch.end(tooLarge());
    if (this.#strikes("unavailable")) {
      return watch.end(new KubeError(503, "ServiceUnavailable", "unavailable"));
    }
    watch.open();
  }

  discover(cluster: string, answer: (answer: DiscoveryAnswer) => void): void {
    if (!this.#owner.isAlive()) return;
    const refusal = this.#strikes("offline")
      ? unreachable()
      : this.#strikes("discoveryFailed")
      ? new KubeError(503, "ServiceUnavailable", "unable to retrieve the complete list of server APIs")
      : null;
    this.#after(this.#latency() + this.#latency(), () => {
      if (!this.#owner.isAlive()) return;
      if (refusal !== null) return answer({ ok: false, error: refusal });
      answer(this.#discoveryOf(cluster));
    });
  }

  #discoveryOf(cluster: string): DiscoveryAnswer {
    const id = this.server.clusterId(cluster);
    if (id === undefined) {
      return { ok: false, error: new KubeError(403, "Forbidden", `workspace ${cluster} is not there`) };
    }
    const rows = this.server.rows(id);
    if (!this.#strikes("discoveryEmpty")) {
      this.#discovered.add(id);
      return { ok: true, resources: rows };
    }
    // Half an answer can be told from a whole one only by who has seen the whole.
    const isHalf = this.#discovered.has(id) && this.#injector.chance(0.5);
    return { ok: true, resources: isHalf ? rows.filter(() => this.#injector.chance(0.5)) : [] };
  }

  /** Ends every watch, as a broken connection does. */
  cutAll(): void {
    for (const watch of [...this.#watches]) watch.end(unreachable());
  }

  close(): void {
    for (const watch of [...this.#watches]) watch.stop();
    this.told.forgetAll();
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  #isWatched(key: string): boolean {
    return [...this.#watches].some(({ request }) => viewKey(request) === key);
  }

  #strikes(fault: Parameters<FaultInjector["strike"]>[1]): boolean {
    return this.#injector.strike(this.server.name, fault) !== null;
  }

  #latency(): number {
    return this.#injector.draw(1, 8) + (this.#strikes("latency") ? this.#injector.draw(10, 5000) : 0);
  }

  /** How long a client waits for an answer that does not come. */
  #patience(): number {
    return this.#injector.draw(2_000, 30_000);
  }

  #after(delayMs: number, what: () => void): void {
    this.server.clock.after(delayMs, what);
  }
}
