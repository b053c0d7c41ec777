/**
 * A reflector: one list-and-watch of one resource, told to whoever subscribed.
 *
 * ```
 * listing ──completed──▶ opening ──opened──▶ watching ──ended──▶ opening (same resourceVersion)
 *    │ refused              │ expired ▶ listing ◀───┤ expired, once; again: backingOff
 *    ▼                      ▼ refused               ▼ refused; mute for too long ▶ opening
 * unavailable (404)       backingOff ──retry.due──▶ opening, or listing when there is no version to go on from
 * ```
 * Whoever is about to take something away may ask a reflector whether it has missed anything: it then reads a list beside its watch.
 * A version never goes back (S4): a list from the past is refused. Only an edge may begin anew, and only after asking many times.
 * The objects themselves stay in the actor's cache; the chart knows versions and subscribers only. @module
 */
import { Set as ImmutableSet } from "immutable";
import { assign, setup } from "xstate";
import { reflectorAddress, type View } from "./addresses.ts";
import { backoffMs, retryTimer } from "./backoff.ts";
import { effect } from "./effect.ts";
import type { SourceParams, StartTimerParams, StateMeta, StopTimerParams, TellAllParams } from "./letters.ts";
import type {
  ConfirmRequestedLetter,
  SubscriberJoinedLetter,
  SubscriberLeftLetter,
} from "./watch_letters.ts";

export interface ReflectorInput {
  readonly view: View;
  /** The gate that stays shut while this view is incomplete, or null. */
  readonly gate: string | null;
}

/** A refusal, as far as it decides what to do next. `retryAfterMs` is the server's wish, 0 when it had none. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs: number;
}

export interface ReflectorContext extends ReflectorInput {
  readonly subscribers: Readonly<Record<string, string>>;
  readonly resourceVersion: string | null;
  /** The newest version ever seen: what is older than this is the past. */
  readonly newest: string | null;
  /** How often in a row a list was older. */
  readonly regressions: number;
  /** Whether anything came since the last look at the watch. */
  readonly heard: boolean;
  /** 410 in a row without an event in between. */
  readonly expiries: number;
  readonly attempts: number;
  readonly relists: number;
  readonly retryAfterMs: number;
  readonly trouble: string | null;
  /** Who asked for confirmation since the last look began, and for whom the look under way is. */
  readonly asking: ImmutableSet<string>;
  readonly lookingFor: ImmutableSet<string>;
}

export type ReflectorEvent =
  | SubscriberJoinedLetter
  | SubscriberLeftLetter
  | { readonly type: "list.completed"; readonly resourceVersion: string }
  | ({ readonly type: "list.refused" } & Refusal)
  | { readonly type: "watch.opened" }
  | { readonly type: "watch.progressed"; readonly resourceVersion: string }
  | { readonly type: "watch.ended" }
  | ({ readonly type: "watch.refused" } & Refusal)
  | ConfirmRequestedLetter
  | { readonly type: "look.completed"; readonly resourceVersion: string }
  | ({ readonly type: "look.refused" } & Refusal)
  | { readonly type: "look.due" }
  | { readonly type: "retry.due" }
  | { readonly type: "apis.changed" }
  | { readonly type: "freshness.due" }
  | { readonly type: "linger.due" };

/** An API that is not served yet is asked for often: it is cheap to ask, and people wait for it. */
const unavailableRetryMaxMs = 2_000;

/** How long a reflector without subscribers keeps its watch: a restart of its only subscriber costs no list. */
const lingerMs = 10_000;

/** Servers send a bookmark a minute; a watch without one for this long is looked at again, and then opened anew (F9). */
const freshnessMs = 90_000;

/** How soon a look that was refused is tried again. */
const lookAgainMs = 1_000;

/** The reason of a refused list that is older than what was seen; not one of Kubernetes'. */
export const staleReason = "Stale";

/** An edge that answers from the past this often in a row has been re-created. A hub is never believed: that would delete (F27). */
const regressionsMax = 4;

const expired = ({ status, reason }: Refusal) => status === 410 || reason === "Expired" || reason === "Gone";

/** The server has not reached the version that it is asked to go on from (F7). */
const isTooLarge = ({ status, message }: Refusal) =>
  status === 504 && /too large resource version/i.test(message);

/** The way is shut for a while, and says how long: nothing was tried, so nothing is learned of how patient one must be. */
const isUnsent = ({ status, retryAfterMs }: Refusal) => status === 0 && retryAfterMs > 0;

const reflector = setup({
  types: {
    input: {} as ReflectorInput,
    context: {} as ReflectorContext,
    events: {} as ReflectorEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isExpired: ({ event }) => event.type === "watch.refused" && expired(event),
    isExpiredAgain: ({ context, event }) =>
      event.type === "watch.refused" && expired(event) && context.expiries > 0,
    isTooLarge: ({ event }) => event.type === "watch.refused" && isTooLarge(event),
    isNotServed: ({ event }) =>
      (event.type === "list.refused" || event.type === "watch.refused") && event.status === 404,
    isHeard: ({ context }) => context.heard,
    isLooking: ({ context }) => !context.lookingFor.isEmpty(),
    canResume: ({ context }) => context.resourceVersion !== null,
    isLastSubscriber: ({ context, event }) =>
      event.type === "subscriber.left" &&
      Object.keys(context.subscribers).every((subscriber) => subscriber === event.subscriber),
  },
  actions: {
    list: effect<{ view: View; notBefore: string | null }>(),
    openWatch: effect<{ view: View; resourceVersion: string }>(),
    look: effect<{ views: readonly View[] }>(),
    closeWatch: effect<Record<string, never>>(),
    tellAll: effect<TellAllParams>(),
    admit: effect<{ view: View; subscriber: string; as: string }>(),
    dismiss: effect<{ subscriber: string }>(),
    announceSynced: effect<Record<string, never>>(),
    announceStale: effect<{ why: string }>(),
    declareSource: effect<SourceParams>(),
    sourceSynced: effect<SourceParams>(),
    sourceStale: effect<SourceParams>(),
    removeSource: effect<SourceParams>(),
    startTimer: effect<StartTimerParams>(),
    stopTimer: effect<StopTimerParams>(),
    rememberSubscriber: assign(({ context, event }) =>
      event.type !== "subscriber.joined"
        ? {}
        : { subscribers: { ...context.subscribers, [event.subscriber]: event.as } }
    ),
    forgetSubscriber: assign(({ context, event }) => {
      if (event.type !== "subscriber.left") return {};
      const { [event.subscriber]: _left, ...subscribers } = context.subscribers;
      return { subscribers };
    }),
    rememberVersion: assign(({ event }) =>
      event.type === "list.completed"
        ? { ...reached(event.resourceVersion), regressions: 0 }
        : event.type === "watch.progressed"
        ? { ...reached(event.resourceVersion), heard: true, expiries: 0 }
        : {}
    ),
    rememberAsker: assign(({ context, event }) =>
      event.type === "confirm.requested" ? { asking: context.asking.add(event.asker) } : {}
    ),
    // A look that was under way when the watch ended is answered in vain.
    beginLook: assign(({ context }) => ({
      asking: context.asking.clear(),
      lookingFor: context.asking.union(context.lookingFor),
    })),
    endLook: assign(({ context, event }) =>
      event.type === "look.completed"
        ? { lookingFor: context.lookingFor.clear(), ...reached(event.resourceVersion) }
        : { lookingFor: context.lookingFor.clear(), asking: context.asking.union(context.lookingFor) }
    ),
    forgetHeard: assign({ heard: false }),
    rememberRefusal: assign(({ context, event }) =>
      event.type === "list.refused" || event.type === "watch.refused"
        ? {
          attempts: context.attempts + (isUnsent(event) ? 0 : 1),
          retryAfterMs: event.retryAfterMs,
          trouble: `${event.reason}: ${event.message}`,
          regressions: context.regressions + (event.reason === staleReason ? 1 : 0),
        }
        : {}
    ),
    forgetVersion: assign(({ context }) => ({
      resourceVersion: null,
      relists: context.relists + 1,
      expiries: context.expiries + 1,
    })),
  },
});

function reached(resourceVersion: string): Partial<ReflectorContext> {
  return { resourceVersion, newest: resourceVersion, attempts: 0, trouble: null, retryAfterMs: 0 };
}

/** The version that a list must not be older than; null when any will do. */
function notBefore({ view, newest, regressions }: ReflectorContext): string | null {
  const isReborn = view.source.startsWith("edge:") && regressions >= regressionsMax;
  return isReborn ? null : newest;
}

const freshnessTimer = {
  type: "startTimer" as const,
  params: { name: "freshness", delayMs: freshnessMs, event: { type: "freshness.due" } },
};

/** Reads a list beside the watch for those who have asked, if any have. */
const look = {
  type: "look" as const,
  params: ({ context }: { context: ReflectorContext }) => ({
    views: context.lookingFor.isEmpty() ? [] : [context.view],
  }),
};
const lookForAskers = ["beginLook" as const, look];

const tellConfirmed = {
  type: "tellAll" as const,
  params: ({ context }: { context: ReflectorContext }) => ({
    letters: [...context.lookingFor].map((to) => {
      const event = { type: "view.confirmed", source: reflectorAddress(context.view) };
      return { to, event };
    }),
  }),
};

const lookTimer = {
  type: "startTimer" as const,
  params: ({ event }: { event: ReflectorEvent }) => {
    const delayMs = Math.max(lookAgainMs, event.type === "look.refused" ? event.retryAfterMs : 0);
    return { name: "look", delayMs, jitterMs: lookAgainMs, event: { type: "look.due" } };
  },
};

/** Mute: nothing came for a whole period, so the same version is followed on another connection. */
const freshness = [
  { guard: "isHeard" as const, actions: ["forgetHeard" as const, freshnessTimer] },
  { target: "opening" as const, reenter: true },
];

const sourceOf = ({ context }: { context: ReflectorContext }): SourceParams => ({
  source: reflectorAddress(context.view),
  gate: context.gate ?? "",
  detail: context.trouble ?? "",
});

const retry = ({ context }: { context: ReflectorContext }): StartTimerParams =>
  retryTimer(Math.max(backoffMs(context.attempts), context.retryAfterMs));

const refusals = {
  "list.refused": [
    { guard: "isNotServed" as const, target: "unavailable" as const, actions: "rememberRefusal" as const },
    { target: "backingOff" as const, actions: "rememberRefusal" as const },
  ],
};

const listing = reflector.createStateConfig({
  meta: { reason: "Reading a complete list", waitsFor: "the server's list", deadlineMs: 30_000 },
  entry: { type: "list", params: ({ context }) => ({ view: context.view, notBefore: notBefore(context) }) },
  on: { "list.completed": { target: "opening", actions: "rememberVersion" }, ...refusals },
});

const watchRefusals = {
  "watch.refused": [
    {
      guard: "isExpiredAgain" as const,
      target: "backingOff" as const,
      actions: ["rememberRefusal" as const, "forgetVersion" as const],
    },
    { guard: "isExpired" as const, target: "listing" as const, actions: "forgetVersion" as const },
    {
      guard: "isTooLarge" as const,
      target: "backingOff" as const,
      actions: ["rememberRefusal" as const, "forgetVersion" as const],
    },
    {
      guard: "isNotServed" as const,
      target: "unavailable" as const,
      actions: ["rememberRefusal" as const, "forgetVersion" as const],
    },
    { target: "backingOff" as const, actions: "rememberRefusal" as const },
  ],
};

const opening = reflector.createStateConfig({
  meta: {
    reason: "Following on from the last version seen",
    waitsFor: "the server to accept the watch",
    deadlineMs: 30_000,
  },
  entry: [
    "forgetHeard",
    {
      type: "openWatch",
      params: ({ context }) => ({ view: context.view, resourceVersion: context.resourceVersion ?? "" }),
    },
    freshnessTimer,
  ],
  on: {
    "watch.opened": "watching",
    "watch.ended": { target: "opening", reenter: true },
    "freshness.due": { target: "opening", reenter: true },
    ...watchRefusals,
  },
});

const watching = reflector.createStateConfig({
  meta: { reason: "The view is complete and followed", waitsFor: null, deadlineMs: null },
  entry: [
    { type: "sourceSynced", params: sourceOf },
    { type: "announceSynced", params: {} },
    ...lookForAskers,
  ],
  on: {
    "confirm.requested": [
      { guard: "isLooking", actions: "rememberAsker" },
      { actions: ["rememberAsker", ...lookForAskers] },
    ],
    "look.completed": { actions: [tellConfirmed, "endLook", ...lookForAskers] },
    "look.refused": { actions: ["endLook", lookTimer] },
    "look.due": [{ guard: "isLooking" }, { actions: lookForAskers }],
    "watch.progressed": { actions: "rememberVersion" },
    "watch.ended": "opening",
    "freshness.due": freshness,
    ...watchRefusals,
  },
});

const backingOff = reflector.createStateConfig({
  meta: { reason: "The server refused or was out of reach", waitsFor: "the next try", deadlineMs: 60_000 },
  entry: [
    { type: "announceStale", params: ({ context }) => ({ why: context.trouble ?? "" }) },
    { type: "sourceStale", params: sourceOf },
    { type: "startTimer", params: retry },
  ],
  on: {
    "retry.due": [{ guard: "canResume", target: "opening" }, { target: "listing" }],
  },
});

const unavailable = reflector.createStateConfig({
  meta: {
    reason: "The server does not serve this resource",
    waitsFor: "the API to appear",
    deadlineMs: 60_000,
  },
  entry: [
    { type: "announceStale", params: ({ context }) => ({ why: context.trouble ?? "" }) },
    { type: "sourceStale", params: sourceOf },
    {
      type: "startTimer",
      params: ({ context }) => retryTimer(Math.min(unavailableRetryMaxMs, backoffMs(context.attempts))),
    },
  ],
  on: {
    "retry.due": "listing",
    // A binding or a definition beside it changed: whoever waits for this API should not wait for the timer too.
    "apis.changed": {
      target: "listing",
      actions: { type: "stopTimer", params: { name: "retry" } },
    },
  },
});

export const reflectorMachine = reflector.createMachine({
  id: "reflector",
  context: ({ input }) => ({
    ...input,
    subscribers: {},
    resourceVersion: null,
    newest: null,
    regressions: 0,
    heard: false,
    expiries: 0,
    attempts: 0,
    relists: 0,
    retryAfterMs: 0,
    trouble: null,
    asking: ImmutableSet<string>(),
    lookingFor: ImmutableSet<string>(),
  }),
  entry: { type: "declareSource", params: sourceOf },
  initial: "listing",
  on: {
    "subscriber.joined": {
      actions: [
        "rememberSubscriber",
        {
          type: "admit",
          params: ({ context, event }) => ({
            view: context.view,
            subscriber: event.subscriber,
            as: event.as,
          }),
        },
        { type: "stopTimer", params: { name: "linger" } },
      ],
    },
    "subscriber.left": [
      {
        guard: "isLastSubscriber",
        actions: [
          "forgetSubscriber",
          { type: "dismiss", params: ({ event }) => ({ subscriber: event.subscriber }) },
          {
            type: "startTimer",
            params: { name: "linger", delayMs: lingerMs, event: { type: "linger.due" } },
          },
        ],
      },
      {
        actions: [
          "forgetSubscriber",
          { type: "dismiss", params: ({ event }) => ({ subscriber: event.subscriber }) },
        ],
      },
    ],
    "confirm.requested": { actions: "rememberAsker" },
    "look.completed": {},
    "look.refused": {},
    "look.due": {},
    "freshness.due": {},
    "linger.due": {
      target: ".forgotten",
      actions: [{ type: "closeWatch", params: {} }, { type: "removeSource", params: sourceOf }],
    },
  },
  states: { listing, opening, watching, backingOff, unavailable, forgotten: { type: "final" } },
});
