/** What a mailbox is told, what it knows, and what it asks for. @module */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import type { SyncerConfig, SyncerConfigSpec } from "../../kube/edge_api.ts";
import type { Workspace } from "../../kube/kcp_api.ts";
import type { ApiResource } from "../../kube/resource.ts";
import type { Contest } from "../../placement/contest.ts";
import type { CopyBook } from "../../placement/copies/book.ts";
import type { CopyAgreement, Emptied } from "../../placement/copies/entry.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import type { Lacking } from "../../placement/mailbox/wholeness.ts";
import type { SharesBook } from "../../placement/mailbox/shares_book.ts";
import type { Followed } from "../followed.ts";
import type { ReachCard } from "../edge_placement/context.ts";
import type {
  DeadlinePassedLetter,
  GateClosedLetter,
  GateOpenedLetter,
  ListedLetter,
  OfferedLetter,
  RetryDueLetter,
  TellParams,
  WithdrawnLetter,
} from "../letters.ts";
import type { ParametersCard } from "../location.ts";
import type {
  CopyUnwantedLetter,
  CopyWantedLetter,
  ProofSoughtLetter,
  ShareHeadedLetter,
  ShareReplacedLetter,
  ShareWithdrawnLetter,
} from "../share_letters.ts";
import type { Proof } from "./proof.ts";
import type { SyncTargetCard } from "../sync_target.ts";
import type { ConfirmedLetter, SeenLetter, StaleLetter, SyncedLetter } from "../watch_letters.ts";
import type { Served, Watched } from "../served.ts";

/** The mailbox Workspace as last seen. `ours`: it carries the annotation that the mailbox controller puts on (our mark). */
export interface WorkspaceSeen {
  readonly uid: string;
  readonly cluster: string | null;
  readonly phase: string;
  readonly life: "alive" | "deleting";
  readonly owner: "ours" | "foreign";
}

/** `the-one` as last seen or written. */
export interface ConfigSeen {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly spec: SyncerConfigSpec;
  readonly lacking: Lacking;
  /** Known from the answer to a write of ours alone; absent once the watch has shown it. */
  readonly by?: "answer";
}

export interface MailboxInput {
  readonly name: string;
}

export interface MailboxContext extends Served {
  readonly name: string;
  readonly target: SyncTargetCard | null;
  readonly targetListed: boolean;
  readonly gateOpen: boolean;
  readonly workspace: WorkspaceSeen | null;
  readonly bound: boolean;
  /** Placements that reach this mailbox, by `cluster/name`. */
  readonly reaches: ImmutableMap<string, ReachCard>;
  readonly reachesListed: boolean;
  /** Locations that select its SyncTarget, by `cluster/name`. */
  readonly locations: ImmutableMap<string, ParametersCard>;
  readonly locationsListed: boolean;
  readonly shares: SharesBook;
  readonly book: CopyBook;
  /** Resources served in the mailbox, watched for copies of ours. */
  readonly watched: Watched;
  readonly followed: Followed;
  /** Addresses of reflectors on the mailbox that are not completely seen. */
  readonly unsynced: ImmutableSet<string>;
  readonly config: ConfigSeen | null;
  /** The uid of the one that was last seen to go: an answer that comes later does not bring it back. */
  readonly configGone: string | null;
  readonly configInFlight: boolean;
  /** What was written into `the-one` last, and whether somebody else keeps undoing it. */
  readonly configContest: Contest | null;
  /** The inputs did not come in time: what is known is added, nothing is taken away. */
  readonly impatient: boolean;
  readonly proof: Proof;
  readonly letters: readonly TellParams[];
  readonly operations: readonly CopyOperation[];
  readonly configWrite: WriteConfigParams | null;
  readonly attempts: number;
  readonly trouble: string | null;
}

export interface WriteConfigParams {
  readonly cluster: string;
  readonly spec: SyncerConfigSpec;
  readonly lacking: Lacking;
  readonly replaces: { readonly uid: string; readonly resourceVersion: string } | null;
}

/** Where operations are to be performed. */
export interface PerformCopiesParams {
  readonly source: string;
  readonly cluster: string;
  readonly operations: readonly CopyOperation[];
  /** By group and resource what is known to be served there; given where something is to be looked through before it goes. */
  readonly served: readonly string[];
}

/** The answers to operations; the same for mailboxes and edges. */
export type CopyAnswer =
  | { readonly type: "copy.agreed"; readonly key: string } & CopyAgreement
  | { readonly type: "copy.emptied"; readonly key: string } & Emptied
  | { readonly type: "copy.deletionAccepted"; readonly key: string; readonly uid: string }
  | {
    readonly type: "copy.refused";
    readonly key: string;
    readonly reason: string;
    readonly message: string;
  };

export type MailboxEvent =
  | { readonly type: "mailbox.needed" }
  | OfferedLetter<"target", SyncTargetCard>
  | WithdrawnLetter<"target">
  | ListedLetter<"target">
  | OfferedLetter<"reach", ReachCard>
  | WithdrawnLetter<"reach">
  | ListedLetter<"reach">
  | OfferedLetter<"location", ParametersCard>
  | WithdrawnLetter<"location">
  | ListedLetter<"location">
  | GateOpenedLetter
  | GateClosedLetter
  | SeenLetter<"workspace", Workspace>
  | { readonly type: "workspace.created"; readonly workspace: WorkspaceSeen }
  | { readonly type: "workspace.deletionAccepted"; readonly uid: string }
  | { readonly type: "binding.ensured" }
  | { readonly type: "request.refused"; readonly reason: string; readonly message: string }
  | { readonly type: "discovery.answered"; readonly resources: readonly ApiResource[] }
  | { readonly type: "discovery.refused"; readonly reason: string; readonly message: string }
  | ShareReplacedLetter
  | ShareHeadedLetter
  | ShareWithdrawnLetter
  | CopyWantedLetter
  | CopyUnwantedLetter
  | ProofSoughtLetter
  | ConfirmedLetter
  | { readonly type: "proof.due" }
  | SeenLetter<"copy">
  | SyncedLetter<"copy">
  | StaleLetter<"copy">
  | SeenLetter<"config", SyncerConfig>
  | SyncedLetter<"config">
  | StaleLetter<"config">
  | CopyAnswer
  | {
    readonly type: "config.written";
    readonly config: ConfigSeen;
    /** What was asked for, by `configMade`: a webhook may have made something else of it. */
    readonly made: string;
    readonly at: number;
  }
  | { readonly type: "config.refused"; readonly reason: string; readonly message: string }
  | { readonly type: "idle.reached" }
  | RetryDueLetter
  | { readonly type: "rediscover.due" }
  | DeadlinePassedLetter;
