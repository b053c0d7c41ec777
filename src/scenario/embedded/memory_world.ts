/** A world in memory, on whichever clock: hub, edges and runtime without sockets or disk. @module */
import { createInProcessApi } from "../../adapters/memory/in_process_api.ts";
import { createMemoryStore } from "../../adapters/memory/memory_store.ts";
import { createMemoryWeb } from "../../adapters/memory/memory_web.ts";
import { seededRandomness } from "../../adapters/memory/seeded_randomness.ts";
import { createMarker } from "../../actors/copies/mark.ts";
import { createEdgeCluster, type EdgeCluster } from "../../edge/edge_cluster.ts";
import { edgeExports } from "../../hub/kinds/exports/edge_exports.ts";
import { masterCaller } from "../../ports/api_backend.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { ObjectStore } from "../../ports/object_store.ts";
import type { Randomness } from "../../ports/randomness.ts";
import type { Pace } from "../play/pace.ts";
import type { EdgeSpec, Scenario } from "../story/scenario.ts";
import type { EdgeWorld, World } from "../world.ts";
import { createEmbeddedHub } from "./embedded_hub.ts";
import { type CentreMaker, createRuntimeControl, type EmbeddedRuntime } from "./runtime_control.ts";

/** Whose time it is, and how a story lets it go by. */
export interface WorldTime {
  readonly clock: Clock;
  readonly pace: Pace;
  /** The time of the person who watches. */
  readonly wall: Clock;
}

export interface MemoryWorld {
  readonly world: World;
  close(): Promise<void>;
}

const markKeyLength = 50;

/** What the hub says of where it is; nothing listens there. */
const front = { baseUrl: "https://hub.invalid:6443", certificate: "" };

interface MemoryEdge {
  readonly spec: EdgeSpec;
  readonly cluster: EdgeCluster;
  readonly api: ClusterApi;
  readonly web: ReturnType<typeof createMemoryWeb>;
}

/** What stands between the runtime and a server (`hub`, or an edge's name); a simulation puts its faults there. */
export type Detour = (server: string, api: ClusterApi) => ClusterApi;

export interface MemoryWorldOptions {
  /** Default: none. */
  readonly detour?: Detour;
  /** Where the runtime and the player write down what they do; default: nowhere. */
  readonly journal?: Journal;
  /** Where a server keeps its objects; default: in a memory store of its own. */
  readonly store?: (server: string) => ObjectStore;
  /** Default: the runtime as it is. */
  readonly makeRuntime?: CentreMaker;
}

/** The runtime is started. */
export async function openMemoryWorld(
  scenario: Scenario,
  { clock, pace, wall }: WorldTime,
  log: Log,
  { detour = (_server, api) => api, journal, store = createMemoryStore, makeRuntime }: MemoryWorldOptions =
    {},
): Promise<MemoryWorld> {
  const randomness = streams(scenario.seed);
  const embedded = createEmbeddedHub({ store: store("hub"), clock, randomness: randomness(), log });
  embedded.startControllers(front);
  const apiOf = (backend: Parameters<typeof createInProcessApi>[0]["backend"]) =>
    createInProcessApi({ backend, caller: masterCaller, clock });
  const edges = scenario.edges.map((spec): MemoryEdge => {
    const web = createMemoryWeb();
    const { portMappings: portMap } = spec.kindConfig;
    const options = { store: store(spec.name), clock, randomness: randomness(), log, web, portMap };
    const cluster = createEdgeCluster({ name: spec.name, ...options });
    return { spec, cluster, web, api: apiOf(cluster.hub) };
  });
  const runtime = createRuntimeControl({
    hub: detour("hub", apiOf(embedded.hub)),
    edges: edges.map(({ spec, api }) => ({ spec, api: detour(spec.name, api) })),
    marker: createMarker(randomness().base36(markKeyLength)),
    clock,
    randomness: randomness(),
    journal,
    log,
    makeRuntime,
  });
  await runtime.start();
  const world: World = {
    pace,
    wall,
    hub: apiOf(embedded.hub),
    edges: new Map(edges.map((edge) => [edge.spec.name, edgeWorld(edge, runtime)])),
    builtins: new Map([["edge-exports", edgeExports()]]),
    runtime,
    journal: journal ?? null,
  };
  return {
    world,
    async close() {
      await runtime.stop();
      for (const { cluster } of edges) cluster.stop();
      embedded.stop();
    },
  };
}

/** A stream of its own for every part, so that one part's draws do not shift another's. */
function streams(seed: number): () => Randomness {
  let count = 0;
  return () => seededRandomness((seed + 0x9e3779b9 * count++) >>> 0);
}

function edgeWorld({ spec: { name }, api, web }: MemoryEdge, runtime: EmbeddedRuntime): EdgeWorld {
  return {
    api,
    fetchPage: (hostPort) => Promise.resolve(web.fetch(hostPort, "/") ?? null),
    disconnect: () => runtime.disconnect(name),
    reconnect: () => runtime.reconnect(name),
  };
}
