/** A world on sockets and disk: hub, edges, runtime and windows, opened in that order and closed in the other. @module */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openSqliteStore } from "../../adapters/sqlite/sqlite_store.ts";
import { systemClock } from "../../adapters/system/system_clock.ts";
import { systemRandomness } from "../../adapters/system/system_randomness.ts";
import { edgeExports } from "../../hub/kinds/exports/edge_exports.ts";
import { writeKubeconfig } from "../../hub/serve/credentials/kubeconfig.ts";
import { createApp } from "../../http/app.ts";
import { readCharts } from "../../http/charts.ts";
import { serveApp } from "../../http/serve.ts";
import type { Log } from "../../ports/log.ts";
import type { ObjectStore } from "../../ports/object_store.ts";
import { createRuntimeControl, type EmbeddedRuntime } from "../../scenario/embedded/runtime_control.ts";
import { createRealPace } from "../../scenario/play/pace.ts";
import type { EdgeSpec } from "../../scenario/story/scenario.ts";
import type { EdgeWorld, World } from "../../scenario/world.ts";
import type { EdgeConnection } from "../edge_connection.ts";
import type { Settings } from "../options.ts";
import type { RestoredHub } from "../restored_hub.ts";
import { fetchPage, type LiveEdge, openLiveEdge } from "./live_edge.ts";
import { type LiveHub, openLiveHub } from "./live_hub.ts";
import { createLog } from "./log.ts";
import { loadMarker } from "./marker.ts";
import { connectRemoteEdge, type RemoteEdge } from "./remote_edge.ts";
import type { LiveWorld } from "./world.ts";

type Close = () => Promise<void> | void;

/** Opens everything, or nothing: what was opened is closed again when a later part refuses. */
export async function openLiveWorld(
  settings: Settings,
  specs: readonly EdgeSpec[],
  connections: readonly EdgeConnection[],
  restoredHub: RestoredHub,
): Promise<LiveWorld> {
  const closes: Close[] = [];
  let closing: Promise<void> | null = null;
  const close = () => closing ??= closeAll(closes);
  try {
    return await open(settings, { specs, connections, restoredHub }, (one) => closes.unshift(one), close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function closeAll(closes: readonly Close[]): Promise<void> {
  for (const close of closes) await close();
}

/** Edge clusters to serve here, and those to reach elsewhere. */
interface WantedEdges {
  readonly specs: readonly EdgeSpec[];
  readonly connections: readonly EdgeConnection[];
  readonly restoredHub: RestoredHub;
}

async function open(
  settings: Settings,
  { specs, connections, restoredHub }: WantedEdges,
  opened: (close: Close) => void,
  close: () => Promise<void>,
): Promise<LiveWorld> {
  const log = createLog(settings.logLevel);
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
  const hub = await openLiveHub(settings, log);
  opened(() => hub.close());
  const edges: LiveEdge[] = [];
  for (const spec of specs) {
    const edge = await openLiveEdge(spec, settings.dataDir, log);
    opened(() => edge.close());
    edges.push(edge);
  }
  const remote = connections.map((connection) => connectRemoteEdge(connection, log));
  opened(() => remote.forEach(({ api }) => api.close()));
  const here = edges.map(({ spec, connect }) => ({ spec, api: connect() }));
  const memory = openSqliteStore(join(settings.dataDir, "runtime.db"));
  opened(() => memory.close());
  const runtime = await makeRuntime({ settings, memory, log }, hub, [...here, ...remote]);
  if (restoredHub === "accepted") runtime.acknowledgeRestore();
  await runtime.start();
  opened(() => runtime.stop());
  const windows = await openWindows(settings, hub, edges, runtime, log);
  opened(windows.close);
  return { world: await worldOf(hub, edges, runtime), windows, restored: runtime.restored(), close };
}

interface Ground {
  readonly settings: Settings;
  readonly memory: ObjectStore;
  readonly log: Log;
}

async function makeRuntime(
  { settings: { dataDir, statusIntervalMs }, memory, log }: Ground,
  hub: LiveHub,
  edges: readonly RemoteEdge[],
): Promise<EmbeddedRuntime> {
  return createRuntimeControl({
    marker: loadMarker(dataDir),
    memory,
    statusIntervalMs,
    access: "kept",
    hub: await hub.connect(),
    edges,
    clock: systemClock,
    randomness: systemRandomness,
    log,
  });
}

async function openWindows(
  { dataDir, listen }: Settings,
  { kubeconfig: adminKubeconfig }: LiveHub,
  edges: readonly LiveEdge[],
  runtime: EmbeddedRuntime,
  log: Log,
): Promise<LiveWorld["windows"] & { readonly close: Close }> {
  const edgesKubeconfig = edges.length === 0 ? null : join(dataDir, "edges.kubeconfig");
  if (edgesKubeconfig !== null) writeKubeconfig(edgesKubeconfig, edges.map(({ entry }) => entry));
  const app = createApp({ ...runtime.society, clock: systemClock, log, charts: readCharts() });
  const server = await serveApp({ app, listen });
  return { actorsUrl: server.url, adminKubeconfig, edgesKubeconfig, close: () => server.close() };
}

async function worldOf(hub: LiveHub, edges: readonly LiveEdge[], runtime: EmbeddedRuntime): Promise<World> {
  return {
    pace: createRealPace(systemClock),
    wall: systemClock,
    hub: await hub.connect(),
    edges: new Map(edges.map((edge) => [edge.spec.name, edgeWorld(edge, runtime)])),
    builtins: new Map([["edge-exports", edgeExports()]]),
    runtime,
    journal: null,
  };
}

function edgeWorld({ spec: { name }, connect }: LiveEdge, runtime: EmbeddedRuntime): EdgeWorld {
  return {
    api: connect(),
    fetchPage,
    disconnect: () => runtime.disconnect(name),
    reconnect: () => runtime.reconnect(name),
  };
}
