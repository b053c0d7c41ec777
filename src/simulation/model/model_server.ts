/**
 * A model of an API server: fast, authoritative, with its whole history, and with knobs for what real ones do at their worst.
 *
 * It holds the API conventions that the runtime relies on: versions, preconditions, finalizers, status apart from spec, field
 * ownership, snapshots for paged lists, compaction. What controllers of a cluster do, stands in `*_life.ts`. @module
 */
import type { KubeObject } from "../../kube/object.ts";
import { parseLabelSelector } from "../../kube/label_selector_text.ts";
import { type ApiResource, groupResourceKey, type Gvr } from "../../kube/resource.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ApiAnswer, ApiRequest, WatchHandle, WatchRequest, WatchSink } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import type { Randomness } from "../../ports/randomness.ts";
import { lookUp } from "./call.ts";
import { Catalog, type CatalogBackup } from "./catalog.ts";
import { type Author, type Commit, type History, storageKey } from "./history.ts";
import { pageOf } from "./list_page.ts";
import { ModelStore, type StoreBackup, type StoreOptions } from "./model_store.ts";
import { notFound, refuse, tooLarge } from "./refusals.ts";
import { Writes } from "./writes.ts";

export interface ModelServerOptions extends StoreOptions {
  /** `hub`, or the edge's name. */
  readonly name: string;
  readonly randomness: Randomness;
  /** What every cluster serves. */
  readonly rows: readonly ApiResource[];
  /** A server may answer with shorter pages than were asked for. */
  readonly pageMax: number;
}

export class ModelServer {
  readonly name: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly catalog: Catalog;
  wasReset = false;
  /** Times before which no bookmark is sent, and no new workspace becomes ready. */
  bookmarksFrom = 0;
  workspacesReadyFrom = 0;
  readonly #pageMax: number;
  readonly #store: ModelStore;
  readonly #writes: Writes;

  constructor(options: ModelServerOptions) {
    this.name = options.name;
    this.clock = options.clock;
    this.randomness = options.randomness;
    this.catalog = new Catalog(options.rows);
    this.#pageMax = options.pageMax;
    this.#store = new ModelStore(options);
    this.#writes = new Writes(this.#store, options.clock, options.randomness);
  }

  get history(): History {
    return this.#store.history;
  }

  /** Called after each write, in order of joining. */
  get onCommit(): ((commit: Commit) => void)[] {
    return this.#store.onCommit;
  }

  revisionOf(resourceVersion: string): number {
    return this.#store.revisionOf(resourceVersion);
  }

  clusterId(pathOrId: string): string | undefined {
    return this.catalog.clusterId(pathOrId);
  }

  rows(cluster: string): readonly ApiResource[] {
    return this.catalog.rows(cluster);
  }

  rowOf(cluster: string, resource: Gvr): ApiResource | undefined {
    return this.catalog.rowOf(cluster, resource);
  }

  find(resource: Gvr, cluster: string, namespace: string, name: string): KubeObject | null {
    return this.history.find(
      groupResourceKey(resource),
      storageKey(this.clusterId(cluster) ?? "?", namespace, name),
    );
  }

  list(resource: Gvr, cluster: string): KubeObject[] {
    return this.history.list(groupResourceKey(resource), this.clusterId(cluster) ?? "?");
  }

  handle(request: ApiRequest, author: Author): ApiAnswer {
    const cluster = this.clusterId(request.cluster);
    if (cluster === undefined) return refuse(403, "Forbidden", `workspace ${request.cluster} is not there`);
    const row = this.rowOf(cluster, request.resource);
    if (row === undefined) return refuse(404, "NotFound", "the server could not find the requested resource");
    if (request.subresource !== undefined && !row.subresources?.includes(request.subresource)) {
      return refuse(404, "NotFound", "the server could not find the requested resource");
    }
    return request.verb === "list"
      ? pageOf(this.#store, cluster, row, request, this.#pageMax)
      : this.#handleOne(cluster, row, request, author);
  }

  #handleOne(cluster: string, row: ApiResource, request: ApiRequest, author: Author): ApiAnswer {
    const call = lookUp(this.history, cluster, row, request, author);
    switch (request.verb) {
      case "get":
        return call.known === null ? notFound(row, call.name) : { ok: true, status: 200, body: call.known };
      case "create":
        return this.#writes.create(call);
      case "update":
        return this.#writes.update(call);
      case "patch":
        return this.#writes.patch(call);
      case "delete":
        return this.#writes.delete(call);
      default:
        return refuse(405, "MethodNotAllowed", `${request.verb} is not allowed`);
    }
  }

  /** Follows from `query.resourceVersion`; what happened since is told from inside this call. */
  watch({ cluster: where, resource, query = {} }: WatchRequest, sink: WatchSink): WatchHandle {
    const refused = (error: KubeError): WatchHandle => {
      sink.closed(error);
      return { stop: () => {} };
    };
    const cluster = this.clusterId(where);
    if (cluster === undefined) {
      return refused(new KubeError(403, "Forbidden", `workspace ${where} is not there`));
    }
    if (this.rowOf(cluster, resource) === undefined) {
      return refused(new KubeError(404, "NotFound", "not served"));
    }
    const from = this.revisionOf(query["resourceVersion"] ?? "");
    if (from < this.history.compacted) {
      return refused(new KubeError(410, "Expired", "too old resource version"));
    }
    if (from > this.history.revision) return refused(tooLarge());
    const selector = parseLabelSelector(query["labelSelector"] ?? "");
    const watch = { resource: groupResourceKey(resource), cluster, selector, sink };
    return this.#store.watches.open(watch, this.history, from);
  }

  /** Tells every watch how far it is. */
  bookmark(): void {
    if (this.clock.now() < this.bookmarksFrom) return;
    this.#store.watches.bookmark(this.#store.resourceVersion(this.history.revision));
  }

  /** Ends the watches of one resource of one cluster, as a server does that stops serving it. */
  endWatches(cluster: string, resource: string): void {
    this.#store.watches.end(cluster, resource);
  }

  /** Another machine under the same name: no object, no history. */
  reset(): void {
    this.wasReset = true;
    this.#store.watches.endAll(new KubeError(0, "Unreachable", "reset"));
    this.#store.clear();
  }

  backup(): Backup {
    return { store: this.#store.backup(), catalog: this.catalog.backup() };
  }

  /** The same server as it was: its watches end, and its next versions are used for the second time (F27). */
  restore({ store, catalog }: Backup): void {
    this.#store.watches.endAll(new KubeError(0, "Unreachable", "restored"));
    this.#store.restore(store);
    this.catalog.restore(catalog);
  }
}

/** What a server had at one moment: everything that a backup holds. */
export interface Backup {
  readonly store: StoreBackup;
  readonly catalog: CatalogBackup;
}
