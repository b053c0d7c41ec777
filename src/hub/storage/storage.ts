/** Current state and recent history of all objects, on top of a durable log. One process, one writer. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ObjectStore, ObjectVersion } from "../../ports/object_store.ts";
import type { Change } from "../objects.ts";
import { groupResourceOf, type ObjectKey } from "./object_key.ts";
import { type Range, VersionTable } from "./version_table.ts";

/** One object to store, or to remove when `object` is null. */
export interface Write {
  readonly key: ObjectKey;
  readonly object: KubeObject | null;
}

/** How much history is kept: as kube-apiserver, 5 minutes, but never more than `changesMax` changes. */
export interface HistoryLimits {
  readonly ageMs: number;
  readonly changesMax: number;
}

export const defaultHistory: HistoryLimits = { ageMs: 5 * 60_000, changesMax: 20_000 };

/** A change with the place it happened at. */
export interface StoredChange extends Change {
  readonly key: ObjectKey;
}

interface ResourceState {
  readonly table: VersionTable;
  /** Ascending by revision, all above the compacted revision. */
  changes: StoredChange[];
}

export class Storage {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #history: HistoryLimits;
  readonly #resources = new Map<string, ResourceState>();
  #recent: StoredChange[] = [];
  #revision: number;
  #compacted: number;
  /** Revisions above the first and below the second were given out before an unclean end, and may be lost. */
  readonly #lost: readonly [number, number];
  /** What was newest at `#markedAt`; becomes the compaction point when the mark is old enough. */
  #markedRevision: number;
  #markedAt: number;

  constructor(store: ObjectStore, clock: Clock, history: HistoryLimits = defaultHistory) {
    this.#store = store;
    this.#clock = clock;
    this.#history = history;
    const state = store.load();
    this.#revision = state.lastRevision;
    this.#compacted = state.compactedRevision;
    this.#lost = [state.knownRevision, state.lastRevision];
    for (const version of state.versions) this.#remember(version);
    this.#markedRevision = this.#revision;
    this.#markedAt = clock.now();
  }

  /** The newest revision. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * The oldest revision at which lists can be answered, and from which watches can begin, for somebody who has seen
   * `revision`. It is above `revision` when that is compacted, or when a power cut may have undone what was seen.
   */
  oldestFor(revision: number): number {
    const [known, reopened] = this.#lost;
    return revision > known && revision < reopened ? reopened : this.#compacted;
  }

  get(key: ObjectKey): KubeObject | undefined {
    return this.#resources.get(key.resource)?.table.newest(key);
  }

  /** Objects in the order of cluster, namespace, name. `range.revision` must not be compacted. */
  walk(resource: string, range: Range): Iterable<KubeObject> {
    return this.#resources.get(resource)?.table.walk(range) ?? [];
  }

  /** Changes of one resource after `revision`, which must not be compacted. */
  changesAfter(resource: string, revision: number): readonly StoredChange[] {
    const changes = this.#resources.get(resource)?.changes ?? [];
    return changes.slice(firstAfter(changes, revision));
  }

  /** Stores all or nothing; every write gets a revision of its own, in order. Durable when it returns. */
  commit(writes: readonly Write[]): readonly StoredChange[] {
    const versions = writes.map(({ key, object }, at): ObjectVersion => {
      const revision = this.#revision + 1 + at;
      return { ...key, revision, object: object === null ? null : atRevision(object, revision) };
    });
    this.#store.append(versions);
    const changes = versions.map((version) => this.#remember(version));
    this.#compactWhenDue();
    return changes;
  }

  /** Forgets history up to `revision`. */
  compact(revision: number): void {
    const point = Math.min(revision, this.#revision);
    if (point <= this.#compacted) return;
    const old = this.#recent.slice(0, firstAfter(this.#recent, point));
    this.#recent = this.#recent.slice(old.length);
    const dropped = old.flatMap(({ key }) => this.#resources.get(key.resource)!.table.compact(key, point));
    for (const resource of new Set(old.map(({ key }) => key.resource))) this.#cutLog(resource, point);
    this.#compacted = point;
    this.#store.forget(dropped, point);
  }

  close(): void {
    this.#store.close();
  }

  #remember(version: ObjectVersion): StoredChange {
    const { table, changes } = this.#resourceState(version.resource);
    const change = changeOf(version, table.newest(version));
    table.put(version, version);
    if (version.revision > this.#compacted) {
      changes.push(change);
      this.#recent.push(change);
    }
    this.#revision = Math.max(this.#revision, version.revision);
    return change;
  }

  #resourceState(resource: string): ResourceState {
    const known = this.#resources.get(resource);
    if (known !== undefined) return known;
    const made = { table: new VersionTable(), changes: [] };
    this.#resources.set(resource, made);
    return made;
  }

  #cutLog(resource: string, point: number): void {
    const state = this.#resources.get(resource)!;
    state.changes = state.changes.slice(firstAfter(state.changes, point));
  }

  #compactWhenDue(): void {
    const { ageMs, changesMax } = this.#history;
    if (this.#recent.length > changesMax) this.compact(this.#recent[this.#recent.length >> 1]!.revision);
    if (this.#clock.now() - this.#markedAt < ageMs) return;
    this.compact(this.#markedRevision);
    this.#markedRevision = this.#revision;
    this.#markedAt = this.#clock.now();
  }
}

function changeOf(version: ObjectVersion, previous: KubeObject | undefined): StoredChange {
  const { revision, resource, cluster, namespace, name } = version;
  // A removal of something whose earlier versions are forgotten cannot occur: the newest version is always kept.
  const object = version.object ?? atRevision(previous!, revision);
  const type = version.object === null ? "DELETED" : previous === undefined ? "ADDED" : "MODIFIED";
  const key = { resource, cluster, namespace, name };
  return { type, revision, cluster, resource: groupResourceOf(resource), object, previous, key };
}

/** The object as it is called at a revision. */
export function atRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function firstAfter(changes: readonly StoredChange[], revision: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle]!.revision <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
