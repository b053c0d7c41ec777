/** What the health of a SyncTarget remembers of each letter, and what its status should say. @module */
import { syncerConfigs, theOneName } from "../../kube/edge_api.ts";
import { equal } from "../../kube/equality.ts";
import type { Condition, SyncTarget } from "../../kube/kcp_api.ts";
import { reflectorAddress, targetHealthAddress, type View } from "../addresses.ts";
import { backoffMs } from "../backoff.ts";
import type { TellParams } from "../letters.ts";
import type { TargetHealthContext, TargetHealthEvent, TargetStatus } from "./target_health.ts";

type Change = Partial<TargetHealthContext>;

/** Takes one letter in. `letters` is what must be told because of it, and always replaced. */
export function remember(context: TargetHealthContext, event: TargetHealthEvent): Change {
  return { letters: [], ...rememberAbout(context, event) };
}

function rememberAbout(context: TargetHealthContext, event: TargetHealthEvent): Change {
  switch (event.type) {
    case "synctarget.added":
    case "synctarget.modified":
      return event.object === null ? {} : { status: seenStatus(event.object) };
    case "mailbox.offered":
      return context.mailboxCluster === event.card.cluster ? {} : enterMailbox(context, event.card.cluster);
    case "mailbox.withdrawn":
      return { ...leaveReflectors(context), mailboxCluster: null };
    case "config.added":
    case "config.modified":
      return isBeat(context, event)
        ? { ...rememberBeat(context, beatIn(event)), syncer: syncerIn(event) }
        : {};
    case "config.synced":
      return { blind: false };
    case "config.stale":
      return { blind: true };
    case "silence.due":
      return { hearing: "silent" };
    case "health.written":
      return { status: event.status, attempts: 0, trouble: null };
    case "health.refused":
      return { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` };
    default:
      return {};
  }
}

/** The first beat that is seen may be an old one: the syncer counts as heard from the next on. */
function rememberBeat({ beat }: TargetHealthContext, next: string): Change {
  return beat === "" ? { beat: next } : { beat: next, hearing: "heard" };
}

function beatIn(event: TargetHealthEvent): string {
  if (event.type !== "config.added" && event.type !== "config.modified") return "";
  return event.fact.name === theOneName ? event.object?.status?.lastSyncerHeartbeatTime ?? "" : "";
}

/** What the syncer says of itself, in the SyncTarget's words (kcp's condition type). */
function syncerIn(event: TargetHealthEvent): Condition | null {
  if (event.type !== "config.added" && event.type !== "config.modified") return null;
  const said = event.object?.status?.conditions?.find(({ type }) => type === "Ready");
  if (said === undefined) return null;
  const { lastTransitionTime: _then, ...rest } = said;
  return { ...rest, type: "SyncerReady" };
}

/** Whether the letter shows a beat that was not seen before. */
export function isBeat({ beat }: TargetHealthContext, event: TargetHealthEvent): boolean {
  const next = beatIn(event);
  return next !== "" && next !== beat;
}

function configView(cluster: string): View {
  return { source: "hub", cluster, gvr: syncerConfigs, selector: "" };
}

function letterTo(
  { cluster, name }: TargetHealthContext,
  type: "subscriber.joined" | "subscriber.left",
  mailboxCluster: string,
): TellParams {
  const view = configView(mailboxCluster);
  const event = { type, view, subscriber: targetHealthAddress(cluster, name), as: "config" };
  return { to: reflectorAddress(view), event };
}

function enterMailbox(context: TargetHealthContext, cluster: string): Change {
  return {
    mailboxCluster: cluster,
    blind: true,
    letters: [
      ...(leaveReflectors(context).letters ?? []),
      letterTo(context, "subscriber.joined", cluster),
    ],
  };
}

/** Ends the watch on the mailbox. */
export function leaveReflectors(context: TargetHealthContext): Change {
  const { mailboxCluster } = context;
  return {
    letters: mailboxCluster === null ? [] : [letterTo(context, "subscriber.left", mailboxCluster)],
  };
}

/** The part of a SyncTarget's status that is about its syncer, and the conditions of others. */
export function seenStatus({ status }: SyncTarget): TargetStatus {
  return {
    lastSyncerHeartbeatTime: status?.lastSyncerHeartbeatTime ?? "",
    conditions: status?.conditions ?? [],
  };
}

/** Whether the status is to be written. Before anything has been heard, or not been heard, nothing is said. */
export function differs(context: TargetHealthContext): boolean {
  return !equal(statusOf(context), context.status);
}

/** What the status should say: our conditions, and those of others as they are. */
export function statusOf({ status, beat, hearing, syncer }: TargetHealthContext): TargetStatus {
  if (hearing === "unheard") return status;
  const ours = [
    ...(hearing === "heard" ? healthyConditions : staleConditions(beat)),
    ...(syncer === null ? [] : [hearing === "heard" ? syncer : unknownSyncer(beat)]),
  ];
  const conditions = ours.map((condition) => kept(status.conditions, condition));
  const types = new Set(ours.map(({ type }) => type));
  const others = status.conditions.filter(({ type }) => !types.has(type));
  return { lastSyncerHeartbeatTime: beat, conditions: [...others, ...conditions] };
}

const healthyConditions: readonly Condition[] = [
  { type: "HeartbeatHealthy", status: "True" },
  { type: "Ready", status: "True" },
];

/** kcp's own type, reason and severity (`workload/v1alpha1` conditions, kcp v0.11). */
function staleConditions(beat: string): readonly Condition[] {
  const said = { reason: "ErrorHeartbeat", message: `No heartbeat since ${beat}`, severity: "Warning" };
  return ["HeartbeatHealthy", "Ready"].map((type): Condition => ({ type, status: "False", ...said }));
}

/** What a silent syncer said last is not known to be so still. */
function unknownSyncer(beat: string): Condition {
  const message = `No heartbeat since ${beat}`;
  return { type: "SyncerReady", status: "Unknown", reason: "ErrorHeartbeat", message };
}

/** A condition that has not changed keeps the time of its last change; a new time is put in where it is written. */
function kept(known: readonly Condition[], condition: Condition): Condition {
  const before = known.find(({ type }) => type === condition.type);
  const isSame = before !== undefined && before.status === condition.status;
  return isSame && before.lastTransitionTime !== undefined
    ? { ...condition, lastTransitionTime: before.lastTransitionTime }
    : condition;
}

export function retryDelayMs({ attempts }: TargetHealthContext): number {
  return backoffMs(Math.max(1, attempts));
}
