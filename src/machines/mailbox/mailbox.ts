/**
 * A mailbox: the workspace that holds what one SyncTarget must receive (R-10… …R-43).
 *
 * ```
 *   target there:  creatingWorkspace ▶ awaitingWorkspace ▶ binding ▶ discovering ▶ awaitingInputs ▶ projecting ▶ settled
 *                        refused ▶ backingOff
 *                        some copy refused ▶ impeded, fought over ▶ contended, not seen ▶ lacking, not customized ▶ flawed
 *   target gone:   deletingWorkspace ▶ awaitingDeletion ▶ gone
 *   something is unwanted: confirming ─by all that decide─▶ settling
 *   any change ▶ settling ─idle─▶ (deciding) ▶ one of the above
 * ```
 * What to do is decided from the whole of what is known, when no letter waits. Nothing is deleted before the inventory, every share
 * and the mailbox's own copies are completely seen. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import type { Gvr } from "../../kube/resource.ts";
import { emptyBook } from "../../placement/copies/book.ts";
import { toLookThrough } from "../../placement/copies/operations.ts";
import { emptyShares } from "../../placement/mailbox/shares_book.ts";
import { labelled, mailboxesTopic, parametersTopic, placementsTopic, targetOfTopic } from "../addresses.ts";
import { inventoryGate, type ReachCard } from "../edge_placement/context.ts";
import { contestDeadlineMs, retryTimer, timeOf } from "../backoff.ts";
import { effect } from "../effect.ts";
import { passing } from "../passing.ts";
import type {
  OfferParams,
  SeekGateParams,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  WhenIdleParams,
  WithdrawParams,
} from "../letters.ts";
import type { ParametersCard } from "../location.ts";
import * as memory from "./memory.ts";
import { permissionOf } from "./permission.ts";
import * as plan from "./plan.ts";
import { retryDelayMs, tryAgain } from "./retry.ts";
import { mayServeOthers } from "../served.ts";
import { leaveReflectors } from "./views.ts";
import { noProof } from "./proof.ts";
import type { MailboxCard } from "../sync_target.ts";
import type {
  MailboxContext,
  MailboxEvent,
  MailboxInput,
  PerformCopiesParams,
  WriteConfigParams,
} from "./context.ts";
import { listening } from "./listening.ts";

const mailbox = setup({
  types: {
    input: {} as MailboxInput,
    context: {} as MailboxContext,
    events: {} as MailboxEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isBlind: ({ context }) => !context.gateOpen || !context.targetListed,
    isUnneeded: ({ context }) => context.target === null,
    isOver: ({ context }) => context.target === null && context.workspace === null,
    isOfOthers: ({ context }) => context.target === null && context.workspace?.owner === "foreign",
    hasNoWorkspace: ({ context }) => context.workspace === null,
    isForeign: ({ context }) => context.workspace?.owner === "foreign",
    isDeleting: ({ context }) => context.workspace?.life === "deleting",
    isUnready: ({ context }) => context.workspace?.cluster === null || context.workspace?.phase !== "Ready",
    isUnbound: ({ context }) => !context.bound,
    isUndiscovered: ({ context }) => !context.discovered,
    lacksInputs: ({ context }) => !context.impatient && permissionOf(context) === "additions",
    hasWork: ({ context }) =>
      context.operations.length > 0 || context.configWrite !== null || context.configInFlight ||
      !context.book.inFlight.isEmpty(),
    isFailing: ({ context }) => !context.book.failing.isEmpty() || context.trouble !== null,
    lacksProof: ({ context }) => !context.proof.asked.isEmpty(),
    isLacking: ({ context }) => !context.unsynced.isEmpty() || !context.unwatched.isEmpty(),
    mayServeOthers: ({ context }) => mayServeOthers(context),
    isContended: ({ context }) => plan.isContended(context),
    isFlawed: ({ context }) => !context.book.flawed.isEmpty(),
  },
  actions: {
    offer: effect<OfferParams>(),
    withdraw: effect<WithdrawParams>(),
    seek: effect<SeekParams>(),
    seekGate: effect<SeekGateParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    createWorkspace: effect<{ name: string; syncTarget: string }>(),
    deleteWorkspace: effect<{ name: string; uid: string }>(),
    ensureBinding: effect<{ cluster: string }>(),
    discover: effect<{ cluster: string }>(),
    performCopies: effect<PerformCopiesParams>(),
    writeConfig: effect<{ writes: readonly WriteConfigParams[] }>(),
    remember: assign(({ context, event }) => memory.remember(context, event)),
    planWork: assign(({ context }) => plan.planWork(context)),
    becomeImpatient: assign({ impatient: true }),
    forgetProof: assign({ proof: noProof }),
    forgetServed: assign({ discovered: false }),
    tryAgain: assign(({ context, event }) => tryAgain(context, timeOf(event))),
    leaveReflectors: assign(({ context }) => leaveReflectors(context)),
  },
});

type At = { context: MailboxContext };

const tellPeers = { type: "tellAll" as const, params: ({ context }: At) => ({ letters: context.letters }) };
const remember = ["remember" as const, tellPeers];
const askForIdle = {
  type: "whenIdle" as const,
  params: { event: { type: "idle.reached" }, rank: "mailbox" as const },
};
const retryLater = {
  type: "startTimer" as const,
  params: ({ context }: At) => retryTimer(retryDelayMs(context)),
};

/** After this long without all answers, a proof is sought anew: who was asked may not be there any more. */
const askAgainMs = 30_000;

/** How often a server is asked again for a resource that neither it nor its discovery shows. */
const rediscoverLater = {
  type: "startTimer" as const,
  params: {
    name: "rediscover",
    delayMs: 10_000,
    whenRunning: "earlier" as const,
    event: { type: "rediscover.due" },
  },
};

/** Puts the mailbox up for those who read from it, or takes it down while it has no logical cluster of its own. */
const offerSelf = {
  type: "offer" as const,
  params: ({ context }: At) => ({
    topic: mailboxesTopic,
    key: context.name,
    labels: { [context.name]: "" },
    card: { name: context.name, cluster: context.workspace?.cluster ?? "" } satisfies MailboxCard,
  }),
};
const withdrawSelf = {
  type: "withdraw" as const,
  params: ({ context }: At) => ({ topic: mailboxesTopic, key: context.name }),
};

/** Facts that are only taken in, because an answer is awaited and decides what comes next. */
const note = { actions: remember };
const notes = listening(note);

const settling = mailbox.createStateConfig({
  meta: passing,
  entry: askForIdle,
  on: { "idle.reached": "deciding" },
});

const deciding = mailbox.createStateConfig({
  entry: ["planWork", tellPeers],
  always: [
    { guard: "isBlind", target: "awaitingInventory" },
    {
      guard: "isOver",
      target: "gone",
      actions: ["leaveReflectors", tellPeers],
    },
    {
      guard: "isOfOthers",
      target: "foreign",
      actions: withdrawSelf,
    },
    { guard: "isDeleting", target: "awaitingDeletion", actions: withdrawSelf },
    { guard: "isUnneeded", target: "deletingWorkspace", actions: withdrawSelf },
    { guard: "hasNoWorkspace", target: "creatingWorkspace", actions: withdrawSelf },
    { guard: "isForeign", target: "foreign", actions: withdrawSelf },
    { guard: "isUnready", target: "awaitingWorkspace", actions: withdrawSelf },
    { guard: "isUnbound", target: "binding" },
    { guard: "isUndiscovered", target: "discovering" },
    { guard: "lacksInputs", target: "awaitingInputs", actions: offerSelf },
    { guard: "hasWork", target: "projecting", actions: offerSelf },
    { guard: "lacksProof", target: "confirming", actions: offerSelf },
    { guard: "isFailing", target: "impeded", actions: offerSelf },
    { guard: "isContended", target: "contended", actions: offerSelf },
    { guard: "isLacking", target: "lacking", actions: offerSelf },
    { guard: "isFlawed", target: "flawed", actions: offerSelf },
    { target: "settled", actions: offerSelf },
  ],
});

const awaitingInventory = mailbox.createStateConfig({
  meta: {
    reason: "The inventory is not completely seen, so nothing is decided",
    waitsFor: "every inventory source to be synced",
    deadlineMs: 60_000,
  },
});

const foreign = mailbox.createStateConfig({
  meta: {
    reason: "A workspace of this name exists that we did not make; it is left alone",
    waitsFor: null,
    deadlineMs: null,
  },
});

const creatingWorkspace = mailbox.createStateConfig({
  meta: {
    reason: "The SyncTarget has no mailbox workspace",
    waitsFor: "the hub to create it",
    deadlineMs: 30_000,
  },
  entry: {
    type: "createWorkspace",
    params: ({ context }) => ({ name: context.name, syncTarget: context.target?.name ?? "" }),
  },
  on: {
    ...notes,
    "workspace.created": { target: "settling", actions: remember },
    "request.refused": { target: "backingOff", actions: remember },
  },
});

const awaitingWorkspace = mailbox.createStateConfig({
  meta: {
    reason: "The workspace is there but not ready",
    waitsFor: "phase Ready and a logical cluster",
    deadlineMs: 30_000,
  },
});

const binding = mailbox.createStateConfig({
  meta: {
    reason: "The workspace lacks the edge API",
    waitsFor: "the APIBinding bind-edge",
    deadlineMs: 30_000,
  },
  entry: { type: "ensureBinding", params: ({ context }) => ({ cluster: context.workspace?.cluster ?? "" }) },
  on: {
    ...notes,
    "binding.ensured": { target: "settling", actions: remember },
    "request.refused": { target: "backingOff", actions: remember },
  },
});

const discovering = mailbox.createStateConfig({
  meta: {
    reason: "Finding out which resources the workspace serves",
    waitsFor: "discovery",
    deadlineMs: 30_000,
  },
  entry: { type: "discover", params: ({ context }) => ({ cluster: context.workspace?.cluster ?? "" }) },
  on: {
    ...notes,
    "discovery.answered": { target: "settling", actions: remember },
    "discovery.refused": { target: "backingOff", actions: remember },
  },
});

const awaitingInputs = mailbox.createStateConfig({
  meta: {
    reason: "Not everything that decides its content is completely seen",
    waitsFor: "the shares of its workloads and its own copies",
    deadlineMs: 10_000,
    role: "patient",
  },
  on: { "deadline.passed": { target: "settling", actions: "becomeImpatient" } },
});

const projecting = mailbox.createStateConfig({
  meta: {
    reason: "Its content differs from what is wanted",
    waitsFor: "the hub's answers",
    deadlineMs: 60_000,
  },
  entry: [
    {
      type: "performCopies",
      params: ({ context }) => ({
        source: "hub",
        cluster: context.workspace?.cluster ?? "",
        operations: context.operations,
        served: toLookThrough(context.operations, context.watched.keys()),
      }),
    },
    {
      type: "writeConfig",
      params: ({ context }) => ({ writes: context.configWrite === null ? [] : [context.configWrite] }),
    },
  ],
});

const confirming = mailbox.createStateConfig({
  meta: {
    reason:
      "Something in it is not wanted any more; before it goes, the servers are asked whether nothing was missed",
    waitsFor: "lists that are not older than the question",
    deadlineMs: 60_000,
    role: "patient",
  },
  entry: {
    type: "startTimer",
    params: { name: "proof", delayMs: askAgainMs, whenRunning: "earlier", event: { type: "proof.due" } },
  },
  on: { "proof.due": { target: "settling", actions: "forgetProof" } },
});

const impeded = mailbox.createStateConfig({
  meta: {
    reason: "Some of its content was refused; the rest is in place",
    waitsFor: "the next try",
    deadlineMs: 60_000,
  },
  entry: retryLater,
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

const lacking = mailbox.createStateConfig({
  meta: {
    reason: "It holds what is wanted, as far as it can be seen; of what cannot be seen nothing is taken away",
    waitsFor: "its reflectors to see again",
    deadlineMs: 60_000,
  },
  entry: rediscoverLater,
  on: { "rediscover.due": { guard: "mayServeOthers", target: "settling", actions: "forgetServed" } },
});

const contended = mailbox.createStateConfig({
  meta: {
    reason:
      "Contended: somebody else keeps changing back some of its content, which is left alone for a while",
    waitsFor: "the pause to be over",
    deadlineMs: contestDeadlineMs,
  },
  entry: retryLater,
  on: { "retry.due": { target: "settling", actions: "tryAgain" } },
});

const flawed = mailbox.createStateConfig({
  meta: {
    reason: "It holds what is wanted, but not all of it could be customized as it says",
    waitsFor: null,
    deadlineMs: null,
  },
});

const settled = mailbox.createStateConfig({
  meta: { reason: "It holds exactly what is wanted", waitsFor: null, deadlineMs: null },
});

const backingOff = mailbox.createStateConfig({
  meta: { reason: "The hub refused", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: retryLater,
  on: { ...notes, "retry.due": "settling" },
});

const deletingWorkspace = mailbox.createStateConfig({
  meta: { reason: "Its SyncTarget is gone", waitsFor: "the hub to accept the deletion", deadlineMs: 30_000 },
  entry: {
    type: "deleteWorkspace",
    params: ({ context }) => ({ name: context.name, uid: context.workspace?.uid ?? "" }),
  },
  on: {
    ...notes,
    "workspace.deletionAccepted": { target: "settling", actions: remember },
    "request.refused": { target: "backingOff", actions: remember },
  },
});

const awaitingDeletion = mailbox.createStateConfig({
  meta: {
    reason: "The workspace is being deleted",
    waitsFor: "the workspace to be gone",
    deadlineMs: 120_000,
  },
});

/** Anything that may change the decision; the facts are taken in first, the decision waits for all of them. */
const change = { target: ".settling" as const, actions: remember };
export const mailboxMachine = mailbox.createMachine({
  id: "mailbox",
  context: ({ input }) => ({
    name: input.name,
    target: null,
    targetListed: false,
    gateOpen: false,
    workspace: null,
    bound: false,
    reaches: ImmutableMap<string, ReachCard>(),
    reachesListed: false,
    locations: ImmutableMap<string, ParametersCard>(),
    locationsListed: false,
    shares: emptyShares,
    book: emptyBook,
    watched: ImmutableMap<string, Gvr>(),
    discovered: false,
    definitionsGone: ImmutableSet<string>(),
    unwatched: ImmutableSet<string>(),
    followed: ImmutableSet<string>(),
    unsynced: ImmutableSet<string>(),
    proof: noProof,
    config: null,
    configInFlight: false,
    configContest: null,
    impatient: false,
    letters: [],
    operations: [],
    configWrite: null,
    attempts: 0,
    trouble: null,
  }),
  entry: [
    {
      type: "seek",
      params: ({ context }) => ({ topic: targetOfTopic(context.name), selectors: null, as: "target" }),
    },
    {
      type: "seek",
      params: ({ context }) => ({
        topic: placementsTopic,
        selectors: [labelled(context.name)],
        as: "reach",
      }),
    },
    {
      type: "seek",
      params: ({ context }) => ({
        topic: parametersTopic,
        selectors: [labelled(context.name)],
        as: "location",
      }),
    },
    { type: "seekGate", params: { gate: inventoryGate } },
  ],
  initial: "awaitingInventory",
  on: {
    ...listening(change),
    "mailbox.needed": {},
    "gate.closed": { target: ".awaitingInventory", actions: remember },
    "workspace.created": note,
    "workspace.deletionAccepted": note,
    "binding.ensured": note,
    "request.refused": note,
    "discovery.answered": note,
    "discovery.refused": note,
    "idle.reached": {},
    "retry.due": {},
    "rediscover.due": {},
    "proof.due": {},
    "deadline.passed": {},
  },
  states: {
    settling,
    deciding,
    awaitingInventory,
    foreign,
    creatingWorkspace,
    awaitingWorkspace,
    binding,
    discovering,
    awaitingInputs,
    projecting,
    confirming,
    impeded,
    contended,
    lacking,
    flawed,
    settled,
    backingOff,
    deletingWorkspace,
    awaitingDeletion,
    gone: { type: "final" },
  },
});
