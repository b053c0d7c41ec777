/** Where copies go: how they are read, written and recognised there. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import type { DownsyncPolicy } from "../../placement/downsync_policy.ts";
import type { ObjectCache } from "../object_cache.ts";

/** Builds the object to write from its source, and decides whether what is there needs a write at all. */
export interface CopyStyle {
  readonly fieldManager: string;
  /** The label selector of the view in which copies of this style are seen. */
  readonly selector: string;
  /** Whether an object that is there was made in this style, and so may be changed and deleted. */
  owns(found: KubeObject, at: RequestPlace): boolean;
  /** The request that makes the copy. */
  create(source: KubeObject, at: RequestPlace): ApiRequest;
  /** The request that brings the copy up to date, or null when it is as it should be. */
  update(source: KubeObject, copy: KubeObject, at: RequestPlace): ApiRequest | null;
  /** A request that follows the making of a copy from what was sent, or null: it settles what of the copy is not ours. */
  settle?(made: KubeObject, sent: KubeObject, at: RequestPlace): ApiRequest | null;
  /** A request that must have been answered before `wanted` is applied, or null: it settles what of the copy is ours. */
  adopt?(copy: KubeObject, at: RequestPlace, wanted: unknown): ApiRequest | null;
  /** Fields of ours that somebody else has changed, as paths; undefined where that cannot be told from a change of the source. */
  driftOf?(source: KubeObject, copy: KubeObject, at: RequestPlace): readonly string[] | undefined;
  /** What the copy itself says may be done with it; absent where it has no say. */
  policyOf?(copy: KubeObject): DownsyncPolicy;
  /** The status that the copy should have; absent where a copy's status is its own. */
  statusOf?(source: KubeObject): unknown;
}

/** The part of a request that says which object it is about. */
export type RequestPlace = Pick<ApiRequest, "cluster" | "resource" | "namespace"> & { readonly name: string };

export interface CopyTarget {
  readonly api: ClusterApi;
  /** Logical cluster, "" on an edge. */
  readonly cluster: string;
  readonly cache: ObjectCache;
  readonly style: CopyStyle;
  /** By group and resource what is known to be served there: a discovery that shows less does not show everything. */
  readonly served: readonly string[];
  /** The time of the clock port, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** Where an operation acts. */
export function placeOf(
  { cluster }: Pick<CopyTarget, "cluster">,
  { gvr, namespace, name }: Pick<CopyOperation, "gvr" | "namespace" | "name">,
): RequestPlace {
  return { cluster, resource: gvr, name, ...(namespace !== "" && { namespace }) };
}
