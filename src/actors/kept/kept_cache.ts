/**
 * A cache of which a part is kept on disk: what a syncer last saw of its mailbox outlives the syncer.
 *
 * A reflector whose view is kept begins with what the last life saw, and tells it as it tells everything; only when it has listed the
 * view does it say that the view is complete. So nothing is deleted on the word of an old view. @module
 */
import type { KubeObject } from "../../kube/object.ts";
import type { ObjectStore } from "../../ports/object_store.ts";
import type { CachedView, ObjectCache } from "../object_cache.ts";

export interface KeptCache extends ObjectCache {
  /**
   * The server has gone back in time: what it shows from now on is the truth, also where it is older than what we have. Versions that
   * are known no longer count as newer.
   */
  distrustVersions(): void;
  /** Nothing is written to the store any more, and nothing is forgotten; what is in it stays. Idempotent. */
  detach(): void;
  /** The reverse: another life goes on with what there is. */
  attach(): void;
}

/** `isKept` chooses the reflectors whose views are kept. The store is this cache's alone. */
export function createKeptCache(store: ObjectStore, isKept: (reflector: string) => boolean): KeptCache {
  const shelf = new Shelf(store);
  const views = new Map<string, CachedView>();
  const keptViews = () => [...views.values()].filter((view) => view instanceof KeptView);
  const made = (reflector: string): CachedView =>
    isKept(reflector)
      ? new KeptView(shelf, reflector, shelf.taken(reflector))
      : new Map<string, KubeObject>();
  return {
    view(reflector) {
      const view = views.get(reflector) ?? made(reflector);
      views.set(reflector, view);
      return view;
    },
    find(reflector, key) {
      const view = views.get(reflector);
      return view instanceof KeptView ? view.asSeen(key) : view?.get(key);
    },
    forget(reflector) {
      if (!shelf.isAttached) return;
      if (isKept(reflector)) {
        for (const key of [...views.get(reflector)?.keys() ?? []]) shelf.drop(reflector, key);
      }
      views.delete(reflector);
    },
    distrustVersions: () => keptViews().forEach((view) => view.distrust()),
    detach: () => void (shelf.isAttached = false),
    attach: () => void (shelf.isAttached = true),
  };
}

function aged(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: "0" } };
}

/** A view that writes through. To the reflector, which compares versions, an object that is distrusted is older than every other. */
class KeptView extends Map<string, KubeObject> {
  readonly #shelf: Shelf;
  readonly #reflector: string;
  readonly #distrusted = new Set<string>();

  constructor(shelf: Shelf, reflector: string, objects: Iterable<readonly [string, KubeObject]>) {
    super();
    for (const [key, object] of objects) super.set(key, object);
    this.#shelf = shelf;
    this.#reflector = reflector;
  }

  distrust(): void {
    for (const key of this.keys()) this.#distrusted.add(key);
  }

  /** The object as it was seen: what copies are made from. */
  asSeen(key: string): KubeObject | undefined {
    return super.get(key);
  }

  override get(key: string): KubeObject | undefined {
    const object = super.get(key);
    return object !== undefined && this.#distrusted.has(key) ? aged(object) : object;
  }

  override set(key: string, object: KubeObject): this {
    this.#distrusted.delete(key);
    this.#shelf.put(this.#reflector, key, object);
    return super.set(key, object);
  }

  override delete(key: string): boolean {
    this.#distrusted.delete(key);
    this.#shelf.drop(this.#reflector, key);
    return super.delete(key);
  }
}

interface Kept {
  readonly revision: number;
  readonly object: KubeObject;
}

/** The store, as one present version per reflector and key. */
class Shelf {
  readonly #store: ObjectStore;
  readonly #revisions = new Map<string, Map<string, number>>();
  /** What an earlier life left, until its view takes it over. */
  readonly #left = new Map<string, Map<string, Kept>>();
  #revision: number;
  isAttached = true;

  constructor(store: ObjectStore) {
    this.#store = store;
    const { lastRevision, versions } = store.load();
    this.#revision = lastRevision;
    for (const { revision, resource: reflector, name: key, object } of versions) {
      const left = at(this.#left, reflector);
      if (object === null) left.delete(key);
      else left.set(key, { revision, object });
    }
  }

  /** What was left for a reflector, which is its view's from now on. */
  taken(reflector: string): readonly (readonly [string, KubeObject])[] {
    const left = [...at(this.#left, reflector)];
    this.#left.delete(reflector);
    for (const [key, { revision }] of left) at(this.#revisions, reflector).set(key, revision);
    return left.map(([key, { object }]) => [key, object] as const);
  }

  put(reflector: string, key: string, object: KubeObject): void {
    if (!this.isAttached) return;
    const before = at(this.#revisions, reflector).get(key);
    const revision = ++this.#revision;
    this.#store.append([{ revision, resource: reflector, cluster: "", namespace: "", name: key, object }]);
    at(this.#revisions, reflector).set(key, revision);
    if (before !== undefined) this.#store.forget([before], 0);
  }

  drop(reflector: string, key: string): void {
    const before = at(this.#revisions, reflector).get(key);
    if (!this.isAttached || before === undefined) return;
    at(this.#revisions, reflector).delete(key);
    this.#store.forget([before], 0);
  }
}

function at<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const map = maps.get(key) ?? new Map<string, T>();
  maps.set(key, map);
  return map;
}
