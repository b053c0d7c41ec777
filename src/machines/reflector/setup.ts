/** The guards, actions and effects of a reflector, from which its states are made. @module */
import { assign, setup } from "xstate";
import type { View } from "../addresses.ts";
import { effect } from "../effect.ts";
import type {
  SourceParams,
  StartTimerParams,
  StateMeta,
  StopTimerParams,
  TellAllParams,
} from "../letters.ts";
import type { ReflectorContext, ReflectorEvent, ReflectorInput } from "./context.ts";
import * as memory from "./memory.ts";
import { isExpired, isNotServed, isTooLarge } from "./refusal.ts";

export const reflectorSetup = setup({
  types: {
    input: {} as ReflectorInput,
    context: {} as ReflectorContext,
    events: {} as ReflectorEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isExpired: ({ event }) => event.type === "watch.refused" && isExpired(event),
    isExpiredAgain: ({ context, event }) =>
      event.type === "watch.refused" && isExpired(event) && context.expiries > 0,
    isTooLarge: ({ event }) => event.type === "watch.refused" && isTooLarge(event),
    isNotServed: ({ event }) =>
      (event.type === "list.refused" || event.type === "watch.refused") && isNotServed(event),
    isHeard: ({ context }) => context.heard,
    isLooking: ({ context }) => !context.lookingFor.isEmpty(),
    canResume: ({ context }) => context.resourceVersion !== null,
    isLastSubscriber: ({ context, event }) => memory.isLastSubscriber(context, event),
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
    rememberSubscriber: assign(({ context, event }) => memory.rememberSubscriber(context, event)),
    forgetSubscriber: assign(({ context, event }) => memory.forgetSubscriber(context, event)),
    rememberVersion: assign(({ event }) => memory.rememberVersion(event)),
    rememberAsker: assign(({ context, event }) => memory.rememberAsker(context, event)),
    beginLook: assign(({ context }) => memory.beginLook(context)),
    endLook: assign(({ context, event }) => memory.endLook(context, event)),
    forgetHeard: assign({ heard: false }),
    rememberRefusal: assign(({ context, event }) => memory.rememberRefusal(context, event)),
    forgetVersion: assign(({ context }) => memory.forgetVersion(context)),
  },
});
