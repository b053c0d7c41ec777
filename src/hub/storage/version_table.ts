/** Every kept version of every object of one resource, readable at any revision that is not compacted. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { ObjectKey } from "./object_key.ts";
import { SortedMap } from "./sorted_map.ts";

interface Version {
  readonly revision: number;
  /** Null when this revision removed the object. */
  readonly object: KubeObject | null;
}

/** Where a walk begins: after this object, or at the first one. */
export interface Position {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Range {
  /** One logical cluster, or "*". */
  readonly cluster: string;
  /** One namespace, or all. */
  readonly namespace?: string;
  /** Only objects of this name. */
  readonly name?: string;
  readonly revision: number;
  readonly after?: Position;
}

/** Ascending by revision; almost always one. */
type Versions = Version[];
type Names = SortedMap<Versions>;

export class VersionTable {
  readonly #clusters = new SortedMap<SortedMap<Names>>();

  /** The newest version, unless that is a removal. */
  newest({ cluster, namespace, name }: Position): KubeObject | undefined {
    return this.#clusters.get(cluster)?.get(namespace)?.get(name)?.at(-1)?.object ?? undefined;
  }

  put({ cluster, namespace, name }: ObjectKey, version: Version): void {
    this.#clusters.ensure(cluster, () => new SortedMap<Names>())
      .ensure(namespace, () => new SortedMap<Versions>())
      .ensure(name, () => []).push(version);
  }

  /** Objects as they were at `revision`, in the order of cluster, namespace, name. */
  *walk({ cluster, namespace, name, revision, after }: Range): Generator<KubeObject> {
    for (const { bucket, from } of this.#buckets(cluster, namespace, after)) {
      for (const [, versions] of entriesOf(bucket, name, from)) {
        const object = versionAt(versions, revision)?.object;
        if (object !== undefined && object !== null) yield object;
      }
    }
  }

  /**
   * Drops what nobody can read any more once history up to `revision` is gone, and returns the revisions of the
   * dropped versions.
   */
  compact({ cluster, namespace, name }: Position, revision: number): readonly number[] {
    const versions = this.#clusters.get(cluster)?.get(namespace)?.get(name);
    if (versions === undefined) return [];
    const current = versions.findLastIndex((version) => version.revision <= revision);
    const isGone = current >= 0 && versions[current]!.object === null;
    const dropped = versions.splice(0, isGone ? current + 1 : Math.max(current, 0));
    if (versions.length === 0) this.#remove(cluster, namespace, name);
    return dropped.map((version) => version.revision);
  }

  *#buckets(
    cluster: string,
    namespace: string | undefined,
    after: Position | undefined,
  ): Generator<{ readonly bucket: Names; readonly from: string }> {
    for (const [clusterId, namespaces] of this.#clustersFrom(cluster, after?.cluster ?? "")) {
      const isFirst = clusterId === after?.cluster;
      for (const [space, bucket] of entriesOf(namespaces, namespace, isFirst ? after.namespace : "")) {
        // The smallest string above a name is that name with one NUL behind it.
        yield { bucket, from: isFirst && space === after.namespace ? `${after.name}\0` : "" };
      }
    }
  }

  #clustersFrom(cluster: string, from: string): Iterable<readonly [string, SortedMap<Names>]> {
    return entriesOf(this.#clusters, cluster === "*" ? undefined : cluster, from);
  }

  #remove(cluster: string, namespace: string, name: string): void {
    const namespaces = this.#clusters.get(cluster);
    const names = namespaces?.get(namespace);
    names?.delete(name);
    if (names?.size === 0) namespaces?.delete(namespace);
    if (namespaces?.size === 0) this.#clusters.delete(cluster);
  }
}

function entriesOf<V>(
  map: SortedMap<V>,
  only: string | undefined,
  from: string,
): Iterable<readonly [string, V]> {
  if (only === undefined) return map.entries(from);
  const value = map.get(only);
  return value === undefined || only < from ? [] : [[only, value]];
}

function versionAt(versions: Versions, revision: number): Version | undefined {
  return versions.findLast((version) => version.revision <= revision);
}
