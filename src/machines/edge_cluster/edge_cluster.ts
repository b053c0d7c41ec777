/**
 * An edge cluster: makes it hold what its mailbox says, and returns status (the syncer, R-60…R-65).
 *
 * ```
 * awaitingMailbox ▶ discovering ▶ awaitingConfig ▶ awaitingInputs ▶ syncing ▶ settled
 *                      refused ▶ unreachable ─retry.due─▶ discovering
 *                                    copies of an earlier mailbox ▶ orphaned
 *                      some copy refused ▶ impeded, fought over ▶ contended, not seen ▶ lacking
 * any change ▶ settling ─idle─▶ (deciding) ▶ one of the above           edge.unassigned ▶ gone
 * ```
 * An edge that is out of reach keeps what it has: nothing is decided from a view that has gone stale. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import type { ObjectFact } from "../../kube/facts.ts";
import type { Gvr } from "../../kube/resource.ts";
import type { Contest } from "../../placement/contest.ts";
import { emptyBook } from "../../placement/copies/book.ts";
import { toLookThrough } from "../../placement/copies/operations.ts";
import { edgeTopic, labelled, mailboxesTopic } from "../addresses.ts";
import * as memory from "./memory.ts";
import { permissionOf } from "./permission.ts";
import { contestedStatus } from "./status_returns.ts";
import * as plan from "./plan.ts";
import { retryDelayMs, tryAgain } from "./retry.ts";
import { mayServeOthers } from "../served.ts";
import { leaveReflectors } from "./views.ts";
import { contestDeadlineMs, retryTimer, timeOf } from "../backoff.ts";
import { effect } from "../effect.ts";
import { passing } from "../passing.ts";
import type {
  OfferParams,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  WhenIdleParams,
} from "../letters.ts";
import type { EdgeCard } from "../sync_target.ts";
import type {
  EdgeClusterContext,
  EdgeClusterEvent,
  EdgeClusterInput,
  PerformOnEdgeParams,
  ReturnStatusParams,
} from "./context.ts";
import { listening } from "./listening.ts";

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
    isLost: ({ context }) => plan.isLost(context),
    hasOrphans: ({ context }) =>
      context.config === null && context.book.entries.some(({ seen }) => seen?.owner === "ours"),
    hasNoConfig: ({ context }) => context.config === null,
    lacksInputs: ({ context }) => !context.impatient && permissionOf(context) === "additions",
    hasWork: ({ context }) =>
      context.operations.length > 0 || context.returns.length > 0 || !context.book.inFlight.isEmpty() ||
      !context.statusInFlight.isEmpty(),
    beginsRest: ({ context, event }) =>
      event.type === "status.returned" && event.outcome === "written" && context.statusFresh.isEmpty() &&
      context.statusResting.isEmpty(),
    restsOn: ({ context }) => !context.statusFresh.isEmpty(),
    isLacking: ({ context }) => !context.unsynced.isEmpty() || !context.unwatched.isEmpty(),
    mayServeOthers: ({ context }) => mayServeOthers(context),
    isFailing: ({ context }) =>
      !context.book.failing.isEmpty() || !context.statusRefused.isEmpty() || context.trouble !== null,
    isContended: ({ context }) => !context.book.contended.isEmpty() || contestedStatus(context).length > 0,
  },
  actions: {
    offer: effect<OfferParams>(),
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    discoverEdge: effect<{ edge: string }>(),
    performCopies: effect<PerformOnEdgeParams>(),
    returnStatus: effect<ReturnStatusParams>(),
    remember: assign(({ context, event }) => memory.remember(context, event)),
    planWork: assign(({ context }) => plan.planWork(context)),
    tryAgain: assign(({ context, event }) => tryAgain(context, timeOf(event))),
    becomeImpatient: assign({ impatient: true }),
    countRefused: assign(({ context }) => ({
      refused: context.book.failing.size + context.statusRefused.size + (context.trouble === null ? 0 : 1),
    })),
    forgetServed: assign({ discovered: false }),
    leaveReflectors: assign(({ context }) => leaveReflectors(context)),
  },
});

type At = { context: EdgeClusterContext };

const tellPeers = { type: "tellAll" as const, params: ({ context }: At) => ({ letters: context.letters }) };
const remember = ["remember" as const, tellPeers];
const askForIdle = {
  type: "whenIdle" as const,
  params: { event: { type: "idle.reached" }, rank: "edge" as const },
};
const retryLater = {
  type: "startTimer" as const,
  params: ({ context }: At) => retryTimer(retryDelayMs(context)),
};

const offerReach = (reach: EdgeCard["reach"]) => ({
  type: "offer" as const,
  params: ({ context }: At) => ({
    topic: edgeTopic(context.mailbox),
    key: context.edge,
    labels: {},
    card: {
      edge: context.edge,
      reach,
      ...(context.refused !== null && { refused: context.refused }),
    } satisfies EdgeCard,
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
const notes = listening(note);

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
    { guard: "hasOrphans", target: "orphaned", actions: offerReach("connected") },
    { guard: "hasNoConfig", target: "awaitingConfig", actions: offerReach("connected") },
    { guard: "lacksInputs", target: "awaitingInputs", actions: offerReach("connected") },
    { guard: "hasWork", target: "syncing", actions: offerReach("connected") },
    { guard: "isFailing", target: "impeded", actions: ["countRefused", offerReach("connected")] },
    { guard: "isContended", target: "contended", actions: ["countRefused", offerReach("connected")] },
    { guard: "isLacking", target: "lacking", actions: ["countRefused", offerReach("connected")] },
    { target: "settled", actions: ["countRefused", offerReach("connected")] },
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

const orphaned = edgeCluster.createStateConfig({
  meta: {
    reason: "The mailbox has no SyncerConfig, and what an earlier mailbox put here is still here: " +
      "nothing says that it should go, so it stays until a placement reaches this edge again",
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
        served: toLookThrough(context.operations, context.watchedOnEdge.keys()),
        mailbox: context.mailboxCluster ?? "",
        doubtful: plan.doubtful(context),
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

const lacking = edgeCluster.createStateConfig({
  meta: {
    reason:
      "The edge holds what its mailbox says, as far as both can be seen; of what cannot be seen nothing is taken away",
    waitsFor: "their reflectors to see again",
    deadlineMs: 60_000,
  },
  entry: {
    type: "startTimer",
    params: {
      name: "rediscover",
      delayMs: 10_000,
      whenRunning: "earlier" as const,
      event: { type: "rediscover.due" },
    },
  },
  on: { "rediscover.due": { guard: "mayServeOthers", target: "settling", actions: "forgetServed" } },
});

const contended = edgeCluster.createStateConfig({
  meta: {
    reason: "Contended: somebody else keeps changing back some copies, which are left alone for a while",
    waitsFor: "the pause to be over",
    deadlineMs: contestDeadlineMs,
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
    lacking: [],
    facts: ImmutableMap<string, ObjectFact>(),
    book: emptyBook,
    discovered: false,
    definitionsGone: ImmutableSet<string>(),
    watchedInMailbox: ImmutableMap<string, Gvr>(),
    watchedOnEdge: ImmutableMap<string, Gvr>(),
    unwatched: ImmutableSet<string>(),
    followed: ImmutableSet<string>(),
    unsynced: ImmutableSet<string>(),
    lost: ImmutableSet<string>(),
    statusDue: ImmutableSet<string>(),
    statusInFlight: ImmutableSet<string>(),
    statusRefused: ImmutableSet<string>(),
    statusReturned: ImmutableMap<string, string>(),
    statusContests: ImmutableMap<string, Contest>(),
    statusFresh: ImmutableSet<string>(),
    statusResting: ImmutableSet<string>(),
    refused: null,
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
    ...listening(change),
    "edge.assigned": {},
    "edge.unassigned": { target: ".gone", actions: ["leaveReflectors", tellPeers] },
    "mailbox.listed": {},
    "discovery.answered": note,
    "discovery.refused": note,
    "status.returned": [{ ...beginRest, target: ".settling" }, change],
    "status.rested": [{ ...restOn, target: ".settling" }, change],
    "idle.reached": {},
    "retry.due": {},
    "rediscover.due": {},
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
    orphaned,
    awaitingInputs,
    syncing,
    impeded,
    contended,
    lacking,
    settled,
    gone: { type: "final" },
  },
});
