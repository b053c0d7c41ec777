/**
 * A Location: a named choice among the SyncTargets of its own workspace. Puts itself up, with the SyncTargets it selects,
 * for the EdgePlacements that look for its labels, and its parameters for the mailboxes of those SyncTargets.
 *
 * ```
 * listing ──synctarget.listed──▶ selecting ◀──▶ empty        invalid: its instanceSelector cannot be understood
 *      any ──location.deleted──▶ gone
 * ```
 * @module
 */
import { Map as ImmutableMap } from "immutable";
import { assign, setup } from "xstate";
import type { Location } from "../kube/kcp_api.ts";
import { byCodeUnit } from "../kube/order.ts";
import { type LabelSelector, selectorProblems } from "../kube/selector.ts";
import {
  locationKey,
  type LocationParameters,
  locationParameters,
} from "../placement/customization/location_parameters.ts";
import { mailboxName } from "../placement/mailbox_name.ts";
import { locationsTopic, parametersTopic, syncTargetsTopic } from "./addresses.ts";
import { effect } from "./effect.ts";
import type {
  ListedLetter,
  OfferedLetter,
  OfferParams,
  SeekParams,
  StateMeta,
  WithdrawnLetter,
} from "./letters.ts";
import type { SyncTargetCard } from "./sync_target.ts";
import type { SeenLetter } from "./watch_letters.ts";

/** What others may know of a Location; labels and annotations are the parameters of customization. */
export interface LocationCard {
  readonly cluster: string;
  readonly name: string;
  readonly targets: readonly SyncTargetCard[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a mailbox may know of a Location: not which other SyncTargets it selects, so that it is told of no change of those. */
export type ParametersCard = LocationParameters;

export interface LocationContext {
  readonly cluster: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly instanceSelector: LabelSelector | null;
  readonly targets: ImmutableMap<string, SyncTargetCard>;
  readonly listed: boolean;
  readonly trouble: string | null;
}

export interface LocationInput {
  readonly object: Location;
  readonly cluster: string;
}

export type LocationEvent =
  | SeenLetter<"location", Location>
  | OfferedLetter<"synctarget", SyncTargetCard>
  | WithdrawnLetter<"synctarget">
  | ListedLetter<"synctarget">;

function factsOf(object: Location | null): Partial<LocationContext> {
  const selector = object?.spec?.instanceSelector ?? null;
  const problems = selector === null ? [] : selectorProblems(selector, "spec.instanceSelector");
  return {
    labels: object?.metadata.labels ?? {},
    annotations: object?.metadata.annotations ?? {},
    instanceSelector: selector,
    trouble: problems.length > 0 ? problems.join("; ") : null,
  };
}

const location = setup({
  types: {
    input: {} as LocationInput,
    context: {} as LocationContext,
    events: {} as LocationEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isInvalid: ({ context }) => context.trouble !== null,
    isUnlisted: ({ context }) => !context.listed,
    isEmpty: ({ context }) => context.targets.isEmpty(),
  },
  actions: {
    offer: effect<OfferParams>(),
    seek: effect<SeekParams>(),
    rememberLocation: assign(({ context, event }) =>
      event.type === "location.added" || event.type === "location.modified"
        ? { ...context, ...factsOf(event.object) }
        : {}
    ),
    rememberTarget: assign(({ context, event }) =>
      event.type === "synctarget.offered" ? { targets: context.targets.set(event.key, event.card) } : {}
    ),
    forgetTarget: assign(({ context, event }) =>
      event.type === "synctarget.withdrawn" ? { targets: context.targets.delete(event.key) } : {}
    ),
    rememberListed: assign({ listed: true }),
  },
});

/** A selector that is absent or cannot be understood selects nothing: both are the empty choice. */
const seekTargets = {
  type: "seek" as const,
  params: ({ context }: { context: LocationContext }) => ({
    topic: syncTargetsTopic(context.cluster),
    selectors: context.instanceSelector === null || context.trouble !== null
      ? []
      : [context.instanceSelector],
    as: "synctarget",
  }),
};

const offerSelf = {
  type: "offer" as const,
  params: ({ context }: { context: LocationContext }) => ({
    topic: locationsTopic,
    key: locationKey(context.cluster, context.name),
    labels: context.labels,
    card: {
      cluster: context.cluster,
      name: context.name,
      targets: [...context.targets.values()].sort((a, b) => byCodeUnit(a.name, b.name)),
      labels: context.labels,
      annotations: context.annotations,
    } satisfies LocationCard,
  }),
};

const offerParameters = {
  type: "offer" as const,
  params: ({ context }: { context: LocationContext }) => ({
    topic: parametersTopic,
    key: locationKey(context.cluster, context.name),
    labels: Object.fromEntries(
      [...context.targets.values()].map(({ cluster, uid }) => [mailboxName(cluster, uid), "selected"]),
    ),
    card: locationParameters(context) satisfies ParametersCard,
  }),
};

const offers = [offerSelf, offerParameters];

const deciding = location.createStateConfig({
  always: [
    { guard: "isUnlisted", target: "listing" },
    { guard: "isInvalid", target: "invalid" },
    { guard: "isEmpty", target: "empty" },
    { target: "selecting" },
  ],
});

const listing = location.createStateConfig({
  meta: {
    reason: "Collecting the SyncTargets it selects",
    waitsFor: "the SyncTargets of its workspace",
    deadlineMs: 10_000,
  },
});

const selecting = location.createStateConfig({
  meta: { reason: "Selects at least one SyncTarget", waitsFor: null, deadlineMs: null },
  entry: offers,
});

const empty = location.createStateConfig({
  meta: { reason: "Selects no SyncTarget of its workspace", waitsFor: null, deadlineMs: null },
  entry: offers,
});

const invalid = location.createStateConfig({
  meta: {
    reason: "Its instanceSelector cannot be understood, so it selects nothing",
    waitsFor: null,
    deadlineMs: null,
  },
  entry: offers,
});

export const locationMachine = location.createMachine({
  id: "location",
  context: ({ input }) => ({
    cluster: input.cluster,
    name: input.object.metadata.name,
    uid: input.object.metadata.uid ?? "",
    labels: {},
    annotations: {},
    instanceSelector: null,
    targets: ImmutableMap<string, SyncTargetCard>(),
    listed: false,
    trouble: null,
    ...factsOf(input.object),
  }),
  entry: seekTargets,
  initial: "listing",
  on: {
    "location.added": { target: ".deciding", actions: ["rememberLocation", seekTargets] },
    "location.modified": { target: ".deciding", actions: ["rememberLocation", seekTargets] },
    "location.deleted": ".gone",
    "synctarget.offered": { target: ".deciding", actions: "rememberTarget" },
    "synctarget.withdrawn": { target: ".deciding", actions: "forgetTarget" },
    "synctarget.listed": { target: ".deciding", actions: "rememberListed" },
  },
  states: { deciding, listing, selecting, empty, invalid, gone: { type: "final" } },
});
