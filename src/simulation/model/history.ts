/** Every version of every object, so that the past can be asked: by watches, by stale replicas, and by oracles. @module */
import type { KubeObject } from "../../kube/object.ts";
import { byCodeUnit } from "../../kube/order.ts";

/** Whose write it was. */
export type Author = "user" | "runtime" | "server";

/** One write. `revision` counts from 1; resourceVersions are made from it. */
export interface Commit {
  readonly revision: number;
  /** Milliseconds of virtual time. */
  readonly at: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** `deployments.apps`. */
  readonly resource: string;
  readonly cluster: string;
  readonly key: string;
  /** The object after the write; for a deletion as it was last, with the deletion's version. */
  readonly object: KubeObject;
  readonly before: KubeObject | null;
  readonly author: Author;
}

interface Version {
  readonly revision: number;
  readonly object: KubeObject | null;
}

/** A version, from its revision on until the next one's. */
export interface Versioned {
  readonly revision: number;
  readonly until: number;
  readonly object: KubeObject;
}

/** The key of an object among those of its resource. */
export function storageKey(cluster: string, namespace: string, name: string): string {
  return `${cluster}|${namespace}|${name}`;
}

export class History {
  readonly commits: Commit[] = [];
  /** Revisions up to this one can be neither watched nor listed any more. */
  compacted = 0;
  readonly #byResource = new Map<string, Map<string, Version[]>>();
  /** Who made each object, by uid. */
  readonly makers = new Map<string, Author>();

  get revision(): number {
    return this.commits.length;
  }

  add(commit: Commit): void {
    this.commits.push(commit);
    const object = commit.type === "DELETED" ? null : commit.object;
    let keys = this.#byResource.get(commit.resource);
    if (keys === undefined) this.#byResource.set(commit.resource, keys = new Map());
    const versions = keys.get(commit.key);
    if (versions === undefined) keys.set(commit.key, [{ revision: commit.revision, object }]);
    else versions.push({ revision: commit.revision, object });
    if (commit.type === "ADDED") this.makers.set(commit.object.metadata.uid ?? "", commit.author);
  }

  /** The history as it was at a revision. */
  until(revision: number, compacted: number): History {
    const past = new History();
    for (const commit of this.commits.slice(0, revision)) past.add(commit);
    past.compacted = Math.min(compacted, revision);
    return past;
  }

  find(resource: string, key: string, revision = Infinity): KubeObject | null {
    return versionAt(this.#byResource.get(resource)?.get(key), revision);
  }

  /** What an object was at a revision, and has been since. */
  versions(resource: string, key: string, from: number): readonly Versioned[] {
    const all = this.#byResource.get(resource)?.get(key) ?? [];
    return all.flatMap(({ revision, object }, index) => {
      const until = all[index + 1]?.revision ?? Infinity;
      return object === null || until <= from ? [] : [{ revision, until, object }];
    });
  }

  /** Objects of a resource in one cluster (or "*"), sorted by key. */
  list(resource: string, cluster: string, revision = Infinity): KubeObject[] {
    const found: [string, KubeObject][] = [];
    for (const [key, versions] of this.#byResource.get(resource) ?? []) {
      if (cluster !== "*" && !key.startsWith(`${cluster}|`)) continue;
      const object = versionAt(versions, revision);
      if (object !== null) found.push([key, object]);
    }
    return found.sort(([a], [b]) => byCodeUnit(a, b)).map(([, object]) => object);
  }

  resources(): readonly string[] {
    return [...this.#byResource.keys()];
  }

  /** The revision that was the newest at a time. */
  revisionAt(at: number): number {
    let [low, high] = [0, this.commits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.commits[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function versionAt(versions: readonly Version[] | undefined, revision: number): KubeObject | null {
  if (versions === undefined) return null;
  for (let i = versions.length - 1; i >= 0; i--) {
    if (versions[i]!.revision <= revision) return versions[i]!.object;
  }
  return null;
}
