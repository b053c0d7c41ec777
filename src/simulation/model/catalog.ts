/** Which clusters a model server has, by which paths they are found, and which resources each of them serves. @module */
import { type ApiResource, groupResourceKey, type Gvr } from "../../kube/resource.ts";

/** In the place of a cluster: all of them. */
export const everywhere = "*";

export class Catalog {
  /** Ids by path. */
  readonly paths = new Map<string, string>();
  readonly clusters = new Set<string>();
  /** Rows beyond those that every cluster serves, by cluster. */
  readonly extraRows = new Map<string, Map<string, ApiResource>>();
  /** `cluster/resource` that are not served for the time being, though objects of them are stored. */
  readonly withdrawn = new Set<string>();
  readonly #always: readonly ApiResource[];

  /** `always` is what every cluster serves. */
  constructor(always: readonly ApiResource[]) {
    this.#always = always;
  }

  clusterId(pathOrId: string): string | undefined {
    if (pathOrId === everywhere) return everywhere;
    const id = this.paths.get(pathOrId) ?? pathOrId;
    return this.clusters.has(id) ? id : undefined;
  }

  rows(cluster: string): readonly ApiResource[] {
    const rows = [...this.#always, ...(this.extraRows.get(cluster)?.values() ?? [])];
    return rows.filter((row) => !this.withdrawn.has(`${cluster}/${groupResourceKey(row)}`));
  }

  rowOf(cluster: string, resource: Gvr): ApiResource | undefined {
    const key = groupResourceKey(resource);
    if (cluster !== everywhere) {
      return this.rows(cluster).find((row) =>
        groupResourceKey(row) === key && row.version === resource.version
      );
    }
    if (this.withdrawn.has(`*/${key}`)) return undefined;
    for (const rows of this.extraRows.values()) if (rows.has(key)) return rows.get(key);
    return this.#always.find((row) => groupResourceKey(row) === key);
  }

  /** What is withdrawn is no part of a backup: it stays withdrawn. */
  backup(): CatalogBackup {
    return {
      paths: new Map(this.paths),
      clusters: new Set(this.clusters),
      extraRows: copyOf(this.extraRows),
    };
  }

  restore({ paths, clusters, extraRows }: CatalogBackup): void {
    refill(this.paths, paths);
    this.clusters.clear();
    for (const cluster of clusters) this.clusters.add(cluster);
    refill(this.extraRows, copyOf(extraRows));
  }
}

type Rows = ReadonlyMap<string, ReadonlyMap<string, ApiResource>>;

/** What a catalog had at one moment. */
export interface CatalogBackup {
  readonly paths: ReadonlyMap<string, string>;
  readonly clusters: ReadonlySet<string>;
  readonly extraRows: Rows;
}

function copyOf(rowsByCluster: Rows): Map<string, Map<string, ApiResource>> {
  return new Map([...rowsByCluster].map(([cluster, rows]) => [cluster, new Map(rows)]));
}

function refill<K, V>(map: Map<K, V>, from: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}
