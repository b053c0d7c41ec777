/** What a workload is told and what it knows. @module */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import type { ApiResource, Gvr } from "../../kube/resource.ts";
import type { WorkloadBook } from "../../placement/workload/book.ts";
import type { GoneDefinitions } from "../definitions.ts";
import type { Followed } from "../followed.ts";
import type { PlacementCard } from "../edge_placement/context.ts";
import type {
  DeadlinePassedLetter,
  ListedLetter,
  OfferedLetter,
  TellParams,
  WithdrawnLetter,
} from "../letters.ts";
import type {
  ProofRequestedLetter,
  ShareRequestedLetter,
  SubjectsRequestedLetter,
} from "../share_letters.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "../watch_letters.ts";

export interface WorkloadInput {
  readonly cluster: string;
}

export interface WorkloadContext {
  readonly cluster: string;
  readonly book: WorkloadBook;
  /** What is watched, by group and resource. */
  readonly watched: ImmutableMap<string, Gvr>;
  /** Addresses of reflectors that have not shown a complete list, or have lost sight. */
  readonly unsynced: ImmutableSet<string>;
  readonly followed: Followed;
  readonly discovered: boolean;
  readonly listed: boolean;
  /** Only what is in here may be believed to be gone when discovery does not show it (F13). */
  readonly definitionsGone: GoneDefinitions;
  /** Resources that discovery no longer shows although nothing proves them gone. */
  readonly parked: readonly string[];
  readonly letters: readonly TellParams[];
  readonly attempts: number;
  readonly trouble: string | null;
}

export type WorkloadEvent =
  | { readonly type: "workload.needed" }
  | OfferedLetter<"placement", PlacementCard>
  | WithdrawnLetter<"placement">
  | ListedLetter<"placement">
  | { readonly type: "discovery.answered"; readonly resources: readonly ApiResource[] }
  | { readonly type: "discovery.refused"; readonly reason: string; readonly message: string }
  | SeenLetter<"object">
  | SyncedLetter<"object">
  | StaleLetter<"object">
  | SeenLetter<"customizer">
  | SyncedLetter<"customizer">
  | StaleLetter<"customizer">
  | ShareRequestedLetter
  | ProofRequestedLetter
  | SubjectsRequestedLetter
  | { readonly type: "rediscover.due" }
  | { readonly type: "retry.due" }
  | DeadlinePassedLetter;
