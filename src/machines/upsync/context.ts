/** What upsync is told, what it knows, and what it asks for. @module */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import type { SyncerConfig, UpsyncSet } from "../../kube/edge_api.ts";
import type { ObjectFact } from "../../kube/facts.ts";
import type { ApiResource } from "../../kube/resource.ts";
import type { CopyBook } from "../../placement/copies/book.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import type {
  DeadlinePassedLetter,
  ListedLetter,
  OfferedLetter,
  TellParams,
  WithdrawnLetter,
} from "../letters.ts";
import type { Followed } from "../followed.ts";
import type { CopyAnswer } from "../mailbox/context.ts";
import type { EdgeAssignedLetter, EdgeUnassignedLetter } from "../supervisor.ts";
import type { MailboxCard } from "../sync_target.ts";
import type { Offers, Resources } from "./views.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "../watch_letters.ts";

export interface UpsyncInput {
  readonly edge: string;
  readonly mailbox: string;
  /** Objects that the edge may have in its mailbox. */
  readonly objectsMax: number;
}

/** The two servers whose discovery is needed. */
export type UpsyncServer = "edge" | "mailbox";

export interface DiscoverParams {
  /** `cluster` is "" for the edge. */
  readonly asks: readonly { readonly server: UpsyncServer; readonly cluster: string }[];
  readonly edge: string;
  readonly edition: number;
}

export interface UpsyncContext extends UpsyncInput {
  readonly mailboxCluster: string | null;
  /** Null while there is no SyncerConfig. */
  readonly terms: readonly UpsyncSet[] | null;
  readonly configUid: string;
  /** Servers to be asked what they serve. */
  readonly undiscovered: ImmutableSet<UpsyncServer>;
  /** Counts what may have changed the edge's APIs: an answer to an earlier question is no answer. */
  readonly edition: number;
  readonly servedOnEdge: Offers;
  readonly servedInMailbox: Offers;
  readonly bornViews: Resources;
  readonly copyViews: Resources;
  /** Whether the edge's definitions are watched. */
  readonly followsDefinitions: boolean;
  /** What the terms ask for, by key. */
  readonly facts: ImmutableMap<string, ObjectFact>;
  /** Those of them beyond the quota. */
  readonly denied: ImmutableSet<string>;
  /** Number of objects to copy by namespace. */
  readonly spaces: ImmutableMap<string, number>;
  /** Facts of an earlier watch, by the reflector that must show them again or they are gone. */
  readonly unconfirmed: ImmutableMap<string, ImmutableSet<string>>;
  readonly book: CopyBook;
  readonly unsynced: ImmutableSet<string>;
  readonly followed: Followed;
  /** No term asks for anything, and nothing of an earlier term is left in the mailbox. */
  readonly swept: boolean;
  readonly impatient: boolean;
  readonly letters: readonly TellParams[];
  readonly operations: readonly CopyOperation[];
  readonly attempts: number;
  readonly trouble: string | null;
}

export type UpsyncEvent =
  | EdgeAssignedLetter
  | EdgeUnassignedLetter
  | OfferedLetter<"mailbox", MailboxCard>
  | WithdrawnLetter<"mailbox">
  | ListedLetter<"mailbox">
  | {
    readonly type: "discovery.answered";
    readonly server: UpsyncServer;
    readonly edition: number;
    readonly resources: readonly ApiResource[];
  }
  | { readonly type: "discovery.refused"; readonly reason: string; readonly message: string }
  | SeenLetter<"config", SyncerConfig>
  | SyncedLetter<"config">
  | StaleLetter<"config">
  | SeenLetter<"definition">
  | SyncedLetter<"definition">
  | StaleLetter<"definition">
  | SeenLetter<"born">
  | SyncedLetter<"born">
  | StaleLetter<"born">
  | SeenLetter<"copy">
  | SyncedLetter<"copy">
  | StaleLetter<"copy">
  | CopyAnswer
  | { readonly type: "idle.reached" }
  | { readonly type: "retry.due" }
  | DeadlinePassedLetter;
