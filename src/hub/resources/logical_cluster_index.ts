/** Which logical clusters exist, by id and by path, kept from their LogicalCluster objects. @module */
import { logicalClusters, pathAnnotation } from "../../kube/kcp_api.ts";
import { clusterOf, type KubeObject } from "../../kube/object.ts";
import { by } from "../../kube/order.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { LogicalClusterEntry } from "../hub.ts";
import type { Change } from "../objects.ts";

/** The resource whose changes feed the index. */
export const logicalClusterResource: string = groupResourceKey(logicalClusters);

export class LogicalClusterIndex {
  readonly #pathById = new Map<string, string>();
  readonly #idByPath = new Map<string, string>();

  /** The id for an id, a path, or a path below an id (`1a2b:team`). */
  resolve(pathOrId: string): string | undefined {
    if (this.#pathById.has(pathOrId)) return pathOrId;
    const found = this.#idByPath.get(pathOrId);
    if (found !== undefined) return found;
    const colon = pathOrId.indexOf(":");
    const start = colon < 0 ? undefined : this.#pathById.get(pathOrId.slice(0, colon));
    return start === undefined ? undefined : this.#idByPath.get(start + pathOrId.slice(colon));
  }

  /** Sorted by path. */
  entries(): readonly LogicalClusterEntry[] {
    return [...this.#pathById].map(([id, path]) => ({ id, path })).sort(by(({ path }) => path));
  }

  /** Takes in a LogicalCluster that was stored before. */
  add(object: KubeObject): void {
    const cluster = clusterOf(object);
    const path = object.metadata.annotations?.[pathAnnotation] ?? cluster;
    this.#pathById.set(cluster, path);
    this.#idByPath.set(path, cluster);
  }

  /** Takes in a change of a LogicalCluster. */
  apply({ type, cluster, object }: Change): void {
    const before = this.#pathById.get(cluster);
    if (before !== undefined && this.#idByPath.get(before) === cluster) this.#idByPath.delete(before);
    this.#pathById.delete(cluster);
    if (type !== "DELETED") this.add(object);
  }
}
