/** Begins and ends watches: initial events, bookmarks, time-outs, kinds that go away (KEP-956, KEP-3157). @module */
import { groupResourceKey } from "../../kube/resource.ts";
import type { Timer } from "../../ports/clock.ts";
import type { WatchHandle, WatchSink } from "../../ports/cluster_api.ts";
import type { Call, Server } from "../request/call.ts";
import { type ObjectFilter, readFilter } from "../request/object_filter.ts";
import { objectsAt } from "../request/list.ts";
import { readBoolean, readWhole } from "../request/parameters.ts";
import { expired, tooLargeResourceVersion } from "../request/refusals.ts";
import { readRevision } from "../request/resource_version.ts";
import { StreamIndex, type StreamScope } from "./stream_index.ts";
import { eventOf, WatchStream } from "./watch_stream.ts";
import { type InitialEvents, readInitialEvents } from "./initial_events.ts";

/** As kube-apiserver's watch cache. */
const bookmarkPeriodMs = 60_000;
const initialEventsEnd = { "k8s.io/initial-events-end": "true" };

interface OpenWatch {
  readonly stream: WatchStream;
  readonly scope: StreamScope;
  readonly call: Call;
  readonly wantsBookmarks: boolean;
  timeout: Timer | null;
}

export class Watcher {
  readonly #server: Server;
  readonly #index = new StreamIndex();
  readonly #byCluster = new Map<string, Set<OpenWatch>>();
  readonly #bookmarked = new Set<OpenWatch>();
  #bookmarkTimer: Timer | null = null;

  constructor(server: Server) {
    this.#server = server;
    server.feed.addListener((change) => this.#index.deliver(change));
    server.catalog.onChange((cluster) => this.#endUnserved(cluster));
  }

  /** @throws KubeError when the watch is refused before it began. */
  watch(call: Call, sink: WatchSink): WatchHandle {
    const query = call.request.query ?? {};
    const filter = readFilter(call.kind, query);
    const initial = readInitialEvents(query);
    // Everything that can be refused comes before the first event.
    const timeoutSeconds = readWhole(query, "timeoutSeconds");
    const after = this.#startAfter(call, initial);
    const open = this.#open(call, filter, sink, after);
    this.#tellInitial(open, filter, initial);
    this.#limitTime(open, timeoutSeconds);
    return { stop: () => this.#stop(open) };
  }

  /** Ends every watch. */
  endAll(): void {
    for (const watches of [...this.#byCluster.values()]) {
      for (const open of [...watches]) this.#end(open);
    }
  }

  #startAfter({ request }: Call, initial: InitialEvents): number {
    const { storage } = this.#server;
    const { revision } = storage;
    const asked = readRevision(request.query) ?? 0;
    if (asked > revision) throw tooLargeResourceVersion(asked, revision);
    if (initial !== "changes") return revision;
    const oldest = storage.oldestFor(asked);
    if (asked < oldest) throw expired(asked, oldest);
    return asked;
  }

  #open(call: Call, filter: ObjectFilter, sink: WatchSink, after: number): OpenWatch {
    const { kind, cluster, request, server } = call;
    const failed = () => this.#forget(open);
    const stream = new WatchStream({
      kind,
      filter,
      sink,
      failed,
      log: server.log,
      after: server.storage.revision,
    });
    const resource = groupResourceKey(kind);
    const scope = { resource, cluster, namespace: request.namespace, name: filter.name };
    const wantsBookmarks = readBoolean(request.query ?? {}, "allowWatchBookmarks") ?? false;
    const open: OpenWatch = { stream, scope, call, wantsBookmarks, timeout: null };
    this.#register(open);
    sink.opened?.();
    this.#replay(open, filter, after);
    return open;
  }

  #register(open: OpenWatch): void {
    this.#index.add(open.scope, open.stream);
    const watches = this.#byCluster.get(open.scope.cluster) ?? new Set();
    this.#byCluster.set(open.scope.cluster, watches.add(open));
    if (!open.wantsBookmarks) return;
    this.#bookmarked.add(open);
    this.#armBookmarks();
  }

  /** Changes after the version asked for, of which the watch has not been told. */
  #replay({ stream, scope, call }: OpenWatch, filter: ObjectFilter, after: number): void {
    const missed = this.#server.storage.changesAfter(scope.resource, after).filter(({ key }) =>
      isIn(key, scope)
    );
    stream.tell(missed.flatMap((change) => eventOf(change, filter, call.kind) ?? []));
  }

  #tellInitial(
    { stream, call, wantsBookmarks }: OpenWatch,
    filter: ObjectFilter,
    initial: InitialEvents,
  ): void {
    if (initial !== "state" && initial !== "stateAndEnd") return;
    const { revision } = this.#server.storage;
    stream.tell([...objectsAt(call, revision, filter)].map((object) => ({ type: "ADDED" as const, object })));
    if (initial === "stateAndEnd" && wantsBookmarks) stream.bookmark(revision, initialEventsEnd);
  }

  #limitTime(open: OpenWatch, seconds: number | undefined): void {
    if (seconds === undefined || seconds === 0 || !open.stream.isOpen) return;
    open.timeout = this.#server.clock.after(seconds * 1000, () => this.#end(open));
  }

  #armBookmarks(): void {
    this.#bookmarkTimer ??= this.#server.clock.after(bookmarkPeriodMs, () => {
      this.#bookmarkTimer = null;
      for (const { stream } of [...this.#bookmarked]) stream.bookmark(this.#server.storage.revision);
      if (this.#bookmarked.size > 0) this.#armBookmarks();
    });
  }

  /** A last bookmark spares the client the way back over changes that did not concern it. */
  #end(open: OpenWatch): void {
    if (open.wantsBookmarks) open.stream.bookmark(this.#server.storage.revision);
    this.#forget(open);
    open.stream.end(null);
  }

  #stop(open: OpenWatch): void {
    this.#forget(open);
    open.stream.stop();
  }

  #forget(open: OpenWatch): void {
    open.timeout?.cancel();
    this.#index.remove(open.scope, open.stream);
    this.#bookmarked.delete(open);
    const watches = this.#byCluster.get(open.scope.cluster);
    watches?.delete(open);
    if (watches?.size === 0) this.#byCluster.delete(open.scope.cluster);
    if (this.#bookmarked.size > 0) return;
    this.#bookmarkTimer?.cancel();
    this.#bookmarkTimer = null;
  }

  /** A kind that is no longer served has no watchers: they come back and are told 404. */
  #endUnserved(cluster: string): void {
    const { catalog } = this.#server;
    for (const open of [...this.#byCluster.get(cluster) ?? []]) {
      if (catalog.resolve(cluster, open.call.kind) === undefined) this.#end(open);
    }
    for (const open of [...this.#byCluster.get("*") ?? []]) {
      if (catalog.resolveAnywhere(open.call.kind) === undefined) this.#end(open);
    }
  }
}

function isIn(
  key: { readonly cluster: string; readonly namespace: string; readonly name: string },
  { cluster, namespace, name }: StreamScope,
): boolean {
  return (cluster === "*" || key.cluster === cluster) &&
    (namespace === undefined || key.namespace === namespace) && (name === undefined || key.name === name);
}
