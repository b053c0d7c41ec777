/**
 * A SyncTarget: the record of one edge cluster. Puts its labels up for the Locations of its workspace, and itself up for its
 * mailbox; knows whether mailbox and edge are there.
 *
 * ```
 * awaitingMailbox ──mailbox.offered──▶ awaitingEdge ──edge.offered──▶ connected ◀──▶ unreachable
 *        any ──synctarget.deleted──▶ gone
 * ```
 * @module
 */
import { assign, setup } from "xstate";
import type { SyncTarget } from "../kube/kcp_api.ts";
import { mailboxName } from "../placement/mailbox_name.ts";
import {
  allSyncTargetsTopic,
  edgeTopic,
  labelled,
  mailboxAddress,
  mailboxesTopic,
  syncTargetsTopic,
  targetOfTopic,
} from "./addresses.ts";
import { effect } from "./effect.ts";
import type {
  ListedLetter,
  OfferedLetter,
  OfferParams,
  SeekParams,
  StateMeta,
  TellParams,
  WithdrawnLetter,
} from "./letters.ts";
import type { SeenLetter } from "./watch_letters.ts";

/** What others may know of a SyncTarget. */
export interface SyncTargetCard {
  readonly cluster: string;
  readonly name: string;
  readonly uid: string;
}

/** What others may know of a mailbox that can be written to. `cluster` is the mailbox's own logical cluster. */
export interface MailboxCard {
  readonly name: string;
  readonly cluster: string;
}

/** What others may know of the edge cluster behind a mailbox. */
export interface EdgeCard {
  readonly edge: string;
  readonly reach: "connected" | "unreachable";
  /** How many objects it was last found to refuse; absent before that was found out. */
  readonly refused?: number;
}

export interface SyncTargetContext extends SyncTargetCard {
  readonly labels: Readonly<Record<string, string>>;
  readonly mailbox: string;
  readonly mailboxCluster: string | null;
  readonly edge: EdgeCard | null;
  readonly trouble: string | null;
}

export interface SyncTargetInput {
  readonly object: SyncTarget;
  readonly cluster: string;
}

export type SyncTargetEvent =
  | SeenLetter<"synctarget", SyncTarget>
  | OfferedLetter<"mailbox", MailboxCard>
  | WithdrawnLetter<"mailbox">
  | ListedLetter<"mailbox">
  | OfferedLetter<"edge", EdgeCard>
  | WithdrawnLetter<"edge">
  | ListedLetter<"edge">;

const syncTarget = setup({
  types: {
    input: {} as SyncTargetInput,
    context: {} as SyncTargetContext,
    events: {} as SyncTargetEvent,
    meta: {} as StateMeta,
  },
  guards: {
    hasNoMailbox: ({ context }) => context.mailboxCluster === null,
    isDeleting: ({ event }) => "fact" in event && event.fact.deleting,
    isReached: ({ context }) => context.edge?.reach === "connected",
    isUnreached: ({ context }) => context.edge?.reach === "unreachable",
  },
  actions: {
    offer: effect<OfferParams>(),
    seek: effect<SeekParams>(),
    tell: effect<TellParams>(),
    rememberLabels: assign(({ event }) =>
      event.type === "synctarget.modified" || event.type === "synctarget.added"
        ? { labels: event.object?.metadata.labels ?? {} }
        : {}
    ),
    rememberMailbox: assign(({ event }) =>
      event.type === "mailbox.offered" ? { mailboxCluster: event.card.cluster } : { mailboxCluster: null }
    ),
    rememberEdge: assign(({ event }) =>
      event.type === "edge.offered" ? { edge: event.card } : { edge: null }
    ),
  },
});

const cardOf = ({ cluster, name, uid }: SyncTargetContext): SyncTargetCard => ({ cluster, name, uid });

const offers = [
  {
    type: "offer" as const,
    params: ({ context }: { context: SyncTargetContext }) => ({
      topic: syncTargetsTopic(context.cluster),
      key: context.name,
      labels: context.labels,
      card: cardOf(context),
    }),
  },
  {
    type: "offer" as const,
    params: ({ context }: { context: SyncTargetContext }) => ({
      topic: allSyncTargetsTopic,
      key: context.mailbox,
      labels: {},
      card: cardOf(context),
    }),
  },
  {
    type: "offer" as const,
    params: ({ context }: { context: SyncTargetContext }) => ({
      topic: targetOfTopic(context.mailbox),
      key: context.uid,
      labels: {},
      card: cardOf(context),
    }),
  },
];

const deciding = syncTarget.createStateConfig({
  always: [
    { guard: "hasNoMailbox", target: "awaitingMailbox" },
    { guard: "isReached", target: "connected" },
    { guard: "isUnreached", target: "unreachable" },
    { target: "awaitingEdge" },
  ],
});

const awaitingMailbox = syncTarget.createStateConfig({
  meta: {
    reason: "Its mailbox cannot be written to yet",
    waitsFor: "the mailbox workspace",
    deadlineMs: 60_000,
  },
});

const awaitingEdge = syncTarget.createStateConfig({
  meta: { reason: "No edge cluster has connected", waitsFor: "a syncer to connect", deadlineMs: 300_000 },
});

const connected = syncTarget.createStateConfig({
  meta: { reason: "Mailbox and edge cluster are there", waitsFor: null, deadlineMs: null },
});

const unreachable = syncTarget.createStateConfig({
  meta: {
    reason: "The edge cluster does not answer",
    waitsFor: "the edge to answer again",
    deadlineMs: 300_000,
  },
});

/** A SyncTarget that is being deleted is gone for its mailbox already (2.3, row 2). */
const relabelled = [
  { guard: "isDeleting" as const, target: ".gone" as const },
  { actions: ["rememberLabels" as const, ...offers] },
];

export const syncTargetMachine = syncTarget.createMachine({
  id: "syncTarget",
  context: ({ input }) => {
    const { name, uid = "", labels = {} } = input.object.metadata;
    const mailbox = mailboxName(input.cluster, uid);
    return {
      cluster: input.cluster,
      name,
      uid,
      labels,
      mailbox,
      mailboxCluster: null,
      edge: null,
      trouble: null,
    };
  },
  entry: [
    ...offers,
    {
      type: "tell",
      params: ({ context }) => ({ to: mailboxAddress(context.mailbox), event: { type: "mailbox.needed" } }),
    },
    {
      type: "seek",
      params: ({ context }) => ({
        topic: mailboxesTopic,
        selectors: [labelled(context.mailbox)],
        as: "mailbox",
      }),
    },
    {
      type: "seek",
      params: ({ context }) => ({ topic: edgeTopic(context.mailbox), selectors: null, as: "edge" }),
    },
  ],
  initial: "awaitingMailbox",
  on: {
    "synctarget.added": relabelled,
    "synctarget.modified": relabelled,
    "synctarget.deleted": ".gone",
    "mailbox.offered": { target: ".deciding", actions: "rememberMailbox" },
    "mailbox.withdrawn": { target: ".deciding", actions: "rememberMailbox" },
    "edge.offered": { target: ".deciding", actions: "rememberEdge" },
    "edge.withdrawn": { target: ".deciding", actions: "rememberEdge" },
    "mailbox.listed": {},
    "edge.listed": {},
  },
  states: { deciding, awaitingMailbox, awaitingEdge, connected, unreachable, gone: { type: "final" } },
});
