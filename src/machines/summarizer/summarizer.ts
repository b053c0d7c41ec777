/**
 * The summarizer of one EdgePlacement: keeps a StatusSummary for each of its workload objects.
 *
 * ```
 * awaitingPlacement ▶ settling ─idle─▶ (deciding) ▶ awaitingInputs | writing ▶ settled       refused ▶ backingOff
 *                                                          somebody else keeps undoing it ▶ contended ─retry.due─▶ settling
 *        any ──placement.withdrawn──▶ gone   (its summaries are owned by the placement and go with it)
 * ```
 * @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import type { Contest } from "../../placement/contest.ts";
import type { WorkloadReport } from "../../placement/workload_report.ts";
import { mailboxName } from "../../placement/mailbox_name.ts";
import { labelled, mailboxesTopic, placementTopic, type View } from "../addresses.ts";
import { contestDeadlineMs, retryTimer, timeOf } from "../backoff.ts";
import { effect } from "../effect.ts";
import { passing } from "../passing.ts";
import type { SeekParams, StartTimerParams, StateMeta, TellAllParams, WhenIdleParams } from "../letters.ts";
import { isContended } from "./contests.ts";
import * as memory from "./memory.ts";
import type {
  SummarizerContext,
  SummarizerEvent,
  SummarizerInput,
  SummarySeen,
  WriteSummariesParams,
} from "./context.ts";

const summarizer = setup({
  types: {
    input: {} as SummarizerInput,
    context: {} as SummarizerContext,
    events: {} as SummarizerEvent,
    meta: {} as StateMeta,
  },
  guards: {
    hasNoPlacement: ({ context }) => context.placement === null,
    lacksInputs: ({ context }) => memory.isBlind(context),
    hasWork: ({ context }) =>
      context.writes.length + context.deletes.length > 0 || !context.inFlight.isEmpty(),
    isFailing: ({ context }) => !context.failing.isEmpty(),
    isContended: ({ context }) => isContended(context.contests),
  },
  actions: {
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    writeSummaries: effect<WriteSummariesParams>(),
    remember: assign(({ context, event }) => memory.remember(context, event)),
    planWork: assign(({ context }) => memory.planWork(context)),
    becomeImpatient: assign({ impatient: true }),
    tryAgain: assign(({ context, event }) => memory.tryAgain(context, timeOf(event))),
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
  entry: { type: "whenIdle", params: { event: { type: "idle.reached" }, rank: "edge" } },
  on: { "idle.reached": "deciding" },
});

const deciding = summarizer.createStateConfig({
  entry: "planWork",
  always: [
    { guard: "hasNoPlacement", target: "awaitingPlacement" },
    { guard: "lacksInputs", target: "awaitingInputs" },
    { guard: "hasWork", target: "writing" },
    { guard: "isFailing", target: "backingOff" },
    { guard: "isContended", target: "contended" },
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
    deadlineMs: 30_000,
  },
  on: { "deadline.passed": { target: "settling", actions: "becomeImpatient" } },
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

const retryLater = {
  type: "startTimer" as const,
  params: ({ context }: At) => retryTimer(memory.retryDelayMs(context)),
};

const backingOff = summarizer.createStateConfig({
  meta: { reason: "The hub refused a summary", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: retryLater,
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

const contended = summarizer.createStateConfig({
  meta: {
    reason: "Contended: somebody else keeps undoing some of its summaries, which are left alone for a while",
    waitsFor: "the pause to be over",
    deadlineMs: contestDeadlineMs,
  },
  entry: retryLater,
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
    contests: ImmutableMap<string, Contest>(),
    impatient: false,
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
    contended,
    settled,
    gone: { type: "final" },
  },
});
