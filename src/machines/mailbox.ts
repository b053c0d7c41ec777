/**
 * A mailbox: the workspace that holds what one SyncTarget must receive (R-10… …R-43).
 *
 * ```
 *   target there:  creatingWorkspace ▶ awaitingWorkspace ▶ binding ▶ discovering ▶ awaitingInputs ▶ projecting ▶ settled
 *                        refused ▶ backingOff                    some copy refused ▶ impeded, not customized ▶ flawed
 *   target gone:   deletingWorkspace ▶ awaitingDeletion ▶ gone
 *   any change ▶ settling ─idle─▶ (deciding) ▶ one of the above
 * ```
 * What to do is decided from the whole of what is known, when no letter waits. Nothing is deleted before the inventory, every share
 * and the mailbox's own copies are completely seen. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import type { SyncerConfig, SyncerConfigSpec } from "../kube/edge_api.ts";
import type { Workspace } from "../kube/kcp_api.ts";
import type { ApiResource, Gvr } from "../kube/resource.ts";
import { type CopyBook, emptyBook } from "../placement/copies/book.ts";
import type { CopyAgreement } from "../placement/copies/entry.ts";
import type { CopyOperation } from "../placement/copies/operations.ts";
import { emptyShares, type SharesBook } from "../placement/mailbox/shares_book.ts";
import { labelled, mailboxesTopic, parametersTopic, placementsTopic, targetOfTopic } from "./addresses.ts";
import { inventoryGate, type ReachCard } from "./edge_placement.ts";
import { retryTimer } from "./backoff.ts";
import { effect } from "./effect.ts";
import { passing } from "./passing.ts";
import type {
  DeadlinePassedLetter,
  GateClosedLetter,
  GateOpenedLetter,
  ListedLetter,
  OfferedLetter,
  OfferParams,
  SeekGateParams,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  TellParams,
  WhenIdleParams,
  WithdrawnLetter,
  WithdrawParams,
} from "./letters.ts";
import type { ParametersCard } from "./location.ts";
import * as memory from "./mailbox_memory.ts";
import type {
  CopyUnwantedLetter,
  CopyWantedLetter,
  ShareHeadedLetter,
  ShareReplacedLetter,
  ShareWithdrawnLetter,
} from "./share_letters.ts";
import type { MailboxCard, SyncTargetCard } from "./sync_target.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "./watch_letters.ts";

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
}

export interface MailboxInput {
  readonly name: string;
}

export interface MailboxContext {
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
  readonly watched: ImmutableMap<string, Gvr>;
  readonly discovered: boolean;
  /** A copy that defined APIs was deleted: resources that discovery shows no longer are really gone (F13). */
  readonly definerGone: boolean;
  /** Addresses of reflectors on the mailbox that are not completely seen. */
  readonly unsynced: ImmutableSet<string>;
  readonly config: ConfigSeen | null;
  readonly configInFlight: boolean;
  /** The inputs did not come in time: what is known is added, nothing is taken away. */
  readonly impatient: boolean;
  readonly letters: readonly TellParams[];
  readonly operations: readonly CopyOperation[];
  readonly configWrite: WriteConfigParams | null;
  readonly attempts: number;
  readonly trouble: string | null;
}

export interface WriteConfigParams {
  readonly cluster: string;
  readonly spec: SyncerConfigSpec;
  readonly replaces: { readonly uid: string; readonly resourceVersion: string } | null;
}

/** Where operations are to be performed. */
export interface PerformCopiesParams {
  readonly source: string;
  readonly cluster: string;
  readonly operations: readonly CopyOperation[];
}

/** The answers to operations; the same for mailboxes and edges. */
export type CopyAnswer =
  | { readonly type: "copy.agreed"; readonly key: string } & CopyAgreement
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
  | SeenLetter<"copy">
  | SyncedLetter<"copy">
  | StaleLetter<"copy">
  | SeenLetter<"config", SyncerConfig>
  | SyncedLetter<"config">
  | StaleLetter<"config">
  | CopyAnswer
  | { readonly type: "config.written"; readonly config: ConfigSeen }
  | { readonly type: "config.refused"; readonly reason: string; readonly message: string }
  | { readonly type: "idle.reached" }
  | { readonly type: "retry.due" }
  | DeadlinePassedLetter;

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
    lacksInputs: ({ context }) => !context.impatient && memory.permissionOf(context) === "additions",
    hasWork: ({ context }) =>
      context.operations.length > 0 || context.configWrite !== null || context.configInFlight ||
      !context.book.inFlight.isEmpty(),
    isFailing: ({ context }) => !context.book.failing.isEmpty() || context.trouble !== null,
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
    planWork: assign(({ context }) => memory.planWork(context)),
    becomeImpatient: assign({ impatient: true }),
    tryAgain: assign(({ context }) => memory.tryAgain(context)),
    leaveReflectors: assign(({ context }) => memory.leaveReflectors(context)),
  },
});

type At = { context: MailboxContext };

const tellPeers = { type: "tellAll" as const, params: ({ context }: At) => ({ letters: context.letters }) };
const remember = ["remember" as const, tellPeers];
const askForIdle = { type: "whenIdle" as const, params: { event: { type: "idle.reached" } } };
const retryLater = {
  type: "startTimer" as const,
  params: ({ context }: At) => retryTimer(memory.retryDelayMs(context)),
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
const notes = {
  "target.offered": note,
  "target.withdrawn": note,
  "target.listed": note,
  "reach.offered": note,
  "reach.withdrawn": note,
  "reach.listed": note,
  "location.offered": note,
  "location.withdrawn": note,
  "location.listed": note,
  "gate.opened": note,
  "gate.closed": note,
  "workspace.added": note,
  "workspace.modified": note,
  "workspace.deleted": note,
  "share.replaced": note,
  "share.headed": note,
  "share.withdrawn": note,
  "copy.wanted": note,
  "copy.unwanted": note,
  "copy.added": note,
  "copy.modified": note,
  "copy.deleted": note,
  "copy.synced": note,
  "copy.stale": note,
  "config.added": note,
  "config.modified": note,
  "config.deleted": note,
  "config.synced": note,
  "config.stale": note,
  "copy.agreed": note,
  "copy.deletionAccepted": note,
  "copy.refused": note,
  "config.written": note,
  "config.refused": note,
};

const settling = mailbox.createStateConfig({
  meta: passing,
  entry: askForIdle,
  on: { "idle.reached": "deciding" },
});

const deciding = mailbox.createStateConfig({
  entry: ["planWork"],
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
    { guard: "isFailing", target: "impeded", actions: offerSelf },
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
      }),
    },
    {
      type: "writeConfig",
      params: ({ context }) => ({ writes: context.configWrite === null ? [] : [context.configWrite] }),
    },
  ],
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
    definerGone: false,
    unsynced: ImmutableSet<string>(),
    config: null,
    configInFlight: false,
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
    "mailbox.needed": {},
    "target.offered": change,
    "target.withdrawn": change,
    "target.listed": change,
    "reach.offered": change,
    "reach.withdrawn": change,
    "reach.listed": change,
    "location.offered": change,
    "location.withdrawn": change,
    "location.listed": change,
    "gate.opened": change,
    "gate.closed": { target: ".awaitingInventory", actions: remember },
    "workspace.added": change,
    "workspace.modified": change,
    "workspace.deleted": change,
    "workspace.created": note,
    "workspace.deletionAccepted": note,
    "binding.ensured": note,
    "request.refused": note,
    "discovery.answered": note,
    "discovery.refused": note,
    "share.replaced": change,
    "share.headed": change,
    "share.withdrawn": change,
    "copy.wanted": change,
    "copy.unwanted": change,
    "copy.added": change,
    "copy.modified": change,
    "copy.deleted": change,
    "copy.synced": change,
    "copy.stale": change,
    "config.added": change,
    "config.modified": change,
    "config.deleted": change,
    "config.synced": change,
    "config.stale": change,
    "copy.agreed": change,
    "copy.deletionAccepted": change,
    "copy.refused": change,
    "config.written": change,
    "config.refused": change,
    "idle.reached": {},
    "retry.due": {},
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
    impeded,
    flawed,
    settled,
    backingOff,
    deletingWorkspace,
    awaitingDeletion,
    gone: { type: "final" },
  },
});
