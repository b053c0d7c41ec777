/** The guards, actions and effects of a mailbox, from which its states are made. @module */
import { assign, setup } from "xstate";
import { timeOf } from "../backoff.ts";
import { effect } from "../effect.ts";
import type {
  OfferParams,
  SeekGateParams,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  WhenIdleParams,
  WithdrawParams,
} from "../letters.ts";
import { mayServeOthers } from "../served.ts";
import type {
  MailboxContext,
  MailboxEvent,
  MailboxInput,
  PerformCopiesParams,
  WriteConfigParams,
} from "./context.ts";
import * as memory from "./memory.ts";
import { permissionOf } from "./permission.ts";
import * as plan from "./plan.ts";
import { noProof } from "./proof.ts";
import { tryAgain } from "./retry.ts";
import { leaveReflectors } from "./views.ts";

export const mailboxSetup = setup({
  types: {
    input: {} as MailboxInput,
    context: {} as MailboxContext,
    events: {} as MailboxEvent,
    meta: {} as StateMeta,
  },
  guards: {
    isBlind: ({ context }) => !context.gateOpen || !context.targetListed,
    isUnneeded: ({ context }) => context.target === null,
    isOver: ({ context }) => context.target === null && context.workspace === null,
    isOfOthers: ({ context }) => context.target === null && context.workspace?.owner === "foreign",
    hasNoWorkspace: ({ context }) => context.workspace === null,
    isForeign: ({ context }) => context.workspace?.owner === "foreign",
    isDeleting: ({ context }) => context.workspace?.life === "deleting",
    isUnready: ({ context }) => context.workspace?.cluster === null || context.workspace?.phase !== "Ready",
    isUnbound: ({ context }) => !context.bound,
    isUndiscovered: ({ context }) => !context.discovered,
    lacksInputs: ({ context }) => !context.impatient && permissionOf(context) === "additions",
    hasWork: ({ context }) =>
      context.operations.length > 0 || context.configWrite !== null || context.configInFlight ||
      !context.book.inFlight.isEmpty(),
    isFailing: ({ context }) => !context.book.failing.isEmpty() || context.trouble !== null,
    lacksProof: ({ context }) => !context.proof.asked.isEmpty(),
    isLacking: ({ context }) => !context.unsynced.isEmpty() || !context.unwatched.isEmpty(),
    mayServeOthers: ({ context }) => mayServeOthers(context),
    isContended: ({ context }) => plan.isContended(context),
    isFlawed: ({ context }) => !context.book.flawed.isEmpty(),
  },
  actions: {
    offer: effect<OfferParams>(),
    withdraw: effect<WithdrawParams>(),
    seek: effect<SeekParams>(),
    seekGate: effect<SeekGateParams>(),
    tellAll: effect<TellAllParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    createWorkspace: effect<{ name: string; syncTarget: string }>(),
    deleteWorkspace: effect<{ name: string; uid: string }>(),
    ensureBinding: effect<{ cluster: string }>(),
    discover: effect<{ cluster: string }>(),
    performCopies: effect<PerformCopiesParams>(),
    writeConfig: effect<{ writes: readonly WriteConfigParams[] }>(),
    remember: assign(({ context, event }) => memory.remember(context, event)),
    planWork: assign(({ context }) => plan.planWork(context)),
    becomeImpatient: assign({ impatient: true }),
    forgetProof: assign({ proof: noProof }),
    forgetServed: assign({ discovered: false }),
    tryAgain: assign(({ context, event }) => tryAgain(context, timeOf(event))),
    leaveReflectors: assign(({ context }) => leaveReflectors(context)),
  },
});
