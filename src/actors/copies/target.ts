/** Where copies go: how they are read, written and recognised there. @module */
import type { KubeObject } from "../../kube/object.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import type { ObjectCache } from "../object_cache.ts";

/** Builds the object to write from its source, and decides whether what is there needs a write at all. */
export interface CopyStyle {
  readonly fieldManager: string;
  /** The request that makes the copy. */
  create(source: KubeObject, at: RequestPlace): ApiRequest;
  /** The request that brings the copy up to date, or null when it is as it should be. */
  update(source: KubeObject, copy: KubeObject, at: RequestPlace): ApiRequest | null;
}

/** The part of a request that says which object it is about. */
export type RequestPlace = Pick<ApiRequest, "cluster" | "resource" | "namespace"> & { readonly name: string };

export interface CopyTarget {
  readonly api: ClusterApi;
  /** Logical cluster, "" on an edge. */
  readonly cluster: string;
  readonly cache: ObjectCache;
  readonly style: CopyStyle;
}

/** Where an operation acts. */
export function placeOf({ cluster }: CopyTarget, { gvr, namespace, name }: CopyOperation): RequestPlace {
  return { cluster, resource: gvr, name, ...(namespace !== "" && { namespace }) };
}
