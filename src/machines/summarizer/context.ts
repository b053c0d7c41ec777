/** What a summarizer is told, what it knows, and what it asks for. @module */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import type { StatusSummary, WorkloadSummary } from "../../kube/edge_api.ts";
import type { Contest } from "../../placement/contest.ts";
import type { DestinationReport, Subject } from "../../placement/summary.ts";
import type { WorkloadReport } from "../../placement/workload_report.ts";
import type { View } from "../addresses.ts";
import type { PlacementCard } from "../edge_placement/context.ts";
import type {
  DeadlinePassedLetter,
  ListedLetter,
  OfferedLetter,
  RetryDueLetter,
  TellParams,
  WithdrawnLetter,
} from "../letters.ts";
import type { SubjectsReplacedLetter } from "../share_letters.ts";
import type { MailboxCard } from "../sync_target.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "../watch_letters.ts";

export interface SummarizerInput {
  readonly cluster: string;
  readonly name: string;
}

/** A StatusSummary of this placement as last seen or written. */
export interface SummarySeen {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly summary: WorkloadSummary;
}

/** One summary to write. */
export interface SummaryWrite {
  readonly key: string;
  readonly subject: Subject;
  readonly placement: { readonly name: string; readonly uid: string };
  readonly reports: readonly DestinationReport[];
  /** Names what is written. */
  readonly made: string;
  readonly replaces: { readonly uid: string; readonly resourceVersion: string } | null;
}

/** One summary to delete, and no other than the one with this uid. */
export interface SummaryDelete {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface WriteSummariesParams {
  readonly cluster: string;
  readonly writes: readonly SummaryWrite[];
  readonly deletes: readonly SummaryDelete[];
}

export interface SummarizerContext extends SummarizerInput {
  readonly placement: PlacementCard | null;
  readonly subjects: readonly Subject[];
  readonly sight: "complete" | "partial";
  /** Logical clusters of the mailboxes, by mailbox name. */
  readonly mailboxes: ImmutableMap<string, string>;
  readonly watched: ImmutableMap<string, View>;
  readonly unsynced: ImmutableSet<string>;
  /** What the copies report, by logical cluster and object key. */
  readonly reports: ImmutableMap<string, WorkloadReport>;
  readonly summaries: ImmutableMap<string, SummarySeen>;
  readonly inFlight: ImmutableSet<string>;
  /** Keys of summaries whose last request was refused: they wait for the retry, the others go on. */
  readonly failing: ImmutableSet<string>;
  /** What was written last under each key that is wanted, and whether somebody else keeps undoing it. */
  readonly contests: ImmutableMap<string, Contest>;
  /** Some mailbox could not be seen in time: it counts as not having reported, and the others do. */
  readonly impatient: boolean;
  readonly writes: readonly SummaryWrite[];
  readonly deletes: readonly SummaryDelete[];
  readonly letters: readonly TellParams[];
  readonly attempts: number;
  readonly trouble: string | null;
}

export type SummarizerEvent =
  | { readonly type: "summarizer.needed" }
  | OfferedLetter<"placement", PlacementCard>
  | WithdrawnLetter<"placement">
  | ListedLetter<"placement">
  | OfferedLetter<"mailbox", MailboxCard>
  | WithdrawnLetter<"mailbox">
  | ListedLetter<"mailbox">
  | SubjectsReplacedLetter
  | SeenLetter<"copy">
  | SyncedLetter<"copy">
  | StaleLetter<"copy">
  | SeenLetter<"summary", StatusSummary>
  | SyncedLetter<"summary">
  | StaleLetter<"summary">
  | {
    readonly type: "summary.written";
    readonly key: string;
    readonly seen: SummarySeen;
    readonly made: string;
    readonly at: number;
  }
  | { readonly type: "summary.deletionAccepted"; readonly key: string; readonly uid: string }
  | {
    readonly type: "summary.refused";
    readonly key: string;
    readonly reason: string;
    readonly message: string;
  }
  | { readonly type: "idle.reached" }
  | RetryDueLetter
  | DeadlinePassedLetter;
