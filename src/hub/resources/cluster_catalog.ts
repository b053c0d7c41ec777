/** The catalog: built-in kinds everywhere, and what sources provide per logical cluster. @module */
import { by, byCodeUnit } from "../../kube/order.ts";
import { groupResourceKey, type Gvr, gvrKey } from "../../kube/resource.ts";
import type { Catalog } from "./catalog.ts";
import type { KindDefinition } from "./kind_definition.ts";

/** Definitions of one cluster, or the built-in ones. */
interface KindIndex {
  readonly byGvr: ReadonlyMap<string, KindDefinition>;
  /** By group and resource, at the stored version. */
  readonly stored: ReadonlyMap<string, KindDefinition>;
}

interface ClusterKinds extends KindIndex {
  readonly sources: ReadonlyMap<string, readonly KindDefinition[]>;
}

/** A catalog in which `builtIn` exists in every cluster. */
export function createCatalog(builtIn: readonly KindDefinition[]): Catalog {
  return new ClusterCatalog(builtIn);
}

class ClusterCatalog implements Catalog {
  readonly #builtIn: KindIndex;
  readonly #clusters = new Map<string, ClusterKinds>();
  /** By `gvrKey`, then by cluster, in the order they were provided. */
  readonly #anywhere = new Map<string, Map<string, KindDefinition>>();
  readonly #callbacks: ((cluster: string) => void)[] = [];

  constructor(builtIn: readonly KindDefinition[]) {
    this.#builtIn = indexKinds(builtIn);
  }

  resolve(cluster: string, gvr: Gvr): KindDefinition | undefined {
    const key = gvrKey(gvr);
    return this.#builtIn.byGvr.get(key) ?? this.#clusters.get(cluster)?.byGvr.get(key);
  }

  stored(cluster: string, group: string, resource: string): KindDefinition | undefined {
    const key = groupResourceKey({ group, resource });
    return this.#builtIn.stored.get(key) ?? this.#clusters.get(cluster)?.stored.get(key);
  }

  list(cluster: string): readonly KindDefinition[] {
    const provided = this.#clusters.get(cluster)?.byGvr ?? new Map<string, KindDefinition>();
    return [...new Map([...provided, ...this.#builtIn.byGvr]).values()].sort(byGroupResourceVersion);
  }

  resolveAnywhere(gvr: Gvr): KindDefinition | undefined {
    const key = gvrKey(gvr);
    const found = this.#builtIn.byGvr.get(key);
    if (found !== undefined) return found;
    return this.#anywhere.get(key)?.values().next().value;
  }

  provide(cluster: string, source: string, kinds: readonly KindDefinition[]): void {
    const before = this.#clusters.get(cluster);
    const sources = new Map(before?.sources ?? []);
    if (kinds.length === 0) sources.delete(source);
    else sources.set(source, kinds);
    const after = { sources, ...indexKinds(inPrecedence(sources)) };
    if (sources.size === 0) this.#clusters.delete(cluster);
    else this.#clusters.set(cluster, after);
    this.#reindexAnywhere(cluster, before, after);
    this.#callbacks.forEach((callback) => callback(cluster));
  }

  onChange(callback: (cluster: string) => void): void {
    this.#callbacks.push(callback);
  }

  #reindexAnywhere(cluster: string, before: KindIndex | undefined, after: KindIndex): void {
    for (const key of before?.byGvr.keys() ?? []) {
      const clusters = this.#anywhere.get(key);
      clusters?.delete(cluster);
      if (clusters?.size === 0) this.#anywhere.delete(key);
    }
    for (const [key, kind] of after.byGvr) {
      const clusters = this.#anywhere.get(key) ?? new Map<string, KindDefinition>();
      this.#anywhere.set(key, clusters.set(cluster, kind));
    }
  }
}

/** Later entries of a map win, so the source that sorts first comes last. */
function inPrecedence(
  sources: ReadonlyMap<string, readonly KindDefinition[]>,
): readonly KindDefinition[] {
  return [...sources].sort(by(([source]) => source)).reverse().flatMap(([, kinds]) => kinds);
}

function indexKinds(kinds: readonly KindDefinition[]): KindIndex {
  const byGvr = new Map(kinds.map((kind) => [gvrKey(kind), kind]));
  const stored = new Map<string, KindDefinition>();
  for (const kind of byGvr.values()) {
    const key = groupResourceKey(kind);
    if (!stored.has(key) || kind.version === kind.storageVersion) stored.set(key, kind);
  }
  return { byGvr, stored };
}

function byGroupResourceVersion(a: KindDefinition, b: KindDefinition): number {
  return byCodeUnit(a.group, b.group) || byCodeUnit(a.resource, b.resource) ||
    byCodeUnit(a.version, b.version);
}
