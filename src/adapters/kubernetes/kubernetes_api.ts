/** `ClusterApi` over HTTPS: any kcp or Kubernetes that a kubeconfig leads to. @module */
import { stringifyJson } from "../../kube/json.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  ApiAnswer,
  ApiRequest,
  ClusterApi,
  DiscoveryAnswer,
  PatchType,
  Verb,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import type { Log } from "../../ports/log.ts";
import { type Access, type KubeconfigSource, loadAccess, withToken } from "./access.ts";
import { Connection, type HttpCall, type HttpRequest } from "./connection.ts";
import { aggregatedAccept, preferredRows, rowsOfAggregated, rowsOfPlain, versionPaths } from "./discovery.ts";
import { HttpWatch } from "./http_watch.ts";
import { clusterUrl, requestUrl } from "./request_url.ts";
import { collectAnswer, type TextAnswer, toApiAnswer } from "./answer_text.ts";
import { unreachable, whyUnreached } from "./status_error.ts";

export interface KubernetesApiOptions {
  readonly kubeconfig: KubeconfigSource;
  /** Default: the kubeconfig's current context. */
  readonly context?: string;
  /** Takes the place of the kubeconfig's token, for one that changes while we run. */
  readonly token?: () => string;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a request may take in all; default 60 s. */
  readonly requestTimeoutMs?: number;
  /** How long a watch may be silent; default 120 s, above the minute between bookmarks. */
  readonly watchIdleMs?: number;
}

/** Opens the way to a server. Rejects when the kubeconfig cannot be used; the server need not answer yet. */
export async function openKubernetesApi(options: KubernetesApiOptions): Promise<ClusterApi> {
  const configured = loadAccess(options.kubeconfig, options.context);
  const access = options.token === undefined ? configured : withToken(configured, options.token);
  await access.credentials();
  return connect(access, options);
}

/**
 * The same, but what proves who we are is looked for with the first request: a plugin that fails is then an answer like any other.
 *
 * @throws {KubeconfigError} when the kubeconfig cannot be used.
 */
export function connectKubernetesApi(options: KubernetesApiOptions): ClusterApi {
  return connect(loadAccess(options.kubeconfig, options.context), options);
}

function connect(access: Access, options: KubernetesApiOptions): ClusterApi {
  options.log.debug({ server: access.server }, "server opened");
  return new KubernetesApi(access.server, new Connection(access, options.clock), options);
}

const methods: Readonly<Record<Verb, string>> = {
  get: "GET",
  list: "GET",
  create: "POST",
  update: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  deletecollection: "DELETE",
};
const patchContentTypes: Readonly<Record<PatchType, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

class KubernetesApi implements ClusterApi {
  readonly #server: string;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #requestTimeoutMs: number;
  readonly #watchIdleMs: number;
  readonly #open = new Set<{ stop(): void }>();
  #isClosed = false;

  constructor(server: string, connection: Connection, options: KubernetesApiOptions) {
    this.#server = server;
    this.#connection = connection;
    this.#clock = options.clock;
    this.#requestTimeoutMs = options.requestTimeoutMs ?? 60_000;
    this.#watchIdleMs = options.watchIdleMs ?? 120_000;
  }

  call(request: ApiRequest, answer: (answer: ApiAnswer) => void): void {
    const { verb, body, patchType, query = {} } = request;
    const contentType = patchType === undefined ? "application/json" : patchContentTypes[patchType];
    this.#send({
      method: methods[verb],
      url: requestUrl(this.#server, request, query),
      accept: "application/json",
      ...(body === undefined ? {} : { body: stringifyJson(body), contentType }),
    }, (text) => answer(toApiAnswer(text)));
  }

  watch(request: WatchRequest, sink: WatchSink): WatchHandle {
    if (this.#isClosed) return { stop: () => {} };
    const watch = new HttpWatch(sink, this.#clock, this.#watchIdleMs, () => this.#open.delete(watch));
    this.#open.add(watch);
    const url = requestUrl(this.#server, request, { ...request.query, watch: "true" });
    watch.started(this.#connection.send({ method: "GET", url, accept: "application/json" }, watch));
    return watch;
  }

  discover(cluster: string, answer: (answer: DiscoveryAnswer) => void): void {
    const refuse = (error: KubeError) => answer({ ok: false, error });
    this.#documents(cluster, ["/api", "/apis"], refuse, ([core, groups]) => {
      const aggregated = [core, groups].map(rowsOfAggregated);
      if (aggregated.every((rows) => rows !== undefined)) {
        return answer({ ok: true, resources: preferredRows(aggregated.flat()) });
      }
      this.#documents(cluster, versionPaths(core, groups), refuse, (lists) => {
        answer({ ok: true, resources: preferredRows(lists.map(rowsOfPlain)) });
      });
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const open of [...this.#open]) open.stop();
    this.#connection.close();
  }

  /** Gets some documents; all of them, or the first refusal: half of discovery proves nothing. */
  #documents(
    cluster: string,
    paths: readonly string[],
    refuse: (error: KubeError) => void,
    done: (documents: readonly unknown[]) => void,
  ): void {
    const documents: unknown[] = new Array(paths.length);
    let left = paths.length;
    if (left === 0) return done([]);
    paths.forEach((path, at) => {
      const url = clusterUrl(this.#server, cluster) + path;
      this.#send({ method: "GET", url, accept: aggregatedAccept }, (text) => {
        const parsed = toApiAnswer(text);
        if (left <= 0) return;
        if (!parsed.ok) {
          left = 0;
          return refuse(parsed.error);
        }
        documents[at] = parsed.body;
        if (--left === 0) done(documents);
      });
    });
  }

  /** Sends a request and collects its answer, once, and not at all after `close`. */
  #send(request: HttpRequest, answer: (answer: TextAnswer) => void): void {
    if (this.#isClosed) return;
    let call: HttpCall | null = null;
    const open = { stop: () => (deadline.cancel(), call?.abort()) };
    const settle = (text: TextAnswer) => {
      if (!this.#open.delete(open)) return;
      deadline.cancel();
      answer(text);
    };
    const fail = (message: string, cause?: unknown) =>
      settle({ ok: false, error: unreachable(message, cause) });
    const deadline = this.#clock.after(this.#requestTimeoutMs, () => {
      fail(`the server did not answer within ${this.#requestTimeoutMs} ms`);
      call?.abort();
    });
    this.#open.add(open);
    call = this.#connection.send(request, {
      failed: (error) => fail(whyUnreached(error), error),
      response: (response) => collectAnswer(response, settle, fail),
    });
  }
}
