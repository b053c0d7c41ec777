/** The smallest API server a society of actors can live on: objects by path, versions, watches. For tests of the actors alone. @module */
import { type ApiResource, groupResourceKey, type Gvr } from "../../src/kube/resource.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { parseLabelSelector } from "../../src/kube/label_selector_text.ts";
import { matches } from "../../src/kube/selector.ts";
import type { ApiAnswer, ApiRequest, ClusterApi, WatchSink } from "../../src/ports/cluster_api.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { KubeError } from "../../src/ports/kube_error.ts";

interface Watcher {
  readonly cluster: string;
  readonly resource: string;
  readonly selects: (object: KubeObject) => boolean;
  readonly sink: WatchSink;
}

type Change = (object: KubeObject) => void;

export class TinyServer implements ClusterApi {
  readonly objects = new Map<string, KubeObject>();
  readonly watchers = new Set<Watcher>();
  readonly writes: string[] = [];
  /** Called after each committed write, as a controller would be. */
  readonly controllers: Change[] = [];
  readonly #clock: Clock;
  readonly #resources: readonly ApiResource[];
  /** Paths of logical clusters by id; other names stand for themselves. */
  readonly paths = new Map<string, string>();
  #version = 0;

  constructor(clock: Clock, resources: readonly ApiResource[]) {
    this.#clock = clock;
    this.#resources = resources;
  }

  call(request: ApiRequest, answer: (answer: ApiAnswer) => void): void {
    this.#clock.after(1, () => {
      const reply = this.handle(request);
      this.#clock.after(1, () => answer(reply));
    });
  }

  watch(
    { cluster, resource, query }: Parameters<ClusterApi["watch"]>[0],
    sink: WatchSink,
  ): { stop(): void } {
    const watcher: Watcher = {
      cluster: this.#id(cluster),
      resource: groupResourceKey(resource),
      selects: selects(query),
      sink,
    };
    this.#clock.after(1, () => {
      this.watchers.add(watcher);
      sink.opened?.();
    });
    return { stop: () => void this.watchers.delete(watcher) };
  }

  discover(cluster: string, answer: Parameters<ClusterApi["discover"]>[1]): void {
    void cluster;
    this.#clock.after(1, () => answer({ ok: true, resources: this.#resources }));
  }

  close(): void {
    this.watchers.clear();
  }

  #id(cluster: string): string {
    return this.paths.get(cluster) ?? cluster;
  }

  handle(request: ApiRequest): ApiAnswer {
    const cluster = this.#id(request.cluster);
    const kind = groupResourceKey(request.resource);
    if (request.verb === "list") return this.#list(kind, cluster, request);
    const body = request.body as KubeObject | undefined;
    const name = request.name ?? body?.metadata.name ?? "";
    const key = [cluster, kind, request.namespace ?? "", name].join("|");
    const known = this.objects.get(key);
    if (request.verb === "create" || request.patchType === "apply") {
      if (known !== undefined && request.verb === "create") return refusal(409, "AlreadyExists", name);
      if (known !== undefined) return this.#put(key, merge(known, body as KubeObject), request);
      return this.#put(key, body as KubeObject, request);
    }
    if (known === undefined) return refusal(404, "NotFound", name);
    if (request.verb === "get") return { ok: true, status: 200, body: known };
    if (request.verb === "delete") return this.#delete(key, known, request);
    const expected = body?.metadata.resourceVersion;
    if (expected !== undefined && expected !== known.metadata.resourceVersion) {
      return refusal(409, "Conflict", name);
    }
    const next = request.subresource === "status"
      ? { ...known, status: body?.["status"] }
      : { ...body, status: known["status"] };
    return this.#put(key, next as KubeObject, request);
  }

  #list(kind: string, cluster: string, { query }: ApiRequest): ApiAnswer {
    const items = [...this.objects].filter(([key, object]) => {
      const [inCluster, ofKind] = key.split("|");
      return ofKind === kind && (cluster === "*" || cluster === inCluster) && selects(query)(object);
    }).map(([, object]) => object);
    const body = {
      apiVersion: "v1",
      kind: "List",
      metadata: { resourceVersion: String(this.#version) },
      items,
    };
    return { ok: true, status: 200, body };
  }

  #put(key: string, object: KubeObject, request: ApiRequest): ApiAnswer {
    const [cluster = "", kind = ""] = key.split("|");
    const known = this.objects.get(key);
    this.#version += 1;
    const metadata = {
      ...object.metadata,
      uid: known?.metadata.uid ?? `uid-${this.#version}`,
      resourceVersion: String(this.#version),
      annotations: { ...object.metadata.annotations, "kcp.io/cluster": cluster },
    };
    const stored = { ...object, metadata };
    this.objects.set(key, stored);
    this.#note(request, key);
    this.#tell(known === undefined ? "ADDED" : "MODIFIED", cluster, kind, stored);
    return { ok: true, status: 200, body: stored };
  }

  #delete(key: string, known: KubeObject, request: ApiRequest): ApiAnswer {
    const wanted = (request.body as { preconditions?: { uid?: string } } | undefined)?.preconditions?.uid;
    if (wanted !== undefined && wanted !== known.metadata.uid) {
      return refusal(409, "Conflict", known.metadata.name);
    }
    const [cluster = "", kind = ""] = key.split("|");
    this.#version += 1;
    this.objects.delete(key);
    this.#note(request, key);
    const last = { ...known, metadata: { ...known.metadata, resourceVersion: String(this.#version) } };
    this.#tell("DELETED", cluster, kind, last);
    return { ok: true, status: 200, body: last };
  }

  #note({ verb, subresource, query }: ApiRequest, key: string): void {
    if (query?.["fieldManager"] === undefined && verb !== "delete") return;
    this.writes.push(`${verb}${subresource === undefined ? "" : `/${subresource}`} ${key}`);
  }

  #tell(type: "ADDED" | "MODIFIED" | "DELETED", cluster: string, kind: string, object: KubeObject): void {
    for (const watcher of this.watchers) {
      if (watcher.resource !== kind || (watcher.cluster !== "*" && watcher.cluster !== cluster)) continue;
      if (watcher.selects(object)) {
        this.#clock.after(1, () => this.watchers.has(watcher) && watcher.sink.event({ type, object }));
      }
    }
    for (const controller of this.controllers) this.#clock.after(1, () => controller(object));
  }
}

function selects(query: ApiRequest["query"]): (object: KubeObject) => boolean {
  const selector = parseLabelSelector(query?.["labelSelector"] ?? "");
  return (object) => matches(selector, object.metadata.labels ?? {});
}

function merge(known: KubeObject, applied: KubeObject): KubeObject {
  const metadata = {
    ...known.metadata,
    labels: { ...known.metadata.labels, ...applied.metadata.labels },
    annotations: { ...known.metadata.annotations, ...applied.metadata.annotations },
  };
  return { ...known, ...applied, metadata };
}

function refusal(status: number, reason: "AlreadyExists" | "NotFound" | "Conflict", name: string): ApiAnswer {
  return { ok: false, error: new KubeError(status, reason, `${reason}: ${name}`, { name }) };
}

/** A row of discovery with all verbs. */
export function served({ group, version, resource }: Gvr, scope: "namespaced" | "cluster"): ApiResource {
  const verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];
  return {
    group,
    version,
    resource,
    kind: resource,
    singular: resource,
    namespaced: scope === "namespaced",
    verbs,
  };
}
