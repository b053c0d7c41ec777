/** The society of one syncer process: one mailbox, one edge, and the same actors that the centre would run for them. @module */
import { credentialAddress, syncerAddress } from "../machines/addresses.ts";
import type { SyncerInput } from "../machines/syncer.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import type { Credential } from "../ports/credential.ts";
import type { Journal } from "../ports/journal.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object_store.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Marker } from "./copies/mark.ts";
import { createCredentialKind } from "./credential.ts";
import { createEdgeClusterKind } from "./edge_cluster.ts";
import { createHeartbeatKind } from "./heartbeat.ts";
import { createKeptCache } from "./kept/kept_cache.ts";
import { createRestoreGuard } from "./kept/restore_guard.ts";
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
  /** What the syncer must not forget when it ends: what it last saw of its mailbox. Absent: nothing is kept. It stays the caller's. */
  readonly store?: ObjectStore;
  /** What opens the mailbox, to be renewed in time. Absent: it is somebody else's to renew. */
  readonly credential?: Credential;
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

export interface SyncerRuntime extends Pick<Runtime, "directory" | "feed" | "system" | "start" | "stop"> {
  /** In words, that the hub was seen to have gone back in time; null when it was not, or a person has said that it is well. */
  restored(): string | null;
  acknowledgeRestore(): void;
}

export function createSyncerRuntime(options: SyncerRuntimeOptions): SyncerRuntime {
  const { names, upsyncQuota: quota, marker, statusIntervalMs, clock, randomness, journal, log } = options;
  const guarded = (api: ClusterApi) => createGuardedApi(api, { clock, randomness });
  const keeping = options.store === undefined ? null : keep(options.store, options);
  const hub = guarded(keeping?.guard.watchOver(options.hub) ?? options.hub);
  const edge = guarded(keeping?.guard.protect(options.edge) ?? options.edge);
  const byName = new Map<string, ClusterApi>([["hub", hub], [`edge:${names.edge}`, edge]]);
  const apis = (source: string) => byName.get(source);
  const cache = keeping?.cache ?? createObjectCache();
  const { credential } = options;
  const system = createSystem({
    kinds: [
      ...(credential === undefined ? [] : [createCredentialKind(credential, clock)]),
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
      if (credential !== undefined) system.tell(credentialAddress, { type: "syncer.started" });
    },
    stop() {
      keeping?.cache.detach();
      system.stop();
    },
    restored: () => keeping?.guard.frozen() ?? null,
    acknowledgeRestore: () => keeping?.guard.acknowledge(),
  };
}

/** The mailbox's views are kept, the edge's are not: what is at the edge is asked of the edge. */
function keep(store: ObjectStore, { clock, log }: Pick<SyncerRuntimeOptions, "clock" | "log">) {
  const cache = createKeptCache(store, (reflector) => reflector.startsWith("reflector/hub/"));
  const guard = createRestoreGuard({
    memory: store,
    clock,
    onRestored: (restored) => {
      log.warn({ restored }, "the hub has gone back in time; nothing is deleted at the edge");
      cache.distrustVersions();
    },
  });
  return { cache, guard };
}
