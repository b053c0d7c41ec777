/** A way to an API server that can be made to fail: cut off, told late, or told nothing. For embedded worlds. @module */
import type { Clock } from "../ports/clock.ts";
import type { ClusterApi, WatchHandle, WatchRequest, WatchSink } from "../ports/cluster_api.ts";
import { KubeError } from "../ports/kube_error.ts";

export interface FaultyApi {
  /** What the runtime under test is given. */
  readonly api: ClusterApi;
  /** Every call is answered Unreachable and every watch ends, until {@link FaultyApi.reconnect}; idempotent. */
  disconnect(): void;
  reconnect(): void;
  /** Watch events and ends of watches wait until {@link FaultyApi.releaseWatches}; reads are answered as ever. */
  holdWatches(): void;
  releaseWatches(): void;
  /** Ends every open watch as a lost connection does, and forgets what was held back. */
  cutWatches(): void;
}

interface Link {
  connected: boolean;
  holding: boolean;
  readonly open: Set<OpenWatch>;
  /** In the order in which the server told them, over all watches. */
  readonly held: { readonly watch: OpenWatch; readonly tell: () => void }[];
}

interface OpenWatch {
  readonly sink: WatchSink;
  stopServer: () => void;
}

/** `clock` delivers the refusals, so that none is answered from inside the call. */
export function createFaultyApi(api: ClusterApi, clock: Clock): FaultyApi {
  const link: Link = { connected: true, holding: false, open: new Set(), held: [] };
  return {
    api: {
      call(request, answer) {
        if (link.connected) api.call(request, answer);
        else clock.after(0, () => answer({ ok: false, error: unreachable() }));
      },
      watch: (request, sink) => openWatch(api, link, request, sink, clock),
      discover(cluster, answer) {
        if (link.connected) api.discover(cluster, answer);
        else clock.after(0, () => answer({ ok: false, error: unreachable() }));
      },
      close() {
        for (const watch of [...link.open]) forget(link, watch);
        api.close();
      },
    },
    disconnect() {
      link.connected = false;
      cutWatches(link);
    },
    reconnect: () => void (link.connected = true),
    holdWatches: () => void (link.holding = true),
    releaseWatches() {
      link.holding = false;
      for (const { watch, tell } of link.held.splice(0)) if (link.open.has(watch)) tell();
    },
    cutWatches: () => cutWatches(link),
  };
}

function unreachable(): KubeError {
  return new KubeError(0, "Unreachable", "the connection was cut by the scenario");
}

function cutWatches(link: Link): void {
  link.holding = false;
  link.held.length = 0;
  for (const watch of [...link.open]) {
    forget(link, watch);
    watch.sink.closed(unreachable());
  }
}

function forget(link: Link, watch: OpenWatch): void {
  link.open.delete(watch);
  watch.stopServer();
}

function openWatch(
  api: ClusterApi,
  link: Link,
  request: WatchRequest,
  sink: WatchSink,
  clock: Clock,
): WatchHandle {
  const watch: OpenWatch = { sink, stopServer: () => {} };
  link.open.add(watch);
  const stop = (): void => forget(link, watch);
  if (!link.connected) {
    const refuse = () => {
      if (link.open.delete(watch)) sink.closed(unreachable());
    };
    clock.after(0, refuse);
    return { stop };
  }
  const handle = api.watch(request, heldSink(link, watch));
  watch.stopServer = () => handle.stop();
  if (!link.open.has(watch)) handle.stop();
  return { stop };
}

/** Tells at once, or puts by while the link holds; a watch that was stopped or cut is told nothing more. */
function heldSink(link: Link, watch: OpenWatch): WatchSink {
  const tell = (told: () => void): void => {
    if (!link.open.has(watch)) return;
    if (link.holding) link.held.push({ watch, tell: told });
    else told();
  };
  return {
    opened: () => tell(() => watch.sink.opened?.()),
    event: (event) => tell(() => watch.sink.event(event)),
    closed: (error) =>
      tell(() => {
        link.open.delete(watch);
        watch.sink.closed(error);
      }),
  };
}
