/** Everything that the servers of one run ever stored: what came, what went, and what is there at the end. @module */
import { createMemoryStore } from "../../adapters/memory/memory_store.ts";
import { type ApiBinding, logicalClusters, pathAnnotation } from "../../kube/kcp_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ObjectStore, ObjectVersion } from "../../ports/object_store.ts";

/** One object from its creation to its end; another UID is another life. Times are milliseconds since the epoch. */
export interface ObjectLife {
  readonly uid: string;
  readonly bornAt: number;
  /** Null while it is there. */
  endedAt: number | null;
}

/** All lives of the objects that had one name in one place. */
export interface LedgerEntry {
  readonly server: string;
  readonly cluster: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** What the server made the name from, or null when a client chose the name. */
  readonly base: string | null;
  readonly lives: ObjectLife[];
  /** As it is stored now; null when it is not there. */
  object: KubeObject | null;
}

const clusterResource = groupResourceKey(logicalClusters);

export class ObjectLedger {
  readonly #clock: Clock;
  readonly #entries = new Map<string, LedgerEntry>();
  /** Paths of logical clusters by their ids, also of those that are gone. */
  readonly paths = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  entries(): Iterable<LedgerEntry> {
    return this.#entries.values();
  }

  /** A memory store of which everything is written down here. */
  storeOf(server: string): ObjectStore {
    const store = createMemoryStore();
    const append = (versions: readonly ObjectVersion[]) => {
      for (const version of versions) this.#enter(server, version);
      store.append(versions);
    };
    return {
      load: () => store.load(),
      append,
      forget: (revisions, compacted) => store.forget(revisions, compacted),
      readMeta: (key) => store.readMeta(key),
      writeMeta: (key, value) => store.writeMeta(key, value),
      flushed: () => store.flushed(),
      close: () => store.close(),
    };
  }

  #enter(server: string, { resource, cluster, namespace, name, object }: ObjectVersion): void {
    const key = [server, cluster, resource, namespace, name].join("|");
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const base = object === null ? null : baseOf(object);
      entry = { server, cluster, resource, namespace, name, base, lives: [], object: null };
      this.#entries.set(key, entry);
    }
    this.#live(entry, object?.metadata.uid ?? null);
    entry.object = object;
    const path = resource === clusterResource ? object?.metadata.annotations?.[pathAnnotation] : undefined;
    if (path !== undefined) this.paths.set(cluster, path);
  }

  #live({ lives }: LedgerEntry, uid: string | null): void {
    const last = lives.at(-1);
    const isSame = last !== undefined && last.endedAt === null && last.uid === uid;
    if (isSame) return;
    if (last !== undefined && last.endedAt === null) last.endedAt = this.#clock.now();
    if (uid !== null) lives.push({ uid, bornAt: this.#clock.now(), endedAt: null });
  }
}

/**
 * As the API server does for `generateName`, the token controller for the Secrets of ServiceAccounts, and kcp for a workspace's first
 * bindings, whose names end with a hash of the logical cluster's id.
 */
function baseOf(object: KubeObject): string | null {
  const { name, generateName, annotations } = object.metadata;
  const account = annotations?.["kubernetes.io/service-account.name"];
  if (object.type === "kubernetes.io/service-account-token" && account !== undefined) {
    return `${account}-token-`;
  }
  const bound = object.kind === "APIBinding"
    ? (object as ApiBinding).spec?.reference?.export?.name
    : undefined;
  const isHashed = bound !== undefined && name.startsWith(`${bound}-`) && name.length === bound.length + 6;
  return isHashed ? `${bound}-` : generateName ?? null;
}
