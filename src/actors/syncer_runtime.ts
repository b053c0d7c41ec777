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
import { createCurrentSociety } from "./current_society.ts";
import { createEdgeClusterKind } from "./edge_cluster.ts";
import { createHeartbeatKind } from "./heartbeat.ts";
import { createKeptCache } from "./kept/kept_cache.ts";
import { createRestoreGuard, forgetHub } from "./kept/restore_guard.ts";
import { createObjectCache } from "./object_cache.ts";
import { createReflectorKind } from "./reflector/reflector.ts";
import type { Runtime } from "./runtime.ts";
import { createSyncerKind } from "./syncer.ts";
import { createSystem, type System } from "./system/system.ts";
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

export interface SyncerRuntime extends Pick<Runtime, "directory" | "feed" | "start" | "stop"> {
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
  const make = () =>
    createSystem({
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
  const current = createCurrentSociety();
  let system: System | null = null;
  const start = () => {
    keeping?.guard.wake();
    system = make();
    const { directory, feed } = system;
    current.show({ directory, feed, explainer: { explain: () => undefined } });
    system.start();
    system.tell(syncerAddress, { type: "syncer.started" });
    if (credential !== undefined) system.tell(credentialAddress, { type: "syncer.started" });
  };
  const stop = () => {
    keeping?.cache.detach();
    keeping?.guard.rest();
    system?.stop();
    system = null;
  };
  keeping?.whenRestored(() => {
    if (system === null) return;
    stop();
    keeping.cache.distrustVersions();
    keeping.cache.attach();
    start();
  });
  return {
    directory: current.directory,
    feed: current.feed,
    start,
    stop,
    restored: () => keeping?.guard.frozen() ?? null,
    acknowledgeRestore: () => keeping?.guard.acknowledge(),
  };
}

/** What was kept of another mailbox is forgotten: an edge that was re-created under its old name is another edge. */
function claim(store: ObjectStore, mailbox: string): void {
  const known = store.readMeta("mailbox");
  if (known === mailbox) return;
  if (known !== undefined) {
    store.forget([...store.load().versions].map(({ revision }) => revision), 0);
    forgetHub(store);
  }
  store.writeMeta("mailbox", mailbox);
}

/**
 * The mailbox's views are kept, the edge's are not: what is at the edge is asked of the edge. When the hub has gone back, many actors know
 * versions that it has not given out yet; all of them are made anew.
 */
function keep(store: ObjectStore, { names, clock, log }: SyncerRuntimeOptions) {
  claim(store, names.mailbox);
  const cache = createKeptCache(store, (reflector) => reflector.startsWith("reflector/hub/"));
  let renew = () => {};
  const guard = createRestoreGuard({
    memory: store,
    clock,
    onRestored: (restored) => {
      log.warn({ restored }, "the hub has gone back in time; nothing is deleted at the edge");
      clock.after(0, () => renew());
    },
  });
  return { cache, guard, whenRestored: (act: () => void) => void (renew = act) };
}
