/** The embedded API server, without its HTTP. @module */
import type { ApiBackend, Caller } from "../ports/api_backend.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object_store.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Authorizer } from "./authorize/authorizer.ts";
import type { Objects } from "./objects.ts";
import type { Catalog } from "./resources/catalog.ts";
import type { KindDefinition } from "./resources/kind_definition.ts";

/** "workspaces": many logical clusters, as kcp. "plain": one cluster named "", as Kubernetes. */
export type Profile = "workspaces" | "plain";

export interface HubOptions {
  readonly profile: Profile;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  /** Kinds that exist in every logical cluster. */
  readonly kinds: readonly KindDefinition[];
  /** Default: members of system:masters may everything, others nothing. */
  readonly authorize?: Authorizer;
}

/** A logical cluster the server knows: one with a LogicalCluster object named `cluster`. */
export interface LogicalClusterEntry {
  readonly id: string;
  /** `root:org:team`, from annotation kcp.io/path of the LogicalCluster. */
  readonly path: string;
}

export interface Hub extends ApiBackend {
  readonly profile: Profile;
  readonly catalog: Catalog;
  readonly objects: Objects;
  /** The id of a logical cluster given by id or path; undefined when there is none. Plain: "" is "". */
  resolveCluster(pathOrId: string): string | undefined;
  /** Sorted by path; in the plain profile one entry with both parts "". */
  logicalClusters(): readonly LogicalClusterEntry[];
  /** May this caller do this? What `handle` asks, for reviews and for paths outside the API. */
  authorize: Authorizer;
  /** Every definition a caller sees in a cluster, all versions; undefined for an unknown or forbidden cluster. */
  kindsFor(cluster: string, caller: Caller): readonly KindDefinition[] | undefined;
  /** The newest revision. */
  revision(): number;
  /** Ends every watch and closes the store. Idempotent. */
  close(): void;
}
