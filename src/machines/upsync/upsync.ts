/**
 * The upsync of one edge: copies what was born there into the mailbox, as the SyncerConfig's upsync terms ask.
 *
 * ```
 * awaitingMailbox ▶ awaitingConfig ▶ discovering ▶ awaitingInputs ▶ syncing ▶ settled      no terms, no copies ▶ unasked
 *                        refused ▶ unreachable ─retry.due─▶ discovering      some copy refused ▶ impeded      quota ▶ full
 * any change ▶ settling ─idle─▶ (deciding) ▶ one of the above           edge.unassigned ▶ gone
 * ```
 * What an edge sends is confined (S11): only what its terms name, only kinds that mean nothing to the centre, only so much of it,
 * only into its own mailbox; and only what carries the mark of an upsync is ever changed or deleted there. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import type { ObjectFact } from "../../kube/facts.ts";
import type { Gvr } from "../../kube/resource.ts";
import { emptyBook } from "../../placement/copies/book.ts";
import { toLookThrough } from "../../placement/copies/operations.ts";
import { labelled, mailboxesTopic } from "../addresses.ts";
import { contestDeadlineMs, retryTimer, timeOf } from "../backoff.ts";
import { effect } from "../effect.ts";
import { passing } from "../passing.ts";
import type { SeekParams, StartTimerParams, StateMeta, TellAllParams, WhenIdleParams } from "../letters.ts";
import type { PerformCopiesParams } from "../mailbox/context.ts";
import * as memory from "./memory.ts";
import type { DiscoverParams, UpsyncContext, UpsyncEvent, UpsyncInput, UpsyncServer } from "./context.ts";
import { listening } from "./listening.ts";
import type { Offer } from "./views.ts";

const upsync = setup({
  types: {
    input: {} as UpsyncInput,
    context: {} as UpsyncContext,
    events: {} as UpsyncEvent,
    meta: {} as StateMeta,
  },
  guards: {
    hasNoMailbox: ({ context }) => context.mailboxCluster === null,
    hasNoConfig: ({ context }) => context.terms === null,
    isUnasked: ({ context }) => context.swept,
    isUndiscovered: ({ context }) => memory.serversToAsk(context).length > 0,
    answersLast: ({ context, event }) =>
      memory.serversToAsk(context).every(({ server }) =>
        event.type === "discovery.answered" && server === event.server
      ),
    lacksInputs: ({ context }) => !context.impatient && memory.permissionOf(context) === "additions",
    hasWork: ({ context }) => context.operations.length > 0 || !context.book.inFlight.isEmpty(),
    isFailing: ({ context }) => !context.book.failing.isEmpty(),
    isContended: ({ context }) => !context.book.contended.isEmpty(),
    isFull: ({ context }) => !context.denied.isEmpty(),
  },
  actions: {
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    discover: effect<DiscoverParams>(),
    performCopies: effect<PerformCopiesParams>(),
    remember: assign(({ context, event }) => memory.remember(context, event)),
    planWork: assign(({ context }) => memory.planWork(context)),
    tryAgain: assign(({ context, event }) => memory.tryAgain(context, timeOf(event))),
    becomeImpatient: assign({ impatient: true }),
    leaveReflectors: assign(({ context }) => memory.leaveReflectors(context)),
  },
});

type At = { context: UpsyncContext };

const tellPeers = { type: "tellAll" as const, params: ({ context }: At) => ({ letters: context.letters }) };
const remember = ["remember" as const, tellPeers];
const retryLater = {
  type: "startTimer" as const,
  params: ({ context }: At) => retryTimer(memory.retryDelayMs(context)),
};

const change = { target: ".settling" as const, actions: remember };
const note = { actions: remember };
/** What is seen while the servers are asked changes nothing about the question. */
const notes = listening(note);

const settling = upsync.createStateConfig({
  meta: passing,
  entry: { type: "whenIdle", params: { event: { type: "idle.reached" }, rank: "edge" } },
  on: { "idle.reached": "deciding" },
});

const deciding = upsync.createStateConfig({
  entry: ["planWork", tellPeers],
  always: [
    { guard: "hasNoMailbox", target: "awaitingMailbox" },
    { guard: "hasNoConfig", target: "awaitingConfig" },
    { guard: "isUnasked", target: "unasked" },
    { guard: "isUndiscovered", target: "discovering" },
    { guard: "lacksInputs", target: "awaitingInputs" },
    { guard: "hasWork", target: "syncing" },
    { guard: "isFailing", target: "impeded" },
    { guard: "isContended", target: "contended" },
    { guard: "isFull", target: "full" },
    { target: "settled" },
  ],
});

const awaitingMailbox = upsync.createStateConfig({
  meta: { reason: "There is no mailbox to write to", waitsFor: "the mailbox workspace", deadlineMs: 60_000 },
});

const awaitingConfig = upsync.createStateConfig({
  meta: { reason: "The mailbox has no SyncerConfig", waitsFor: null, deadlineMs: null },
});

const unasked = upsync.createStateConfig({
  meta: { reason: "No placement asks for anything from this edge", waitsFor: null, deadlineMs: null },
});

const discovering = upsync.createStateConfig({
  meta: {
    reason: "Finding out what edge and mailbox serve",
    waitsFor: "their discovery",
    deadlineMs: 30_000,
  },
  entry: {
    type: "discover",
    params: ({ context }) => ({
      asks: memory.serversToAsk(context),
      edge: context.edge,
      edition: context.edition,
    }),
  },
  on: {
    ...notes,
    "discovery.answered": [
      { guard: "answersLast", target: "settling", actions: remember },
      { actions: remember },
    ],
    "discovery.refused": { target: "unreachable", actions: remember },
  },
});

const unreachable = upsync.createStateConfig({
  meta: {
    reason: "Edge or mailbox do not answer; the mailbox keeps what it has",
    waitsFor: "the next try",
    deadlineMs: 60_000,
  },
  entry: retryLater,
  on: { ...notes, "retry.due": "discovering" },
});

const awaitingInputs = upsync.createStateConfig({
  meta: {
    reason: "Mailbox or edge are not completely seen",
    waitsFor: "their reflectors to sync",
    deadlineMs: 10_000,
    role: "patient",
  },
  on: { "deadline.passed": { target: "settling", actions: "becomeImpatient" } },
});

const syncing = upsync.createStateConfig({
  meta: { reason: "The mailbox differs from the edge", waitsFor: "their answers", deadlineMs: 60_000 },
  entry: {
    type: "performCopies",
    params: ({ context }) => ({
      source: "hub",
      cluster: context.mailboxCluster ?? "",
      operations: context.operations,
      served: toLookThrough(context.operations, context.copyViews.keys()),
    }),
  },
});

const impeded = upsync.createStateConfig({
  meta: {
    reason: "Something was refused; the rest is in place",
    waitsFor: "the next try",
    deadlineMs: 60_000,
  },
  entry: retryLater,
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

const contended = upsync.createStateConfig({
  meta: {
    reason: "Contended: somebody else keeps changing back some copies, which are left alone for a while",
    waitsFor: "the pause to be over",
    deadlineMs: contestDeadlineMs,
  },
  entry: retryLater,
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

const full = upsync.createStateConfig({
  meta: {
    reason: "The edge has as many objects in its mailbox as it may; the rest stays where it is",
    waitsFor: null,
    deadlineMs: null,
  },
});

const settled = upsync.createStateConfig({
  meta: { reason: "The mailbox holds what was asked for from the edge", waitsFor: null, deadlineMs: null },
});

export const upsyncMachine = upsync.createMachine({
  id: "upsync",
  context: ({ input }) => ({
    ...input,
    mailboxCluster: null,
    terms: null,
    configUid: "",
    undiscovered: ImmutableSet<UpsyncServer>(["edge", "mailbox"]),
    edition: 0,
    servedOnEdge: ImmutableMap<string, Offer>(),
    servedInMailbox: ImmutableMap<string, Offer>(),
    bornViews: ImmutableMap<string, Gvr>(),
    copyViews: ImmutableMap<string, Gvr>(),
    followsDefinitions: false,
    facts: ImmutableMap<string, ObjectFact>(),
    denied: ImmutableSet<string>(),
    spaces: ImmutableMap<string, number>(),
    unconfirmed: ImmutableMap<string, ImmutableSet<string>>(),
    book: emptyBook,
    followed: ImmutableSet<string>(),
    unsynced: ImmutableSet<string>(),
    swept: false,
    impatient: false,
    letters: [],
    operations: [],
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
    "mailbox.offered": change,
    "mailbox.withdrawn": change,
    "mailbox.listed": {},
    "discovery.answered": change,
    "discovery.refused": note,
    "config.added": change,
    "config.modified": change,
    "config.deleted": change,
    "config.synced": change,
    "config.stale": change,
    "definition.added": change,
    "definition.modified": change,
    "definition.deleted": change,
    "definition.synced": {},
    "definition.stale": {},
    "idle.reached": {},
    "retry.due": {},
    "deadline.passed": {},
  },
  states: {
    settling,
    deciding,
    awaitingMailbox,
    awaitingConfig,
    unasked,
    discovering,
    unreachable,
    awaitingInputs,
    syncing,
    impeded,
    contended,
    full,
    settled,
    gone: { type: "final" },
  },
});
