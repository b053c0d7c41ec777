/**
 * The summarizer of one EdgePlacement: keeps a StatusSummary for each of its workload objects.
 *
 * ```
 * awaitingPlacement ▶ settling ─idle─▶ (deciding) ▶ awaitingInputs | writing ▶ settled       refused ▶ backingOff
 *        any ──placement.withdrawn──▶ gone   (its summaries are owned by the placement and go with it)
 * ```
 * @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import type { StatusSummary, WorkloadSummary } from "../kube/edge_api.ts";
import type { DestinationReport, Subject } from "../placement/summary.ts";
import type { WorkloadReport } from "../placement/workload_report.ts";
import { mailboxName } from "../placement/mailbox_name.ts";
import { labelled, mailboxesTopic, placementTopic, type View } from "./addresses.ts";
import type { PlacementCard } from "./edge_placement.ts";
import { retryTimer } from "./backoff.ts";
import { effect } from "./effect.ts";
import { passing } from "./passing.ts";
import type {
  DeadlinePassedLetter,
  ListedLetter,
  OfferedLetter,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  TellParams,
  WhenIdleParams,
  WithdrawnLetter,
} from "./letters.ts";
import type { SubjectsReplacedLetter } from "./share_letters.ts";
import * as memory from "./summarizer_memory.ts";
import type { MailboxCard } from "./sync_target.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "./watch_letters.ts";

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
  | { readonly type: "summary.written"; readonly key: string; readonly seen: SummarySeen }
  | { readonly type: "summary.deletionAccepted"; readonly key: string; readonly uid: string }
  | {
    readonly type: "summary.refused";
    readonly key: string;
    readonly reason: string;
    readonly message: string;
  }
  | { readonly type: "idle.reached" }
  | { readonly type: "retry.due" }
  | DeadlinePassedLetter;

const summarizer = setup({
  types: {
    input: {} as SummarizerInput,
    context: {} as SummarizerContext,
    events: {} as SummarizerEvent,
    meta: {} as StateMeta,
  },
  guards: {
    hasNoPlacement: ({ context }) => context.placement === null,
    lacksInputs: ({ context }) => context.sight === "partial" || !context.unsynced.isEmpty(),
    hasWork: ({ context }) =>
      context.writes.length + context.deletes.length > 0 || !context.inFlight.isEmpty(),
    isFailing: ({ context }) => !context.failing.isEmpty(),
  },
  actions: {
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    writeSummaries: effect<WriteSummariesParams>(),
    remember: assign(({ context, event }) => memory.remember(context, event)),
    planWork: assign(({ context }) => memory.planWork(context)),
    tryAgain: assign({ failing: ImmutableSet<string>(), trouble: null }),
    begin: assign(({ context }) => memory.begin(context)),
    leaveReflectors: assign(({ context }) => memory.leaveReflectors(context)),
  },
});

type At = { context: SummarizerContext };

const tellPeers = { type: "tellAll" as const, params: ({ context }: At) => ({ letters: context.letters }) };
const remember = ["remember" as const, tellPeers];
const seekMailboxes = {
  type: "seek" as const,
  params: ({ context }: At) => ({
    topic: mailboxesTopic,
    selectors: (context.placement?.destinations ?? []).map((to) =>
      labelled(mailboxName(to.cluster, to.syncTargetUID))
    ),
    as: "mailbox",
  }),
};

const settling = summarizer.createStateConfig({
  meta: passing,
  entry: { type: "whenIdle", params: { event: { type: "idle.reached" } } },
  on: { "idle.reached": "deciding" },
});

const deciding = summarizer.createStateConfig({
  entry: "planWork",
  always: [
    { guard: "hasNoPlacement", target: "awaitingPlacement" },
    { guard: "lacksInputs", target: "awaitingInputs" },
    { guard: "hasWork", target: "writing" },
    { guard: "isFailing", target: "backingOff" },
    { target: "settled" },
  ],
});

const awaitingPlacement = summarizer.createStateConfig({
  meta: { reason: "Its placement has not been resolved", waitsFor: "the placement", deadlineMs: 60_000 },
});

const awaitingInputs = summarizer.createStateConfig({
  meta: {
    reason: "Workload, mailboxes or summaries are not completely seen",
    waitsFor: "their reflectors to sync",
    deadlineMs: 60_000,
  },
});

const writing = summarizer.createStateConfig({
  meta: {
    reason: "Some summary differs from what the edges report",
    waitsFor: "the hub's answers",
    deadlineMs: 30_000,
  },
  entry: {
    type: "writeSummaries",
    params: ({ context }) => ({ cluster: context.cluster, writes: context.writes, deletes: context.deletes }),
  },
});

const backingOff = summarizer.createStateConfig({
  meta: { reason: "The hub refused a summary", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: {
    type: "startTimer",
    params: ({ context }) => retryTimer(memory.retryDelayMs(context)),
  },
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

const settled = summarizer.createStateConfig({
  meta: { reason: "Every summary says what the edges report", waitsFor: null, deadlineMs: null },
});

const change = { target: ".settling" as const, actions: remember };

export const summarizerMachine = summarizer.createMachine({
  id: "summarizer",
  context: ({ input }) => ({
    ...input,
    placement: null,
    subjects: [],
    sight: "partial",
    mailboxes: ImmutableMap<string, string>(),
    watched: ImmutableMap<string, View>(),
    unsynced: ImmutableSet<string>(),
    reports: ImmutableMap<string, WorkloadReport>(),
    summaries: ImmutableMap<string, SummarySeen>(),
    inFlight: ImmutableSet<string>(),
    failing: ImmutableSet<string>(),
    writes: [],
    deletes: [],
    letters: [],
    attempts: 0,
    trouble: null,
  }),
  entry: [
    {
      type: "seek",
      params: ({ context }) => ({
        topic: placementTopic(context.cluster, context.name),
        selectors: null,
        as: "placement",
      }),
    },
    "begin",
    tellPeers,
  ],
  initial: "awaitingPlacement",
  on: {
    "summarizer.needed": {},
    "placement.offered": { target: ".settling", actions: [...remember, seekMailboxes] },
    "placement.withdrawn": { target: ".gone", actions: ["leaveReflectors", tellPeers] },
    "placement.listed": {},
    "mailbox.offered": change,
    "mailbox.withdrawn": change,
    "mailbox.listed": change,
    "subjects.replaced": change,
    "copy.added": change,
    "copy.modified": change,
    "copy.deleted": change,
    "copy.synced": change,
    "copy.stale": change,
    "summary.added": change,
    "summary.modified": change,
    "summary.deleted": change,
    "summary.synced": change,
    "summary.stale": change,
    "summary.written": change,
    "summary.deletionAccepted": change,
    "summary.refused": change,
    "idle.reached": {},
    "retry.due": {},
    "deadline.passed": {},
  },
  states: {
    settling,
    deciding,
    awaitingPlacement,
    awaitingInputs,
    writing,
    backingOff,
    settled,
    gone: { type: "final" },
  },
});
