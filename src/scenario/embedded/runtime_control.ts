/** Starts and stops the runtime under test, over the same servers, with the faults a story asks for. @module */
import type { Marker } from "../../actors/copies/mark.ts";
import { createRestoreGuard, type GuardMemory } from "../../actors/kept/restore_guard.ts";
import { createMemoryStore } from "../../adapters/memory/memory_store.ts";
import { type CentreRuntime, createRuntime } from "../../actors/runtime.ts";
import type { ActorDirectory } from "../../ports/actor_directory.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Log } from "../../ports/log.ts";
import type { Randomness } from "../../ports/randomness.ts";
import { createFaultyApi, type FaultyApi } from "../faulty_api.ts";
import type { EdgeSpec } from "../story/scenario.ts";
import type { RuntimeControl } from "../world.ts";
import { createWriteCounter } from "./counting_api.ts";
import { createCurrentSociety, type Society } from "../../actors/current_society.ts";

/** What the runtime must know of an edge: its name, and the SyncTarget that stands for it. */
export type RuntimeEdgeSpec = Pick<EdgeSpec, "name" | "syncTarget">;

export interface RuntimeControlOptions {
  readonly hub: ClusterApi;
  readonly edges: readonly { readonly spec: RuntimeEdgeSpec; readonly api: ClusterApi }[];
  readonly marker: Marker;
  /** Where it is remembered how far the hub had come. Absent: as long as this lives. */
  readonly memory?: GuardMemory;
  /** The status of one object is written at most once in this time; 1,000 ms. */
  readonly statusIntervalMs?: number;
  /** See `RuntimeOptions.access`. */
  readonly access?: "kept";
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly journal?: Journal;
  readonly log: Log;
}

export interface EmbeddedRuntime extends RuntimeControl {
  /** For windows: shows whichever runtime runs. */
  readonly society: Society;
  /** In words, that the hub was seen to have gone back in time; null when it was not, or a person has said that it is well. */
  restored(): string | null;
  acknowledgeRestore(): void;
  disconnect(edge: string): void;
  reconnect(edge: string): void;
}

export function createRuntimeControl(options: RuntimeControlOptions): EmbeddedRuntime {
  const { marker, statusIntervalMs, clock, randomness, journal, log } = options;
  const counter = createWriteCounter();
  const hub = createFaultyApi(counter.watchOver("hub", options.hub), clock);
  const edges = new Map(
    options.edges.map(({ spec, api }): [string, { spec: RuntimeEdgeSpec; way: FaultyApi }] => [
      spec.name,
      { spec, way: createFaultyApi(counter.watchOver(spec.name, api), clock) },
    ]),
  );
  const ways = [hub, ...[...edges.values()].map(({ way }) => way)];
  const society = createCurrentSociety();
  let runtime: CentreRuntime | null = null;
  const guard = createRestoreGuard({
    memory: options.memory ?? createMemoryStore(),
    clock,
    onRestored: (restored) => {
      log.warn({ restored }, "the hub has gone back in time; nothing is deleted");
      clock.after(0, renew);
    },
  });

  const make = (): CentreRuntime =>
    createRuntime({
      hub: guard.protect(guard.watchOver(hub.api)),
      edges: [...edges.values()].map(({ spec: { name, syncTarget }, way }) => ({
        name,
        workspace: syncTarget.workspace,
        syncTarget: syncTarget.name,
        api: guard.protect(way.api),
      })),
      marker,
      statusIntervalMs,
      access: options.access,
      clock,
      randomness,
      journal,
      log,
    });

  const start = () => {
    if (runtime !== null) return;
    guard.wake();
    runtime = make();
    society.show(runtime);
    runtime.start();
  };
  const stop = () => {
    society.show(null);
    runtime?.stop();
    runtime = null;
    guard.rest();
    // What the old life had under way is not for the new one to hear.
    for (const way of ways) way.cutWatches();
  };
  /** Many actors know versions that the hub has not given out yet, so all of them are made anew. */
  function renew(): void {
    if (runtime === null) return;
    stop();
    start();
  }

  return {
    society,
    start: () => Promise.resolve(start()),
    stop: () => Promise.resolve(stop()),
    restored: () => guard.frozen(),
    acknowledgeRestore: () => guard.acknowledge(),
    directory: (): ActorDirectory | null => runtime?.directory ?? null,
    writes: () => counter.count(),
    holdWatches: () => ways.forEach((way) => way.holdWatches()),
    releaseWatches: () => ways.forEach((way) => way.releaseWatches()),
    cutWatches: () => ways.forEach((way) => way.cutWatches()),
    disconnect: (edge) => edges.get(edge)?.way.disconnect(),
    reconnect: (edge) => edges.get(edge)?.way.reconnect(),
  };
}
