/**
 * A reflector: one list-and-watch of one resource, told to whoever subscribed.
 *
 * ```
 * listing ──completed──▶ opening ──opened──▶ watching ──ended──▶ opening (same resourceVersion)
 *    │ refused              │ expired ▶ listing ◀───┤ expired
 *    ▼                      ▼ refused               ▼ refused
 * unavailable (404)       backingOff ──retry.due──▶ opening, or listing when there is no version to go on from
 * ```
 * The objects themselves stay in the actor's cache; the chart knows versions and subscribers only. @module
 */
import { assign, setup } from "xstate";
import { reflectorAddress, type View } from "./addresses.ts";
import { backoffMs, retryTimer } from "./backoff.ts";
import { effect } from "./effect.ts";
import type { SourceParams, StartTimerParams, StateMeta, StopTimerParams } from "./letters.ts";
import type { SubscriberJoinedLetter, SubscriberLeftLetter } from "./watch_letters.ts";

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
  readonly attempts: number;
  readonly relists: number;
  readonly retryAfterMs: number;
  readonly trouble: string | null;
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
  | { readonly type: "retry.due" }
  | { readonly type: "linger.due" };

/** An API that is not served yet is asked for often: it is cheap to ask, and people wait for it. */
const unavailableRetryMs = 2_000;

/** How long a reflector without subscribers keeps its watch: a restart of its only subscriber costs no list. */
const lingerMs = 10_000;

const expired = ({ status, reason }: Refusal) => status === 410 || reason === "Expired" || reason === "Gone";

const reflector = setup({
  types: {
    input: {} as ReflectorInput,
    context: {} as ReflectorContext,
    events: {} as ReflectorEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isExpired: ({ event }) => event.type === "watch.refused" && expired(event),
    isNotServed: ({ event }) => event.type === "list.refused" && event.status === 404,
    canResume: ({ context }) => context.resourceVersion !== null,
    isLastSubscriber: ({ context, event }) =>
      event.type === "subscriber.left" &&
      Object.keys(context.subscribers).every((subscriber) => subscriber === event.subscriber),
  },
  actions: {
    list: effect<{ view: View }>(),
    openWatch: effect<{ view: View; resourceVersion: string }>(),
    closeWatch: effect<Record<string, never>>(),
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
        ? { resourceVersion: event.resourceVersion, attempts: 0, trouble: null, retryAfterMs: 0 }
        : event.type === "watch.progressed"
        ? { resourceVersion: event.resourceVersion, attempts: 0, trouble: null, retryAfterMs: 0 }
        : {}
    ),
    rememberRefusal: assign(({ context, event }) =>
      event.type === "list.refused" || event.type === "watch.refused"
        ? {
          attempts: context.attempts + 1,
          retryAfterMs: event.retryAfterMs,
          trouble: `${event.reason}: ${event.message}`,
        }
        : {}
    ),
    forgetVersion: assign(({ context }) => ({ resourceVersion: null, relists: context.relists + 1 })),
  },
});

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
  entry: { type: "list", params: ({ context }) => ({ view: context.view }) },
  on: { "list.completed": { target: "opening", actions: "rememberVersion" }, ...refusals },
});

const watchRefusals = {
  "watch.refused": [
    { guard: "isExpired" as const, target: "listing" as const, actions: "forgetVersion" as const },
    { target: "backingOff" as const, actions: "rememberRefusal" as const },
  ],
};

const opening = reflector.createStateConfig({
  meta: {
    reason: "Following on from the last version seen",
    waitsFor: "the server to accept the watch",
    deadlineMs: 30_000,
  },
  entry: {
    type: "openWatch",
    params: ({ context }) => ({ view: context.view, resourceVersion: context.resourceVersion ?? "" }),
  },
  on: { "watch.opened": "watching", "watch.ended": { target: "opening", reenter: true }, ...watchRefusals },
});

const watching = reflector.createStateConfig({
  meta: { reason: "The view is complete and followed", waitsFor: null, deadlineMs: null },
  entry: [{ type: "sourceSynced", params: sourceOf }, { type: "announceSynced", params: {} }],
  on: {
    "watch.progressed": { actions: "rememberVersion" },
    "watch.ended": "opening",
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
      params: retryTimer(unavailableRetryMs),
    },
  ],
  on: { "retry.due": "listing" },
});

export const reflectorMachine = reflector.createMachine({
  id: "reflector",
  context: ({ input }) => ({
    ...input,
    subscribers: {},
    resourceVersion: null,
    attempts: 0,
    relists: 0,
    retryAfterMs: 0,
    trouble: null,
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
    "linger.due": {
      target: ".forgotten",
      actions: [{ type: "closeWatch", params: {} }, { type: "removeSource", params: sourceOf }],
    },
  },
  states: { listing, opening, watching, backingOff, unavailable, forgotten: { type: "final" } },
});
