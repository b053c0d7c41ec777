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
import { customizers } from "../kube/edge_api.ts";
import { byCodeUnit } from "../kube/order.ts";
import { type ApiResource, groupResourceKey, type Gvr, gvrOf } from "../kube/resource.ts";
import { dropResource, emptyWorkload, putResources, type WorkloadBook } from "../placement/workload/book.ts";
import type { ShareHead } from "../placement/workload/share.ts";
import { isCustomizers } from "../placement/workload/customizers.ts";
import { isLookedAt, mailboxesOf } from "../placement/workload/shares.ts";
import { placementsOfTopic, reflectorAddress, type View, workloadAddress } from "./addresses.ts";
import { backoffMs, retryTimer } from "./backoff.ts";
import type { PlacementCard } from "./edge_placement.ts";
import { effect } from "./effect.ts";
import type {
  DeadlinePassedLetter,
  ListedLetter,
  OfferedLetter,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  TellParams,
  WithdrawnLetter,
} from "./letters.ts";
import type { ShareRequestedLetter, SubjectsRequestedLetter } from "./share_letters.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "./watch_letters.ts";
import {
  definesApis,
  type Digest,
  digestCustomizer,
  digestCustomizerGone,
  digestCustomizerSight,
  digestGone,
  digestObject,
  digestUnwish,
  digestWish,
  heads,
  subjects,
  wholeShares,
} from "./workload_digest.ts";

export interface WorkloadInput {
  readonly cluster: string;
}

export interface WorkloadContext {
  readonly cluster: string;
  readonly book: WorkloadBook;
  /** What is watched, by group and resource. */
  readonly watched: ImmutableMap<string, Gvr>;
  /** Addresses of reflectors that have not shown a complete list, or have lost sight. */
  readonly unsynced: ImmutableSet<string>;
  readonly discovered: boolean;
  readonly listed: boolean;
  /** An object that defines APIs was deleted since the last discovery: only then may a missing resource be believed (F13). */
  readonly definerGone: boolean;
  /** Resources that discovery no longer shows although nothing proves them gone. */
  readonly parked: readonly string[];
  readonly letters: readonly TellParams[];
  readonly attempts: number;
  readonly trouble: string | null;
}

export type WorkloadEvent =
  | { readonly type: "workload.needed" }
  | OfferedLetter<"placement", PlacementCard>
  | WithdrawnLetter<"placement">
  | ListedLetter<"placement">
  | { readonly type: "discovery.answered"; readonly resources: readonly ApiResource[] }
  | { readonly type: "discovery.refused"; readonly reason: string; readonly message: string }
  | SeenLetter<"object">
  | SyncedLetter<"object">
  | StaleLetter<"object">
  | SeenLetter<"customizer">
  | SyncedLetter<"customizer">
  | StaleLetter<"customizer">
  | ShareRequestedLetter
  | SubjectsRequestedLetter
  | { readonly type: "rediscover.due" }
  | { readonly type: "retry.due" }
  | DeadlinePassedLetter;

/** APIs often change in groups; one look afterwards is enough (the PoC waited 20 s, section 4.2). */
const rediscoverMs = 100;

function viewOf(cluster: string, gvr: Gvr): View {
  return { source: "hub", cluster, gvr: gvrOf(gvr), selector: "" };
}

function sightOf(
  context: Pick<WorkloadContext, "discovered" | "listed" | "unsynced" | "parked">,
): ShareHead["sight"] {
  const isWhole = context.discovered && context.listed && context.unsynced.isEmpty() &&
    context.parked.length === 0;
  return isWhole ? "complete" : "partial";
}

function take(digest: Digest): Partial<WorkloadContext> {
  return { book: digest.book, letters: digest.letters };
}

/** Whether a Customizer that is not known does not exist: those of the workspace are all seen, or it serves none. */
function customizerSightOf({ cluster, discovered, watched, unsynced }: WorkloadContext): ShareHead["sight"] {
  const gvr = watched.get(groupResourceKey(customizers));
  const isSeen = gvr === undefined || !unsynced.has(reflectorAddress(viewOf(cluster, gvr)));
  return discovered && isSeen ? "complete" : "partial";
}

/** Tells all mailboxes when the sight has changed, because their heads say how complete they are. */
function resight(context: WorkloadContext, change: Partial<WorkloadContext>): Partial<WorkloadContext> {
  const next = { ...context, ...change };
  const { book, letters: wants } = digestCustomizerSight(next.book, customizerSightOf(next));
  const sight = sightOf(next);
  if (sight === sightOf(context)) return { ...change, book, letters: wants };
  const letters = [
    ...wants,
    ...heads(book, mailboxesOf(book), sight),
    ...subjects(book, book.wishes.keys(), sight),
  ];
  return { ...change, book, letters };
}

function subscriptionLetters(
  cluster: string,
  type: "subscriber.joined" | "subscriber.left",
  gvrs: readonly Gvr[],
): TellParams[] {
  return gvrs.map((gvr) => {
    const view = viewOf(cluster, gvr);
    return {
      to: reflectorAddress(view),
      event: {
        type,
        view,
        subscriber: workloadAddress(cluster),
        as: isCustomizers(gvr) ? "customizer" : "object",
      },
    };
  });
}

/** Keeps the book's word on how completely Customizers are seen; for when whole shares are told anyway. */
function sightCustomizers(context: WorkloadContext): WorkloadContext {
  return { ...context, book: digestCustomizerSight(context.book, customizerSightOf(context)).book };
}

/** What discovery shows: new resources are watched, missing ones dropped if that is proven and parked if not. */
function discovered(context: WorkloadContext, shown: readonly ApiResource[]): Partial<WorkloadContext> {
  const wanted = shown.filter(isLookedAt).sort((a, b) =>
    byCodeUnit(groupResourceKey(a), groupResourceKey(b))
  );
  const shownKeys = new Set(wanted.map(groupResourceKey));
  const missing = [...context.book.resources.entries()].filter(([key]) => !shownKeys.has(key)).sort((
    [a],
    [b],
  ) => byCodeUnit(a, b));
  const kept = context.definerGone ? [] : missing.map(([, resource]) => resource);
  const dropped = context.definerGone ? missing.map(([, resource]) => resource) : [];
  const fresh = wanted.filter((row) => context.watched.get(groupResourceKey(row))?.version !== row.version);
  const replaced = fresh.flatMap((row) => context.watched.get(groupResourceKey(row)) ?? []);
  const left = [...dropped, ...replaced];
  const served = putResources(dropped.reduce(dropResource, context.book), [...wanted, ...kept]);
  const watched = fresh.reduce(
    (map, { group, version, resource }) =>
      map.set(groupResourceKey({ group, resource }), { group, version, resource }),
    dropped.reduce((map, row) => map.delete(groupResourceKey(row)), context.watched),
  );
  const unsynced = context.unsynced
    .subtract(left.map((gvr) => reflectorAddress(viewOf(context.cluster, gvr))))
    .union(fresh.map((gvr) => reflectorAddress(viewOf(context.cluster, gvr))));
  const parked = kept.map(groupResourceKey);
  const next = sightCustomizers({ ...context, book: served, watched, unsynced, discovered: true, parked });
  const { book } = next;
  return {
    ...next,
    definerGone: false,
    attempts: 0,
    trouble: kept.length > 0
      ? `Discovery no longer shows ${next.parked.join(", ")}, but nothing proves them gone`
      : null,
    letters: [
      ...subscriptionLetters(context.cluster, "subscriber.left", left),
      ...subscriptionLetters(context.cluster, "subscriber.joined", fresh),
      ...wholeShares(book, mailboxesOf(book), sightOf(next)),
      ...subjects(book, book.wishes.keys(), sightOf(next)),
    ],
  };
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
    isUnsynced: ({ context }) => !context.unsynced.isEmpty() || !context.listed,
    definesApis: ({ event }) =>
      (event.type === "object.added" || event.type === "object.modified" ||
        event.type === "object.deleted") &&
      definesApis(event.fact),
  },
  actions: {
    seek: effect<SeekParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    discover: effect<{ cluster: string }>(),
    digest: assign(({ context, event }) => {
      const sight = sightOf(context);
      switch (event.type) {
        case "placement.offered":
          return take(digestWish(context.book, event.card, sight));
        case "placement.withdrawn":
          return take(digestUnwish(context.book, event.key, sight));
        case "object.added":
        case "object.modified":
          return take(digestObject(context.book, event.fact, sight));
        case "object.deleted":
          return {
            ...take(digestGone(context.book, event.fact, sight)),
            definerGone: context.definerGone || definesApis(event.fact),
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
        case "subjects.requested":
          return { letters: subjects(context.book, [event.placement], sight) };
        default:
          return { letters: [] };
      }
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

/** In these two states what comes may lead to the other, or to the end. */
const watchful = {
  "placement.withdrawn": { target: "deciding" as const, actions: digest },
  "placement.listed": { target: "deciding" as const, actions: digest },
  "object.synced": { target: "deciding" as const, actions: digest },
  "object.stale": { target: "deciding" as const, actions: digest },
  "customizer.synced": { target: "deciding" as const, actions: digest },
  "customizer.stale": { target: "deciding" as const, actions: digest },
  "rediscover.due": "discovering" as const,
};

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
  on: watchful,
});

export const workloadMachine = workload.createMachine({
  id: "workload",
  context: ({ input }) => ({
    cluster: input.cluster,
    book: emptyWorkload(input.cluster),
    watched: ImmutableMap<string, Gvr>(),
    unsynced: ImmutableSet<string>(),
    discovered: false,
    listed: false,
    definerGone: false,
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
    "subjects.requested": { actions: digest },
    "discovery.answered": {},
    "discovery.refused": {},
    "rediscover.due": {},
    "retry.due": {},
    "deadline.passed": {},
  },
  states: { deciding, discovering, backingOff, syncing, serving, gone: { type: "final" } },
});
