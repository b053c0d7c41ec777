/**
 * The heartbeat of one edge: as long as the edge answers, says so in its SyncerConfig every twenty seconds (section 6.6).
 *
 * ```
 * awaitingMailbox ▶ awaitingEdge ▶ beating ─beat.due─▶ beating          edge out of reach ▶ awaitingEdge
 * ```
 * It is a lease and nothing else: what it writes changes nothing, and a beat that is refused is not repeated before the next. @module
 */
import { assign, setup } from "xstate";
import type { Condition } from "../kube/kcp_api.ts";
import { edgeTopic, labelled, mailboxesTopic } from "./addresses.ts";
import { effect } from "./effect.ts";
import type {
  ListedLetter,
  OfferedLetter,
  SeekParams,
  StartTimerParams,
  StateMeta,
  StopTimerParams,
  WithdrawnLetter,
} from "./letters.ts";
import type { EdgeAssignedLetter, EdgeUnassignedLetter } from "./supervisor.ts";
import type { EdgeCard, MailboxCard } from "./sync_target.ts";

/** kcp's own syncer beats as often (`pkg/syncer`, kcp v0.11). */
export const beatIntervalMs = 20_000;

/**
 * The second beat comes sooner. The first may find no `the-one` yet, and who sees only one beat cannot tell whether it is an old one
 * (section 6.6): people should not wait twenty seconds for either. A hub that is away for days is not asked more often for it.
 */
const secondBeatMs = 2_000;

function nextBeatMs({ beatAt, misses }: HeartbeatContext): number {
  return beatAt === null
    ? Math.min(beatIntervalMs, secondBeatMs * 2 ** Math.min(misses, 10))
    : beatIntervalMs;
}

export interface HeartbeatInput {
  readonly edge: string;
  readonly mailbox: string;
}

export interface HeartbeatContext extends HeartbeatInput {
  readonly mailboxCluster: string | null;
  readonly reach: EdgeCard["reach"] | null;
  /** When the last beat that arrived was sent, RFC 3339; null before the first. */
  readonly beatAt: string | null;
  /** Beats in a row that were refused. */
  readonly misses: number;
  /** What the edge was last found to refuse; null before that was found out. */
  readonly refused: number | null;
  /** The condition that the last beat carried; null before the first. */
  readonly said: Condition | null;
  readonly trouble: string | null;
}

export interface BeatParams {
  readonly cluster: string;
  readonly refused: number | null;
  readonly said: Condition | null;
}

export type HeartbeatEvent =
  | EdgeAssignedLetter
  | EdgeUnassignedLetter
  | OfferedLetter<"mailbox", MailboxCard>
  | WithdrawnLetter<"mailbox">
  | ListedLetter<"mailbox">
  | OfferedLetter<"edge", EdgeCard>
  | WithdrawnLetter<"edge">
  | ListedLetter<"edge">
  | { readonly type: "beat.due" }
  | { readonly type: "beat.written"; readonly at: string; readonly said: Condition | null }
  | { readonly type: "beat.refused"; readonly reason: string; readonly message: string };

const heartbeat = setup({
  types: {
    input: {} as HeartbeatInput,
    context: {} as HeartbeatContext,
    events: {} as HeartbeatEvent,
    meta: {} as StateMeta,
  },
  guards: {
    hasNoMailbox: ({ context }) => context.mailboxCluster === null,
    isUnreached: ({ context }) => context.reach !== "connected",
    isNoNews: ({ context, event }) => event.type === "edge.offered" && event.card.reach === context.reach,
  },
  actions: {
    seek: effect<SeekParams>(),
    startTimer: effect<StartTimerParams>(),
    stopTimer: effect<StopTimerParams>(),
    beat: effect<BeatParams>(),
    rememberMailbox: assign(({ event }) => ({
      mailboxCluster: event.type === "mailbox.offered" ? event.card.cluster : null,
    })),
    rememberReach: assign(({ event }) => ({
      reach: event.type === "edge.offered" ? event.card.reach : null,
      refused: event.type === "edge.offered" ? event.card.refused ?? null : null,
    })),
    rememberBeat: assign(({ context, event }) =>
      event.type === "beat.written"
        ? { beatAt: event.at, said: event.said, misses: 0, trouble: null }
        : event.type === "beat.refused"
        ? { misses: context.misses + 1, trouble: `${event.reason}: ${event.message}` }
        : {}
    ),
  },
});

const deciding = heartbeat.createStateConfig({
  always: [
    { guard: "hasNoMailbox", target: "awaitingMailbox" },
    { guard: "isUnreached", target: "awaitingEdge" },
    { target: "beating" },
  ],
});

const awaitingMailbox = heartbeat.createStateConfig({
  meta: { reason: "There is no mailbox to write to", waitsFor: "the mailbox workspace", deadlineMs: 60_000 },
});

const awaitingEdge = heartbeat.createStateConfig({
  meta: {
    reason: "The edge does not answer, so nothing is said of it",
    waitsFor: "the edge to answer",
    deadlineMs: 300_000,
  },
});

const beating = heartbeat.createStateConfig({
  meta: { reason: "The edge answers, and the mailbox is told so", waitsFor: null, deadlineMs: null },
  entry: [
    {
      type: "beat",
      params: ({ context: { mailboxCluster, refused, said } }) => ({
        cluster: mailboxCluster ?? "",
        refused,
        said,
      }),
    },
    {
      type: "startTimer",
      params: ({ context }) => ({
        name: "beat",
        delayMs: nextBeatMs(context),
        event: { type: "beat.due" },
      }),
    },
  ],
  exit: { type: "stopTimer", params: { name: "beat" } },
  on: { "beat.due": { target: "beating", reenter: true } },
});

export const heartbeatMachine = heartbeat.createMachine({
  id: "heartbeat",
  context: ({ input }) => ({
    ...input,
    mailboxCluster: null,
    reach: null,
    refused: null,
    said: null,
    beatAt: null,
    misses: 0,
    trouble: null,
  }),
  entry: [
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
    "edge.assigned": {},
    "edge.unassigned": ".gone",
    "mailbox.offered": { target: ".deciding", actions: "rememberMailbox" },
    "mailbox.withdrawn": { target: ".deciding", actions: "rememberMailbox" },
    "mailbox.listed": {},
    "edge.offered": [
      // What the edge refuses is told with the next beat, not with one of its own.
      { guard: "isNoNews", actions: "rememberReach" },
      { target: ".deciding", actions: "rememberReach" },
    ],
    "edge.withdrawn": { target: ".deciding", actions: "rememberReach" },
    "edge.listed": {},
    "beat.written": { actions: "rememberBeat" },
    "beat.refused": { actions: "rememberBeat" },
    "beat.due": {},
  },
  states: { deciding, awaitingMailbox, awaitingEdge, beating, gone: { type: "final" } },
});
