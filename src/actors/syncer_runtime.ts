/** The society of one syncer process: one mailbox, one edge, and the same actors that the centre would run for them. @module */
import { syncerAddress } from "../machines/addresses.ts";
import type { SyncerInput } from "../machines/syncer.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import type { Journal } from "../ports/journal.ts";
import type { Log } from "../ports/log.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Marker } from "./copies/mark.ts";
import { createEdgeClusterKind } from "./edge_cluster.ts";
import { createHeartbeatKind } from "./heartbeat.ts";
import { createObjectCache } from "./object_cache.ts";
import { createReflectorKind } from "./reflector/reflector.ts";
import type { Runtime } from "./runtime.ts";
import { createSyncerKind } from "./syncer.ts";
import { createSystem } from "./system/system.ts";
import type { UpsyncQuota } from "./copies/upsync_quota.ts";
import { createUpsyncKind } from "./upsync.ts";
import { createGuardedApi } from "./way/guarded_api.ts";

export interface SyncerRuntimeOptions {
  /** The way to the server that has the mailbox; all that is asked of it is about the mailbox. */
  readonly hub: ClusterApi;
  readonly edge: ClusterApi;
  readonly names: SyncerInput;
  readonly upsyncQuota?: UpsyncQuota;
  /** Writes and knows the marks of what this installation made. */
  readonly marker: Marker;
  /** The status of one object is written at most once in this time; 1,000 ms. */
  readonly statusIntervalMs?: number;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly journal?: Journal;
  readonly log: Log;
}

export type SyncerRuntime = Pick<Runtime, "directory" | "feed" | "system" | "start" | "stop">;

export function createSyncerRuntime(options: SyncerRuntimeOptions): SyncerRuntime {
  const { names, upsyncQuota: quota, marker, statusIntervalMs, clock, randomness, journal, log } = options;
  const guarded = (api: ClusterApi) => createGuardedApi(api, { clock, randomness });
  const hub = guarded(options.hub);
  const byName = new Map<string, ClusterApi>([["hub", hub], [`edge:${names.edge}`, guarded(options.edge)]]);
  const apis = (source: string) => byName.get(source);
  const cache = createObjectCache();
  const system = createSystem({
    kinds: [
      createSyncerKind(names),
      createReflectorKind({ apis, cache, marker, gateOf: () => null }),
      createEdgeClusterKind({ hub, apis, cache, marker, statusIntervalMs }),
      createHeartbeatKind(hub, clock),
      createUpsyncKind({ hub, apis, cache, marker, quota }),
    ],
    clock,
    randomness,
    journal,
    log,
  });
  return {
    directory: system.directory,
    feed: system.feed,
    system,
    start() {
      system.start();
      system.tell(syncerAddress, { type: "syncer.started" });
    },
    stop: () => system.stop(),
  };
}
