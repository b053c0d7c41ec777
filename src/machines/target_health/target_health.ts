/**
 * The health of one SyncTarget: what its `status` says of the syncer, as far as its mailbox has heard of it (section 6.6).
 *
 * ```
 * awaitingMailbox ▶ awaitingSyncer ─beat─▶ healthy ─a minute without one─▶ stale ─beat─▶ healthy
 *           what it says differs ▶ writing ─refused─▶ backingOff ─retry.due─▶ writing          synctarget.deleted ▶ gone
 * ```
 * Beats are counted as they arrive: their time is the edge's own, and is compared with no clock of ours (F21). A silent edge loses
 * nothing by it: nobody decides on deletions from this. @module
 */
import { assign, setup } from "xstate";
import type { SyncerConfig } from "../../kube/edge_api.ts";
import type { Condition, SyncTarget } from "../../kube/kcp_api.ts";
import { mailboxName } from "../../placement/mailbox_name.ts";
import { labelled, mailboxesTopic } from "../addresses.ts";
import { retryTimer } from "../backoff.ts";
import { effect } from "../effect.ts";
import type {
  ListedLetter,
  OfferedLetter,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  TellParams,
  WithdrawnLetter,
} from "../letters.ts";
import type { MailboxCard } from "../sync_target.ts";
import * as memory from "./memory.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "../watch_letters.ts";

/** kcp's threshold (`pkg/reconciler/workload/heartbeat`, kcp v0.11). */
export const silenceMs = 60_000;

/** What a SyncTarget says of its syncer. */
export interface TargetStatus {
  readonly lastSyncerHeartbeatTime: string;
  readonly conditions: readonly Condition[];
}

export interface TargetHealthInput {
  readonly object: SyncTarget;
  readonly cluster: string;
}

export interface TargetHealthContext {
  readonly cluster: string;
  readonly name: string;
  readonly uid: string;
  readonly mailbox: string;
  readonly mailboxCluster: string | null;
  readonly status: TargetStatus;
  /** The last beat seen, "" before the first. */
  readonly beat: string;
  /** What the syncer said with it of itself; null if it said nothing. */
  readonly syncer: Condition | null;
  /** `unheard`: no beat has come since this actor knows of the SyncTarget. */
  readonly hearing: "unheard" | "heard" | "silent";
  /** The mailbox is not seen at present: silence proves nothing. */
  readonly blind: boolean;
  readonly letters: readonly TellParams[];
  readonly attempts: number;
  readonly trouble: string | null;
}

export interface WriteHealthParams {
  readonly cluster: string;
  readonly name: string;
  readonly uid: string;
  readonly status: TargetStatus;
}

export type TargetHealthEvent =
  | SeenLetter<"synctarget", SyncTarget>
  | OfferedLetter<"mailbox", MailboxCard>
  | WithdrawnLetter<"mailbox">
  | ListedLetter<"mailbox">
  | SeenLetter<"config", SyncerConfig>
  | SyncedLetter<"config">
  | StaleLetter<"config">
  | { readonly type: "silence.due" }
  | { readonly type: "health.written"; readonly status: TargetStatus }
  | { readonly type: "health.refused"; readonly reason: string; readonly message: string }
  | { readonly type: "retry.due" };

const targetHealth = setup({
  types: {
    input: {} as TargetHealthInput,
    context: {} as TargetHealthContext,
    events: {} as TargetHealthEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isDeleting: ({ event }) => "fact" in event && event.fact.deleting,
    isBeat: ({ context, event }) => memory.isBeat(context, event),
    isBlind: ({ context }) => context.blind,
    hasNoMailbox: ({ context }) => context.mailboxCluster === null,
    differs: ({ context }) => memory.differs(context),
    isSilent: ({ context }) => context.hearing === "silent",
    isHeard: ({ context }) => context.hearing === "heard",
  },
  actions: {
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    writeHealth: effect<WriteHealthParams>(),
    remember: assign(({ context, event }) => memory.remember(context, event)),
    leaveReflectors: assign(({ context }) => memory.leaveReflectors(context)),
  },
});

type At = { context: TargetHealthContext };

const tellPeers = { type: "tellAll" as const, params: ({ context }: At) => ({ letters: context.letters }) };
const remember = ["remember" as const, tellPeers];
const silenceTimer = {
  type: "startTimer" as const,
  params: { name: "silence", delayMs: silenceMs, event: { type: "silence.due" } },
};

const change = { target: ".deciding" as const, actions: remember };
const beat = [{ ...change, guard: "isBeat" as const, actions: [...remember, silenceTimer] }, change];
const silence = [{ guard: "isBlind" as const, actions: silenceTimer }, change];

/** While a write is under way or refused, what is seen is kept for after it. */
const note = { actions: remember };
const notes = {
  "mailbox.offered": note,
  "mailbox.withdrawn": note,
  "config.added": [{ guard: "isBeat" as const, actions: [...remember, silenceTimer] }, note],
  "config.modified": [{ guard: "isBeat" as const, actions: [...remember, silenceTimer] }, note],
  "silence.due": [{ guard: "isBlind" as const, actions: silenceTimer }, note],
};
const withdrawn = { target: "#targetHealth.gone", actions: ["leaveReflectors" as const, tellPeers] };
const noteTarget = [{ guard: "isDeleting" as const, ...withdrawn }, note];

const deciding = targetHealth.createStateConfig({
  always: [
    { guard: "hasNoMailbox", target: "awaitingMailbox" },
    { guard: "differs", target: "writing" },
    { guard: "isSilent", target: "stale" },
    { guard: "isHeard", target: "healthy" },
    { target: "awaitingSyncer" },
  ],
});

const awaitingMailbox = targetHealth.createStateConfig({
  meta: {
    reason: "Its mailbox is not there, so nothing is heard",
    waitsFor: "the mailbox workspace",
    deadlineMs: 60_000,
  },
});

const awaitingSyncer = targetHealth.createStateConfig({
  meta: { reason: "No heartbeat has come yet", waitsFor: "a syncer to connect", deadlineMs: 300_000 },
});

const healthy = targetHealth.createStateConfig({
  meta: { reason: "Its heartbeats come", waitsFor: null, deadlineMs: null },
});

const stale = targetHealth.createStateConfig({
  meta: {
    reason: "No heartbeat has come for a minute; what is at the edge stays there",
    waitsFor: "the syncer to be heard again",
    deadlineMs: 600_000,
  },
});

const writing = targetHealth.createStateConfig({
  meta: { reason: "Its status is to say what is heard", waitsFor: "the server's answer", deadlineMs: 30_000 },
  entry: {
    type: "writeHealth",
    params: ({ context }) => ({
      cluster: context.cluster,
      name: context.name,
      uid: context.uid,
      status: memory.statusOf(context),
    }),
  },
  on: {
    ...notes,
    "synctarget.added": noteTarget,
    "synctarget.modified": noteTarget,
    "health.written": { target: "deciding", actions: remember },
    "health.refused": { target: "backingOff", actions: remember },
  },
});

const backingOff = targetHealth.createStateConfig({
  meta: { reason: "Its status could not be written", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: { type: "startTimer", params: ({ context }) => retryTimer(memory.retryDelayMs(context)) },
  on: {
    ...notes,
    "synctarget.added": noteTarget,
    "synctarget.modified": noteTarget,
    "retry.due": "deciding",
  },
});

export const targetHealthMachine = targetHealth.createMachine({
  id: "targetHealth",
  context: ({ input }) => {
    const { name, uid = "" } = input.object.metadata;
    return {
      cluster: input.cluster,
      name,
      uid,
      mailbox: mailboxName(input.cluster, uid),
      mailboxCluster: null,
      status: memory.seenStatus(input.object),
      beat: "",
      syncer: null,
      hearing: "unheard",
      blind: true,
      letters: [],
      attempts: 0,
      trouble: null,
    };
  },
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
    "synctarget.added": [{ guard: "isDeleting", ...withdrawn }, change],
    "synctarget.modified": [{ guard: "isDeleting", ...withdrawn }, change],
    "synctarget.deleted": withdrawn,
    "mailbox.offered": change,
    "mailbox.withdrawn": change,
    "mailbox.listed": {},
    "config.added": beat,
    "config.modified": beat,
    "config.deleted": {},
    "config.synced": note,
    "config.stale": note,
    "silence.due": silence,
    "health.written": note,
    "health.refused": {},
    "retry.due": {},
  },
  states: {
    deciding,
    awaitingMailbox,
    awaitingSyncer,
    healthy,
    stale,
    writing,
    backingOff,
    gone: { type: "final", id: "targetHealth.gone" },
  },
});
