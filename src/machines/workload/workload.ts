/**
 * A workload workspace with at least one EdgePlacement: resolves "what" and tells each mailbox its share.
 *
 * ```
 * discovering ─answered─▶ (deciding) ─▶ syncing ⇄ serving      refused ▶ backingOff ─retry.due─▶ discovering
 *      ▲ an API binding or CRD changed      │ nobody wants it any more ▶ gone
 * ```
 * Shares are told from the first fact on; until everything is seen they say that their sight is partial, so that nobody takes a
 * missing object for a deleted one. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import type { Gvr } from "../../kube/resource.ts";
import { emptyWorkload } from "../../placement/workload/book.ts";
import { placementsOfTopic } from "../addresses.ts";
import { backoffMs, retryTimer } from "../backoff.ts";
import { effect } from "../effect.ts";
import type { SeekParams, StartTimerParams, StateMeta, TellAllParams } from "../letters.ts";
import {
  digestCustomizer,
  digestCustomizerGone,
  digestGone,
  digestObject,
  digestUnwish,
  digestWish,
  subjects,
  wholeShares,
} from "./digest.ts";
import { goneAfter, isDefiner } from "../definitions.ts";
import { followedAfter, isFromLeft } from "../followed.ts";
import type { WorkloadContext, WorkloadEvent, WorkloadInput } from "./context.ts";
import {
  discovered,
  rediscoverMs,
  resight,
  seekProof,
  sightOf,
  subscriptionLetters,
  take,
} from "./memory.ts";

/** What one letter changes; the letters that it leads to are always replaced. */
function digestOf(context: WorkloadContext, event: WorkloadEvent): Partial<WorkloadContext> {
  const sight = sightOf(context);
  switch (event.type) {
    case "placement.offered":
      return take(digestWish(context.book, event.card, sight));
    case "placement.withdrawn":
      return take(digestUnwish(context.book, event.key, sight));
    case "object.added":
    case "object.modified":
      return {
        ...take(digestObject(context.book, event.fact, sight)),
        definitionsGone: goneAfter(context.definitionsGone, event),
      };
    case "object.deleted":
      return {
        ...take(digestGone(context.book, event.fact, sight)),
        definitionsGone: goneAfter(context.definitionsGone, event),
      };
    case "customizer.added":
    case "customizer.modified":
      return take(digestCustomizer(context.book, event.fact));
    case "customizer.deleted":
      return take(digestCustomizerGone(context.book, event.fact));
    case "placement.listed":
      return resight(context, { listed: true });
    case "object.synced":
    case "customizer.synced":
      return resight(context, { unsynced: context.unsynced.delete(event.source) });
    case "object.stale":
    case "customizer.stale":
      return resight(context, { unsynced: context.unsynced.add(event.source) });
    case "discovery.answered":
      return discovered(context, event.resources);
    case "share.requested":
      return {
        letters: context.listed ? wholeShares(context.book, ImmutableSet([event.mailbox]), sight) : [],
      };
    case "proof.requested":
      return { letters: seekProof(context, event) };
    case "subjects.requested":
      return { letters: subjects(context.book, [event.placement], sight) };
    default:
      return { letters: [] };
  }
}

const workload = setup({
  types: {
    input: {} as WorkloadInput,
    context: {} as WorkloadContext,
    events: {} as WorkloadEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isDone: ({ context }) => context.listed && context.book.wishes.isEmpty(),
    hasParked: ({ context }) =>
      context.parked.length > 0 || (!context.definitionsGone.isEmpty() && !context.unsynced.isEmpty()),
    isUnsynced: ({ context }) => !context.unsynced.isEmpty() || !context.listed,
    definesApis: ({ event }) =>
      (event.type === "object.added" || event.type === "object.modified" ||
        event.type === "object.deleted") &&
      isDefiner(event.fact),
  },
  actions: {
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    discover: effect<{ cluster: string }>(),
    digest: assign(({ context, event }) => {
      if (isFromLeft(context.followed, event)) return { letters: [] };
      const change = digestOf(context, event);
      return { ...change, followed: followedAfter(context.followed, change.letters ?? []) };
    }),
    rememberRefusal: assign(({ context, event }) =>
      event.type === "discovery.refused"
        ? { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` }
        : {}
    ),
    leaveReflectors: assign(({ context }) => ({
      letters: subscriptionLetters(context.cluster, "subscriber.left", [...context.watched.values()]),
    })),
  },
});

const tellPeers = {
  type: "tellAll" as const,
  params: ({ context }: { context: WorkloadContext }) => ({ letters: context.letters }),
};

const digest = ["digest" as const, tellPeers];

/** How often a resource that discovery has left out is asked for again. */
const lackingMs = 10_000;

/** A server that has just started may show less than it serves, and say nothing when it shows more: a slow look again is the net (F3). */
const lookAgainMs = 120_000;

/** A change of the APIs is looked at a little later, once for all changes that come together. */
const objectChange = [
  {
    guard: "definesApis" as const,
    actions: [
      ...digest,
      {
        type: "startTimer" as const,
        params: { name: "rediscover", delayMs: rediscoverMs, event: { type: "rediscover.due" } },
      },
    ],
  },
  { actions: digest },
];

const deciding = workload.createStateConfig({
  always: [
    { guard: "isDone", target: "gone", actions: ["leaveReflectors", tellPeers] },
    { guard: "hasParked", target: "lacking" },
    { guard: "isUnsynced", target: "syncing" },
    { target: "serving" },
  ],
});

const discovering = workload.createStateConfig({
  meta: {
    reason: "Finding out which resources the workspace serves",
    waitsFor: "discovery",
    deadlineMs: 30_000,
  },
  entry: { type: "discover", params: ({ context }) => ({ cluster: context.cluster }) },
  on: {
    "discovery.answered": { target: "deciding", actions: digest },
    "discovery.refused": { target: "backingOff", actions: "rememberRefusal" },
  },
});

const backingOff = workload.createStateConfig({
  meta: { reason: "Discovery was refused", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: {
    type: "startTimer",
    params: ({ context }) => retryTimer(backoffMs(context.attempts)),
  },
  on: { "retry.due": "discovering", "rediscover.due": "discovering" },
});

/** In these states what comes may lead to the other, or to the end. */
const watchful = {
  "placement.withdrawn": { target: "deciding" as const, actions: digest },
  "placement.listed": { target: "deciding" as const, actions: digest },
  "object.synced": { target: "deciding" as const, actions: digest },
  "object.stale": { target: "deciding" as const, actions: digest },
  "customizer.synced": { target: "deciding" as const, actions: digest },
  "customizer.stale": { target: "deciding" as const, actions: digest },
  "rediscover.due": "discovering" as const,
};

const lacking = workload.createStateConfig({
  meta: {
    reason: "Discovery no longer shows a resource, but nothing proves it gone",
    waitsFor: "discovery to show it again, or proof that it is gone",
    deadlineMs: 60_000,
  },
  entry: {
    type: "startTimer",
    params: { name: "rediscover", delayMs: lackingMs, event: { type: "rediscover.due" } },
  },
  on: watchful,
});

const syncing = workload.createStateConfig({
  meta: {
    reason: "Not every resource of the workspace is completely seen",
    waitsFor: "its reflectors to sync",
    deadlineMs: 60_000,
  },
  on: watchful,
});

const serving = workload.createStateConfig({
  meta: { reason: "Everything in the workspace is seen and told", waitsFor: null, deadlineMs: null },
  entry: {
    type: "startTimer",
    params: {
      name: "rediscover",
      delayMs: lookAgainMs,
      jitterMs: lookAgainMs / 2,
      whenRunning: "earlier",
      event: { type: "rediscover.due" },
    },
  },
  on: watchful,
});

export const workloadMachine = workload.createMachine({
  id: "workload",
  context: ({ input }) => ({
    cluster: input.cluster,
    book: emptyWorkload(input.cluster),
    watched: ImmutableMap<string, Gvr>(),
    followed: ImmutableSet<string>(),
    unsynced: ImmutableSet<string>(),
    discovered: false,
    listed: false,
    definitionsGone: ImmutableSet<string>(),
    parked: [],
    letters: [],
    attempts: 0,
    trouble: null,
  }),
  entry: {
    type: "seek",
    params: ({ context }) => ({
      topic: placementsOfTopic(context.cluster),
      selectors: null,
      as: "placement",
    }),
  },
  initial: "discovering",
  on: {
    "workload.needed": {},
    "placement.offered": { actions: digest },
    "placement.withdrawn": { actions: digest },
    "placement.listed": { actions: digest },
    "object.added": objectChange,
    "object.modified": objectChange,
    "object.deleted": objectChange,
    "object.synced": { actions: digest },
    "object.stale": { actions: digest },
    "customizer.added": { actions: digest },
    "customizer.modified": { actions: digest },
    "customizer.deleted": { actions: digest },
    "customizer.synced": { actions: digest },
    "customizer.stale": { actions: digest },
    "share.requested": { actions: digest },
    "proof.requested": { actions: digest },
    "subjects.requested": { actions: digest },
    "discovery.answered": {},
    "discovery.refused": {},
    "rediscover.due": {},
    "retry.due": {},
    "deadline.passed": {},
  },
  states: { deciding, discovering, backingOff, lacking, syncing, serving, gone: { type: "final" } },
});
