/** What one workload workspace has for one mailbox. @module */
import type { Map as ImmutableMap } from "immutable";
import type { UpsyncSet } from "../../kube/edge_api.ts";
import type { Gvr } from "../../kube/resource.ts";
import type { CopyWant } from "../copies/entry.ts";

/** Named cluster-scoped objects of one resource. */
export interface ClusterObjects extends Gvr {
  readonly names: readonly string[];
}

/** The part of a share from which `the-one` is made. Lists are sorted, but for the terms of `upsync`. */
export interface ShareHead {
  readonly workload: string;
  /** `partial`: some source of this workspace is not completely seen, so what is missing here proves nothing. */
  readonly sight: "complete" | "partial";
  readonly namespaces: readonly string[];
  /** Namespaced resources served in the workspace, whether or not objects of them exist. */
  readonly resources: readonly Gvr[];
  readonly clusterObjects: readonly ClusterObjects[];
  readonly upsync: readonly UpsyncSet[];
}

/** A share as a whole: the head, and the objects to copy by key. */
export interface Share {
  readonly head: ShareHead;
  readonly copies: ImmutableMap<string, CopyWant>;
}
