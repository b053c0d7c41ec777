/** Which kinds exist in which logical cluster. @module */
import type { Gvr } from "../../kube/resource.ts";
import type { KindDefinition } from "./kind_definition.ts";

export interface Catalog {
  /** The definition served under this group, version and resource in this cluster. */
  resolve(cluster: string, gvr: Gvr): KindDefinition | undefined;
  /** The definition at its stored version. */
  stored(cluster: string, group: string, resource: string): KindDefinition | undefined;
  /** Every definition of the cluster, one per version, sorted by group, resource and version. */
  list(cluster: string): readonly KindDefinition[];
  /** The definition of a resource in any cluster; for requests across clusters. */
  resolveAnywhere(gvr: Gvr): KindDefinition | undefined;
  /**
   * Sets what one source (`crd/<name>`, `binding/<name>`) provides in one cluster, replacing what it provided
   * before; an empty list withdraws it. Where sources provide the same resource the built-in wins, then the
   * source whose name sorts first.
   */
  provide(cluster: string, source: string, kinds: readonly KindDefinition[]): void;
  /** Calls back after the kinds of a cluster changed. */
  onChange(callback: (cluster: string) => void): void;
}
