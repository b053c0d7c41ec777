/** What an edge cluster is told, what it knows, and what it asks for. @module */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import type { SyncerConfig, SyncerConfigSpec } from "../../kube/edge_api.ts";
import type { ObjectFact } from "../../kube/facts.ts";
import type { ApiResource, Gvr } from "../../kube/resource.ts";
import type { CopyBook } from "../../placement/copies/book.ts";
import type { Contest } from "../../placement/contest.ts";
import type { Lacking } from "../../placement/mailbox/wholeness.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import type {
  DeadlinePassedLetter,
  ListedLetter,
  OfferedLetter,
  RetryDueLetter,
  TellParams,
  WithdrawnLetter,
} from "../letters.ts";
import type { Followed } from "../followed.ts";
import type { CopyAnswer, PerformCopiesParams } from "../mailbox/context.ts";
import type { EdgeAssignedLetter, EdgeUnassignedLetter } from "../supervisor.ts";
import type { MailboxCard } from "../sync_target.ts";
import type { Served, Watched } from "../served.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "../watch_letters.ts";

export interface EdgeClusterInput {
  readonly edge: string;
  readonly mailbox: string;
  /** The status of one object is written at most once in this time; 1,000 ms. */
  readonly statusIntervalMs?: number;
}

/** An object on the edge whose status should be told to its mailbox. */
export interface StatusReturn {
  readonly key: string;
  readonly gvr: Gvr;
  readonly namespace: string;
  readonly name: string;
  /** Version of the object on the edge. */
  readonly resourceVersion: string;
}

/** What to perform on the edge. The keys in `doubtful` are deleted only if the mailbox says itself that it has them in neither form. */
export interface PerformOnEdgeParams extends PerformCopiesParams {
  readonly mailbox: string;
  readonly doubtful: readonly string[];
}

export interface ReturnStatusParams {
  readonly edge: string;
  readonly cluster: string;
  readonly returns: readonly StatusReturn[];
}

export interface EdgeClusterContext extends Served {
  readonly edge: string;
  readonly mailbox: string;
  readonly statusIntervalMs: number;
  readonly mailboxCluster: string | null;
  readonly config: SyncerConfigSpec | null;
  readonly configUid: string;
  /** Resources of which the mailbox does not hold everything yet, so that nothing of them is taken off the edge. */
  readonly lacking: Lacking;
  /** Copies in the mailbox, by key. */
  readonly facts: ImmutableMap<string, ObjectFact>;
  readonly book: CopyBook;
  readonly followed: Followed;
  /** Resources of the mailbox that the config names and that are watched, by group and resource. */
  readonly watchedInMailbox: Watched;
  /** Resources of the edge that are watched for copies of ours. */
  readonly watchedOnEdge: Watched;
  readonly unsynced: ImmutableSet<string>;
  /** Addresses of reflectors on the edge that have lost sight. */
  readonly lost: ImmutableSet<string>;
  /** Keys whose status is to be returned, and the version of the edge object it was last taken from. */
  readonly statusDue: ImmutableSet<string>;
  readonly statusInFlight: ImmutableSet<string>;
  /** Keys whose status was refused last, until the next try. */
  readonly statusRefused: ImmutableSet<string>;
  readonly statusReturned: ImmutableMap<string, string>;
  /** What was written last into the status of each copy in the mailbox, and whether somebody else keeps undoing it. */
  readonly statusContests: ImmutableMap<string, Contest>;
  /** Keys whose status was written since the last `status.rested`, and those that were before it: none of them is due yet. */
  readonly statusFresh: ImmutableSet<string>;
  readonly statusResting: ImmutableSet<string>;
  /** How many objects were refused when everything else was in place; null before that was so. */
  readonly refused: number | null;
  readonly impatient: boolean;
  readonly letters: readonly TellParams[];
  readonly operations: readonly CopyOperation[];
  readonly returns: readonly StatusReturn[];
  readonly attempts: number;
  readonly trouble: string | null;
}

export type EdgeClusterEvent =
  | EdgeAssignedLetter
  | EdgeUnassignedLetter
  | OfferedLetter<"mailbox", MailboxCard>
  | WithdrawnLetter<"mailbox">
  | ListedLetter<"mailbox">
  | { readonly type: "discovery.answered"; readonly resources: readonly ApiResource[] }
  | { readonly type: "discovery.refused"; readonly reason: string; readonly message: string }
  | SeenLetter<"config", SyncerConfig>
  | SyncedLetter<"config">
  | StaleLetter<"config">
  | SeenLetter<"copy">
  | SyncedLetter<"copy">
  | StaleLetter<"copy">
  | SeenLetter<"landed">
  | SyncedLetter<"landed">
  | StaleLetter<"landed">
  | CopyAnswer
  | {
    readonly type: "status.returned";
    readonly key: string;
    readonly resourceVersion: string;
    /** `same`: nothing had to be written. */
    readonly outcome: "written" | "same";
    /** When it was written, in milliseconds since the epoch; absent when it was the same. */
    readonly writtenAt?: number;
  }
  | { readonly type: "status.rested" }
  | {
    readonly type: "status.refused";
    readonly key: string;
    readonly reason: string;
    readonly message: string;
  }
  | { readonly type: "idle.reached" }
  | RetryDueLetter
  | { readonly type: "rediscover.due" }
  | DeadlinePassedLetter;
