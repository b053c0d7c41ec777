/**
 * The syncer: in a process of its own beside one edge, names mailbox and edge to the actors that do the work.
 *
 * ```
 * awaitingEdge ──edge.offered──▶ connected ◀──▶ unreachable
 * ```
 * It stands where supervisor, SyncTarget and mailbox actors stand in the centre; everything else is the same. @module
 */
import { assign, setup } from "xstate";
import { edgeTopic, mailboxesTopic } from "./addresses.ts";
import { effect } from "./effect.ts";
import type {
  ListedLetter,
  OfferedLetter,
  OfferParams,
  SeekParams,
  StateMeta,
  TellAllParams,
  WithdrawnLetter,
} from "./letters.ts";
import { assignTo } from "./supervisor.ts";
import type { EdgeCard, MailboxCard } from "./sync_target.ts";

export interface SyncerInput {
  /** A name for the edge, in addresses. */
  readonly edge: string;
  /** A name for the mailbox, in addresses; its workspace's name where that is known. */
  readonly mailbox: string;
  /** The mailbox's logical cluster, "" when the way to the hub leads to the mailbox itself. */
  readonly cluster: string;
}

export interface SyncerContext extends SyncerInput {
  readonly reach: EdgeCard["reach"] | null;
}

export type SyncerEvent =
  | { readonly type: "syncer.started" }
  | OfferedLetter<"edge", EdgeCard>
  | WithdrawnLetter<"edge">
  | ListedLetter<"edge">;

const syncer = setup({
  types: {
    input: {} as SyncerInput,
    context: {} as SyncerContext,
    events: {} as SyncerEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isReached: ({ context }) => context.reach === "connected",
    isUnreached: ({ context }) => context.reach === "unreachable",
  },
  actions: {
    offer: effect<OfferParams>(),
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    rememberReach: assign(({ event }) => ({
      reach: event.type === "edge.offered" ? event.card.reach : null,
    })),
  },
});

const deciding = syncer.createStateConfig({
  always: [
    { guard: "isReached", target: "connected" },
    { guard: "isUnreached", target: "unreachable" },
    { target: "awaitingEdge" },
  ],
});

const awaitingEdge = syncer.createStateConfig({
  meta: { reason: "The edge has not answered yet", waitsFor: "the edge's discovery", deadlineMs: 60_000 },
});

const connected = syncer.createStateConfig({
  meta: { reason: "The edge answers", waitsFor: null, deadlineMs: null },
});

const unreachable = syncer.createStateConfig({
  meta: {
    reason: "The edge does not answer; it keeps what it has",
    waitsFor: "the edge to answer again",
    deadlineMs: 300_000,
  },
});

export const syncerMachine = syncer.createMachine({
  id: "syncer",
  context: ({ input }) => ({ ...input, reach: null }),
  entry: [
    {
      type: "offer",
      params: ({ context: { mailbox, cluster } }) => ({
        topic: mailboxesTopic,
        key: mailbox,
        labels: { [mailbox]: "" },
        card: { name: mailbox, cluster } satisfies MailboxCard,
      }),
    },
    {
      type: "seek",
      params: ({ context }) => ({ topic: edgeTopic(context.mailbox), selectors: null, as: "edge" }),
    },
    {
      type: "tellAll",
      params: ({ context }) => ({ letters: assignTo(context.edge, context.mailbox) }),
    },
  ],
  initial: "awaitingEdge",
  on: {
    "syncer.started": {},
    "edge.offered": { target: ".deciding", actions: "rememberReach" },
    "edge.withdrawn": { target: ".deciding", actions: "rememberReach" },
    "edge.listed": {},
  },
  states: { deciding, awaitingEdge, connected, unreachable },
});
