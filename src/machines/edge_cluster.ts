/**
 * An edge cluster: makes it hold what its mailbox says, and returns status (the syncer, R-60…R-65).
 *
 * ```
 * awaitingMailbox ▶ discovering ▶ awaitingConfig ▶ awaitingInputs ▶ syncing ▶ settled
 *                      refused ▶ unreachable ─retry.due─▶ discovering      some copy refused ▶ impeded
 * any change ▶ settling ─idle─▶ (deciding) ▶ one of the above           edge.unassigned ▶ gone
 * ```
 * An edge that is out of reach keeps what it has: nothing is decided from a view that has gone stale. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import type { SyncerConfig, SyncerConfigSpec } from "../kube/edge_api.ts";
import type { ObjectFact } from "../kube/facts.ts";
import type { ApiResource, Gvr } from "../kube/resource.ts";
import { type CopyBook, emptyBook } from "../placement/copies/book.ts";
import type { CopyOperation } from "../placement/copies/operations.ts";
import { edgeTopic, labelled, mailboxesTopic } from "./addresses.ts";
import * as memory from "./edge_cluster_memory.ts";
import { retryTimer } from "./backoff.ts";
import { effect } from "./effect.ts";
import { passing } from "./passing.ts";
import type {
  DeadlinePassedLetter,
  ListedLetter,
  OfferedLetter,
  OfferParams,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  TellParams,
  WhenIdleParams,
  WithdrawnLetter,
} from "./letters.ts";
import type { CopyAnswer, PerformCopiesParams } from "./mailbox.ts";
import type { EdgeAssignedLetter, EdgeUnassignedLetter } from "./supervisor.ts";
import type { EdgeCard, MailboxCard } from "./sync_target.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "./watch_letters.ts";

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

export interface ReturnStatusParams {
  readonly edge: string;
  readonly cluster: string;
  readonly returns: readonly StatusReturn[];
}

export interface EdgeClusterContext {
  readonly edge: string;
  readonly mailbox: string;
  readonly statusIntervalMs: number;
  readonly mailboxCluster: string | null;
  readonly config: SyncerConfigSpec | null;
  readonly configUid: string;
  /** Copies in the mailbox, by key. */
  readonly facts: ImmutableMap<string, ObjectFact>;
  readonly book: CopyBook;
  readonly discovered: boolean;
  /** A definition of ours was deleted: resources that discovery shows no longer are really gone (F13). */
  readonly definerGone: boolean;
  /** Resources of the mailbox that the config names and that are watched, by group and resource. */
  readonly watchedInMailbox: ImmutableMap<string, Gvr>;
  /** Resources of the edge that are watched for copies of ours. */
  readonly watchedOnEdge: ImmutableMap<string, Gvr>;
  readonly unsynced: ImmutableSet<string>;
  /** Addresses of reflectors on the edge that have lost sight. */
  readonly lost: ImmutableSet<string>;
  /** Keys whose status is to be returned, and the version of the edge object it was last taken from. */
  readonly statusDue: ImmutableSet<string>;
  readonly statusInFlight: ImmutableSet<string>;
  readonly statusReturned: ImmutableMap<string, string>;
  /** Keys whose status was written since the last `status.rested`, and those that were before it: none of them is due yet. */
  readonly statusFresh: ImmutableSet<string>;
  readonly statusResting: ImmutableSet<string>;
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
  }
  | { readonly type: "status.rested" }
  | {
    readonly type: "status.refused";
    readonly key: string;
    readonly reason: string;
    readonly message: string;
  }
  | { readonly type: "idle.reached" }
  | { readonly type: "retry.due" }
  | DeadlinePassedLetter;

const edgeCluster = setup({
  types: {
    input: {} as EdgeClusterInput,
    context: {} as EdgeClusterContext,
    events: {} as EdgeClusterEvent,
    meta: {} as StateMeta,
  },
  guards: {
    hasNoMailbox: ({ context }) => context.mailboxCluster === null,
    isUndiscovered: ({ context }) => !context.discovered,
    isLost: ({ context }) => memory.isLost(context),
    hasNoConfig: ({ context }) => context.config === null,
    lacksInputs: ({ context }) => !context.impatient && memory.permissionOf(context) === "additions",
    hasWork: ({ context }) =>
      context.operations.length > 0 || context.returns.length > 0 || !context.book.inFlight.isEmpty() ||
      !context.statusInFlight.isEmpty(),
    beginsRest: ({ context, event }) =>
      event.type === "status.returned" && event.outcome === "written" && context.statusFresh.isEmpty() &&
      context.statusResting.isEmpty(),
    restsOn: ({ context }) => !context.statusFresh.isEmpty(),
    isFailing: ({ context }) => !context.book.failing.isEmpty() || context.trouble !== null,
  },
  actions: {
    offer: effect<OfferParams>(),
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    discoverEdge: effect<{ edge: string }>(),
    performCopies: effect<PerformCopiesParams>(),
    returnStatus: effect<ReturnStatusParams>(),
    remember: assign(({ context, event }) => memory.remember(context, event)),
    planWork: assign(({ context }) => memory.planWork(context)),
    tryAgain: assign(({ context }) => memory.tryAgain(context)),
    becomeImpatient: assign({ impatient: true }),
    leaveReflectors: assign(({ context }) => memory.leaveReflectors(context)),
  },
});

type At = { context: EdgeClusterContext };

const tellPeers = { type: "tellAll" as const, params: ({ context }: At) => ({ letters: context.letters }) };
const remember = ["remember" as const, tellPeers];
const askForIdle = { type: "whenIdle" as const, params: { event: { type: "idle.reached" } } };
const retryLater = {
  type: "startTimer" as const,
  params: ({ context }: At) => retryTimer(memory.retryDelayMs(context)),
};

const offerReach = (reach: EdgeCard["reach"]) => ({
  type: "offer" as const,
  params: ({ context }: At) => ({
    topic: edgeTopic(context.mailbox),
    key: context.edge,
    labels: {},
    card: { edge: context.edge, reach } satisfies EdgeCard,
  }),
});

const restTimer = {
  type: "startTimer" as const,
  params: ({ context }: At) => ({
    name: "status",
    delayMs: context.statusIntervalMs,
    event: { type: "status.rested" },
  }),
};
const beginRest = { guard: "beginsRest" as const, actions: [...remember, restTimer] };
const restOn = { guard: "restsOn" as const, actions: [...remember, restTimer] };

const change = { target: ".settling" as const, actions: remember };
const note = { actions: remember };
const notes = {
  "mailbox.offered": note,
  "mailbox.withdrawn": note,
  "config.added": note,
  "config.modified": note,
  "config.deleted": note,
  "config.synced": note,
  "config.stale": note,
  "copy.added": note,
  "copy.modified": note,
  "copy.deleted": note,
  "copy.synced": note,
  "copy.stale": note,
  "landed.added": note,
  "landed.modified": note,
  "landed.deleted": note,
  "landed.synced": note,
  "landed.stale": note,
  "copy.agreed": note,
  "copy.deletionAccepted": note,
  "copy.refused": note,
  "status.returned": [beginRest, note],
  "status.rested": [restOn, note],
  "status.refused": note,
};

const settling = edgeCluster.createStateConfig({
  meta: passing,
  entry: askForIdle,
  on: { "idle.reached": "deciding" },
});

const deciding = edgeCluster.createStateConfig({
  entry: "planWork",
  always: [
    { guard: "hasNoMailbox", target: "awaitingMailbox" },
    { guard: "isUndiscovered", target: "discovering" },
    { guard: "isLost", target: "silent", actions: offerReach("unreachable") },
    { guard: "hasNoConfig", target: "awaitingConfig", actions: offerReach("connected") },
    { guard: "lacksInputs", target: "awaitingInputs", actions: offerReach("connected") },
    { guard: "hasWork", target: "syncing", actions: offerReach("connected") },
    { guard: "isFailing", target: "impeded", actions: offerReach("connected") },
    { target: "settled", actions: offerReach("connected") },
  ],
});

const awaitingMailbox = edgeCluster.createStateConfig({
  meta: {
    reason: "There is no mailbox to read from",
    waitsFor: "the mailbox workspace",
    deadlineMs: 60_000,
  },
});

const discovering = edgeCluster.createStateConfig({
  meta: {
    reason: "Finding out which resources the edge serves",
    waitsFor: "the edge's discovery",
    deadlineMs: 30_000,
  },
  entry: { type: "discoverEdge", params: ({ context }) => ({ edge: context.edge }) },
  on: {
    ...notes,
    "discovery.answered": { target: "settling", actions: remember },
    "discovery.refused": { target: "unreachable", actions: remember },
  },
});

const unreachable = edgeCluster.createStateConfig({
  meta: {
    reason: "The edge does not answer; it keeps what it has",
    waitsFor: "the next try",
    deadlineMs: 60_000,
  },
  entry: [offerReach("unreachable"), retryLater],
  on: { ...notes, "retry.due": "discovering" },
});

const silent = edgeCluster.createStateConfig({
  meta: {
    reason: "The view of the edge is stale; it keeps what it has",
    waitsFor: "its reflectors to see again",
    deadlineMs: 60_000,
  },
});

const awaitingConfig = edgeCluster.createStateConfig({
  meta: {
    reason: "The mailbox has no SyncerConfig: no placement has reached it",
    waitsFor: null,
    deadlineMs: null,
  },
});

const awaitingInputs = edgeCluster.createStateConfig({
  meta: {
    reason: "Mailbox or edge are not completely seen",
    waitsFor: "their reflectors to sync",
    deadlineMs: 10_000,
    role: "patient",
  },
  on: { "deadline.passed": { target: "settling", actions: "becomeImpatient" } },
});

const syncing = edgeCluster.createStateConfig({
  meta: { reason: "The edge differs from its mailbox", waitsFor: "their answers", deadlineMs: 60_000 },
  entry: [
    {
      type: "performCopies",
      params: ({ context }) => ({
        source: `edge:${context.edge}`,
        cluster: "",
        operations: context.operations,
      }),
    },
    {
      type: "returnStatus",
      params: ({ context }) => ({
        edge: context.edge,
        cluster: context.mailboxCluster ?? "",
        returns: context.returns,
      }),
    },
  ],
});

const impeded = edgeCluster.createStateConfig({
  meta: {
    reason: "Something was refused; the rest is in place",
    waitsFor: "the next try",
    deadlineMs: 60_000,
  },
  entry: retryLater,
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

const settled = edgeCluster.createStateConfig({
  meta: { reason: "The edge holds exactly what its mailbox says", waitsFor: null, deadlineMs: null },
});

export const edgeClusterMachine = edgeCluster.createMachine({
  id: "edgeCluster",
  context: ({ input }) => ({
    ...input,
    statusIntervalMs: input.statusIntervalMs ?? 1_000,
    mailboxCluster: null,
    config: null,
    configUid: "",
    facts: ImmutableMap<string, ObjectFact>(),
    book: emptyBook,
    discovered: false,
    definerGone: false,
    watchedInMailbox: ImmutableMap<string, Gvr>(),
    watchedOnEdge: ImmutableMap<string, Gvr>(),
    unsynced: ImmutableSet<string>(),
    lost: ImmutableSet<string>(),
    statusDue: ImmutableSet<string>(),
    statusInFlight: ImmutableSet<string>(),
    statusReturned: ImmutableMap<string, string>(),
    statusFresh: ImmutableSet<string>(),
    statusResting: ImmutableSet<string>(),
    impatient: false,
    letters: [],
    operations: [],
    returns: [],
    attempts: 0,
    trouble: null,
  }),
  entry: {
    type: "seek",
    params: ({ context }) => ({
      topic: mailboxesTopic,
      selectors: [labelled(context.mailbox)],
      as: "mailbox",
    }),
  },
  initial: "awaitingMailbox",
  on: {
    "edge.assigned": {},
    "edge.unassigned": { target: ".gone", actions: ["leaveReflectors", tellPeers] },
    "mailbox.offered": change,
    "mailbox.withdrawn": change,
    "mailbox.listed": {},
    "discovery.answered": note,
    "discovery.refused": note,
    "config.added": change,
    "config.modified": change,
    "config.deleted": change,
    "config.synced": change,
    "config.stale": change,
    "copy.added": change,
    "copy.modified": change,
    "copy.deleted": change,
    "copy.synced": change,
    "copy.stale": change,
    "landed.added": change,
    "landed.modified": change,
    "landed.deleted": change,
    "landed.synced": change,
    "landed.stale": change,
    "copy.agreed": change,
    "copy.deletionAccepted": change,
    "copy.refused": change,
    "status.returned": [{ ...beginRest, target: ".settling" }, change],
    "status.rested": [{ ...restOn, target: ".settling" }, change],
    "status.refused": change,
    "idle.reached": {},
    "retry.due": {},
    "deadline.passed": {},
  },
  states: {
    settling,
    deciding,
    awaitingMailbox,
    discovering,
    unreachable,
    silent,
    awaitingConfig,
    awaitingInputs,
    syncing,
    impeded,
    settled,
    gone: { type: "final" },
  },
});
