/**
 * An EdgePlacement: resolves "where" into its SinglePlacementSlice, and tells its workload and its mailboxes.
 *
 * ```
 * waitingForInventory ─gate.opened─▶ settling ─idle─▶ (deciding) ─▶ placed | unplaced | invalid
 *                                       ▲                 │ slice differs        │ any change ▶ settling
 *                                       │                 ▼
 *                                       └─written─ writingSlice ─refused─▶ backingOff ─retry.due─▶ settling
 *            somebody else keeps undoing it ▶ contended ─retry.due─▶ settling
 * ```
 * Destinations are computed whole each time. While the inventory is incomplete nothing is decided, so a hole in the view never
 * shrinks a slice. @module
 */
import { Map as ImmutableMap } from "immutable";
import { assign, setup } from "xstate";
import { mailboxName } from "../../placement/mailbox_name.ts";
import { placementSpec } from "../../placement/placement_spec.ts";
import { destinationsOf } from "../../placement/where.ts";
import {
  locationsTopic,
  placementsOfTopic,
  placementsTopic,
  placementTopic,
  summarizerAddress,
  workloadAddress,
} from "../addresses.ts";
import { pauseMs, resumed, wrote } from "../../placement/contest.ts";
import { backoffMs, contestDeadlineMs, retryTimer, timeOf } from "../backoff.ts";
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
} from "../letters.ts";
import type { LocationCard } from "../location.ts";
import {
  type EdgePlacementContext,
  type EdgePlacementEvent,
  type EdgePlacementInput,
  inventoryGate,
  type PlacementCard,
  type ReachCard,
  type WriteSliceParams,
} from "./context.ts";
import { isContended, isRight, newerSlice, problemsOf, selectorsOf, sliceSeen } from "./slice.ts";

const edgePlacement = setup({
  types: {
    input: {} as EdgePlacementInput,
    context: {} as EdgePlacementContext,
    events: {} as EdgePlacementEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isBlind: ({ context }) => !context.gateOpen || !context.listed,
    isInvalid: ({ context }) => problemsOf(context.spec) !== null,
    isContended: ({ context }) => !isRight(context) && isContended(context),
    isSliceWrong: ({ context }) => !isRight(context),
    isUnplaced: ({ context }) => context.destinations.length === 0,
  },
  actions: {
    offer: effect<OfferParams>(),
    seek: effect<SeekParams>(),
    seekGate: effect<SeekGateParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    writeSlice: effect<WriteSliceParams>(),
    rememberPlacement: assign(({ event }) =>
      event.type === "placement.added" || event.type === "placement.modified"
        ? { spec: placementSpec(event.object?.spec) }
        : {}
    ),
    rememberSlice: assign(({ context, event }) =>
      (event.type === "slice.added" || event.type === "slice.modified") && event.object
        ? { slice: newerSlice(context, sliceSeen(event.object)) }
        : event.type === "slice.found"
        ? { slice: newerSlice(context, event.slice) }
        : event.type === "slice.written"
        ? {
          slice: newerSlice(context, event.slice),
          contest: wrote(context.contest, event.made, event.at),
          attempts: 0,
          trouble: null,
        }
        : {}
    ),
    forgetSlice: assign(({ context, event }) =>
      event.type === "slice.deleted" && event.fact.uid === context.slice?.uid
        ? { slice: null, goneSlice: { uid: event.fact.uid, resourceVersion: event.fact.resourceVersion } }
        : {}
    ),
    rememberLocation: assign(({ context, event }) =>
      event.type === "location.offered" ? { locations: context.locations.set(event.key, event.card) } : {}
    ),
    forgetLocation: assign(({ context, event }) =>
      event.type === "location.withdrawn" ? { locations: context.locations.delete(event.key) } : {}
    ),
    rememberListed: assign({ listed: true }),
    rememberGateOpen: assign({ gateOpen: true }),
    rememberGateClosed: assign({ gateOpen: false }),
    rememberRefusal: assign(({ context, event }) =>
      event.type === "slice.refused"
        ? { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` }
        : {}
    ),
    resolveDestinations: assign(({ context }) => ({
      destinations: destinationsOf(context.locations.values()),
    })),
    endPause: assign(({ context, event }) => ({
      contest: context.contest && resumed(context.contest, timeOf(event)),
    })),
    resolveWhere: assign(({ context }) => {
      return { destinations: destinationsOf(context.locations.values()), trouble: problemsOf(context.spec) };
    }),
  },
});

const seekLocations = {
  type: "seek" as const,
  params: ({ context }: { context: EdgePlacementContext }) => ({
    topic: locationsTopic,
    // A selector that cannot be understood selects nothing; the others of the placement still do.
    selectors: selectorsOf(context.spec),
    as: "location",
  }),
};

const keyOf = ({ cluster, name }: { cluster: string; name: string }) => `${cluster}/${name}`;

/** The labels are the mailboxes reached, so that each mailbox hears of joining and leaving only. */
const offerReach = {
  type: "offer" as const,
  params: ({ context }: { context: EdgePlacementContext }) => ({
    topic: placementsTopic,
    key: keyOf(context),
    labels: Object.fromEntries(
      context.destinations.map((to) => [mailboxName(to.cluster, to.syncTargetUID), "reached"]),
    ),
    card: { workload: context.cluster, placement: context.name } satisfies ReachCard,
  }),
};

const wants = ({ cluster, name, uid, spec, destinations }: EdgePlacementContext): PlacementCard => {
  return { cluster, name, uid, spec, destinations };
};

const offerWants = {
  type: "offer" as const,
  params: ({ context }: { context: EdgePlacementContext }) => ({
    topic: placementsOfTopic(context.cluster),
    key: context.name,
    labels: {},
    card: wants(context),
  }),
};

const offerToSummarizer = {
  type: "offer" as const,
  params: ({ context }: { context: EdgePlacementContext }) => ({
    topic: placementTopic(context.cluster, context.name),
    key: context.name,
    labels: {},
    card: wants(context),
  }),
};

/** Wakes the actors that work for this placement; they find it by its cards. */
const wakeHelpers = {
  type: "tellAll" as const,
  params: ({ context }: { context: EdgePlacementContext }) => ({
    letters: [
      { to: workloadAddress(context.cluster), event: { type: "workload.needed" } },
      { to: summarizerAddress(context.cluster, context.name), event: { type: "summarizer.needed" } },
    ],
  }),
};

const tellHelpers = [offerReach, offerWants, offerToSummarizer, wakeHelpers];

const askForIdle = {
  type: "whenIdle" as const,
  params: { event: { type: "idle.reached" }, rank: "placement" as const },
};

const waitingForInventory = edgePlacement.createStateConfig({
  meta: {
    reason: "The inventory is not completely seen, so nothing is decided",
    waitsFor: "every source of SyncTargets, Locations, placements and slices to be synced",
    deadlineMs: 60_000,
  },
});

const settling = edgePlacement.createStateConfig({
  meta: passing,
  entry: askForIdle,
  on: { "idle.reached": "deciding" },
});

const deciding = edgePlacement.createStateConfig({
  entry: ["resolveWhere"],
  always: [
    { guard: "isBlind", target: "waitingForInventory" },
    { guard: "isContended", target: "contended", actions: tellHelpers },
    // The helpers are told at once: a hub that refuses the slice must not make the placement look as if it reached nothing.
    { guard: "isSliceWrong", target: "writingSlice", actions: tellHelpers },
    { guard: "isInvalid", target: "invalid", actions: tellHelpers },
    { guard: "isUnplaced", target: "unplaced", actions: tellHelpers },
    { target: "placed", actions: tellHelpers },
  ],
});

/**
 * Facts that come while an answer is awaited do not lead to another write before it is there. The helpers must know them all the same:
 * a slice that the hub does not take, for however long, must not make the placement look as if it wanted what it wanted before.
 */
const waitingForAnswer = {
  "placement.added": { actions: ["rememberPlacement" as const, seekLocations, askForIdle] },
  "placement.modified": { actions: ["rememberPlacement" as const, seekLocations, askForIdle] },
  "slice.added": { actions: "rememberSlice" as const },
  "slice.modified": { actions: "rememberSlice" as const },
  "slice.deleted": { actions: "forgetSlice" as const },
  "location.offered": { actions: ["rememberLocation" as const, askForIdle] },
  "location.withdrawn": { actions: ["forgetLocation" as const, askForIdle] },
  "location.listed": { actions: ["rememberListed" as const, askForIdle] },
  "gate.opened": { actions: ["rememberGateOpen" as const, askForIdle] },
  "gate.closed": { actions: "rememberGateClosed" as const },
  "idle.reached": [
    { guard: "isBlind" as const },
    { actions: ["resolveDestinations" as const, ...tellHelpers] },
  ],
};

const writingSlice = edgePlacement.createStateConfig({
  meta: {
    reason: "The slice differs from what the selectors resolve to",
    waitsFor: "the hub's answer",
    deadlineMs: 30_000,
  },
  entry: {
    type: "writeSlice",
    params: ({ context }) => ({
      cluster: context.cluster,
      name: context.name,
      ownerUid: context.uid,
      destinations: context.destinations,
      replaces: context.slice && { uid: context.slice.uid, resourceVersion: context.slice.resourceVersion },
    }),
  },
  on: {
    ...waitingForAnswer,
    "slice.written": { target: "settling", actions: "rememberSlice" },
    // It was there already: an earlier life of this actor, or a person, made it.
    "slice.found": { target: "settling", actions: "rememberSlice" },
    "slice.refused": { target: "backingOff", actions: "rememberRefusal" },
  },
});

const backingOff = edgePlacement.createStateConfig({
  meta: { reason: "The hub refused the slice", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: {
    type: "startTimer",
    params: ({ context }) => retryTimer(backoffMs(context.attempts)),
  },
  on: { ...waitingForAnswer, "retry.due": "settling" },
});

const contended = edgePlacement.createStateConfig({
  meta: {
    reason: "Contended: somebody else keeps changing back the slice, which is left alone for a while",
    waitsFor: "the pause to be over",
    deadlineMs: contestDeadlineMs,
  },
  entry: {
    type: "startTimer",
    params: ({ context }) => retryTimer(pauseMs(context.contest?.stops ?? 1)),
  },
  on: { "retry.due": { target: "settling", actions: "endPause" } },
});

const placed = edgePlacement.createStateConfig({
  meta: { reason: "The slice holds what the selectors resolve to", waitsFor: null, deadlineMs: null },
});

const unplaced = edgePlacement.createStateConfig({
  meta: { reason: "No SyncTarget is selected through any Location", waitsFor: null, deadlineMs: null },
});

const invalid = edgePlacement.createStateConfig({
  meta: { reason: "A selector cannot be understood and selects nothing", waitsFor: null, deadlineMs: null },
});

export const edgePlacementMachine = edgePlacement.createMachine({
  id: "edgePlacement",
  context: ({ input }) => ({
    cluster: input.cluster,
    name: input.object.metadata.name,
    uid: input.object.metadata.uid ?? "",
    spec: placementSpec(input.object.spec),
    locations: ImmutableMap<string, LocationCard>(),
    destinations: [],
    slice: null,
    goneSlice: null,
    contest: null,
    gateOpen: false,
    listed: false,
    attempts: 0,
    trouble: null,
  }),
  entry: [seekLocations, { type: "seekGate", params: { gate: inventoryGate } }],
  initial: "waitingForInventory",
  on: {
    "placement.added": { target: ".settling", actions: ["rememberPlacement", seekLocations] },
    "placement.modified": { target: ".settling", actions: ["rememberPlacement", seekLocations] },
    "placement.deleted": ".gone",
    "slice.added": { target: ".settling", actions: "rememberSlice" },
    "slice.modified": { target: ".settling", actions: "rememberSlice" },
    "slice.deleted": { target: ".settling", actions: "forgetSlice" },
    "location.offered": { target: ".settling", actions: "rememberLocation" },
    "location.withdrawn": { target: ".settling", actions: "forgetLocation" },
    "location.listed": { target: ".settling", actions: "rememberListed" },
    "gate.opened": { target: ".settling", actions: "rememberGateOpen" },
    "gate.closed": { target: ".waitingForInventory", actions: "rememberGateClosed" },
    "slice.written": { target: ".settling", actions: "rememberSlice" },
    "slice.found": { target: ".settling", actions: "rememberSlice" },
    "slice.refused": {},
    "retry.due": {},
    "idle.reached": {},
  },
  states: {
    waitingForInventory,
    settling,
    deciding,
    writingSlice,
    backingOff,
    contended,
    placed,
    unplaced,
    invalid,
    gone: { type: "final" },
  },
});
