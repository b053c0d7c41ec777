/** An API server whose every answer is given by the test, when the test says so. @module */
import type { KubeObject } from "../../src/kube/object.ts";
import type { ApiResource } from "../../src/kube/resource.ts";
import type {
  ApiAnswer,
  ApiRequest,
  ClusterApi,
  DiscoveryAnswer,
  WatchEventType,
  WatchRequest,
  WatchSink,
} from "../../src/ports/cluster_api.ts";
import { KubeError, type Reason } from "../../src/ports/kube_error.ts";

interface ScriptedWatch {
  readonly request: WatchRequest;
  readonly sink: WatchSink;
  stopped: boolean;
}

export class ScriptedApi implements ClusterApi {
  /** Every request ever made, in order. */
  readonly requests: ApiRequest[] = [];
  readonly watches: ScriptedWatch[] = [];
  readonly #waiting: ((answer: ApiAnswer) => void)[] = [];
  readonly #discoveries: ((answer: DiscoveryAnswer) => void)[] = [];

  call(request: ApiRequest, answer: (answer: ApiAnswer) => void): void {
    this.requests.push(request);
    this.#waiting.push(answer);
  }

  watch(request: WatchRequest, sink: WatchSink): { stop(): void } {
    const watch: ScriptedWatch = { request, sink, stopped: false };
    this.watches.push(watch);
    return { stop: () => void (watch.stopped = true) };
  }

  discover(_cluster: string, answer: (answer: DiscoveryAnswer) => void): void {
    this.#discoveries.push(answer);
  }

  close(): void {}

  /** Requests that have no answer yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** The last request, in short: `update deployments.apps/ns/name`. */
  get last(): ApiRequest {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error("Nothing was requested");
    return request;
  }

  get verbs(): readonly string[] {
    return this.requests.map(({ verb }) => verb);
  }

  /** Grants the oldest waiting request. */
  grant(body: unknown): void {
    this.#next()({ ok: true, status: 200, body: body as KubeObject });
  }

  refuse(status: number, reason: Reason, details: KubeError["details"] = { name: "it" }): void {
    this.#next()({ ok: false, error: new KubeError(status, reason, `it is ${reason}`, details) });
  }

  list(items: readonly KubeObject[], resourceVersion: string, next?: string): void {
    this.grant({ apiVersion: "v1", kind: "List", metadata: { resourceVersion, continue: next }, items });
  }

  discovered(resources: readonly ApiResource[]): void {
    this.#discoveries.shift()?.({ ok: true, resources });
  }

  undiscovered(status: number, reason: Reason): void {
    this.#discoveries.shift()?.({ ok: false, error: new KubeError(status, reason, "no discovery") });
  }

  /** Sends an event down the newest watch. */
  event(type: WatchEventType, object: KubeObject): void {
    this.watches.at(-1)?.sink.event({ type, object });
  }

  #next(): (answer: ApiAnswer) => void {
    const answer = this.#waiting.shift();
    if (answer === undefined) throw new Error("No request waits for an answer");
    return answer;
  }
}

/** A refusal as a watch gets it. */
export function refusal(status: number, reason: Reason): KubeError {
  return new KubeError(status, reason, `it is ${reason}`);
}
