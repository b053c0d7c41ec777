/**
 * The credential by which a syncer enters its mailbox: renewed long before it expires, so that there is never none (decision 32).
 *
 * ```
 * looking ─found▶ resting ─renewal.due─▶ renewing ─renewed▶ resting          nothing to renew ▶ lasting
 *                                        refused ▶ backingOff ─retry.due─▶ renewing
 * ```
 * The machine knows times and never the token (law 9): who performs its effects keeps that, in a file of its own. @module
 */
import { assign, setup } from "xstate";
import { effect } from "./effect.ts";
import { backoffMs, retryTimer } from "./backoff.ts";
import type { StartTimerParams, StateMeta } from "./letters.ts";

/** When a credential expires, and in how many milliseconds it is to be renewed. */
export interface CredentialSpan {
  /** RFC 3339. */
  readonly expiresAt: string;
  readonly renewInMs: number;
}

export interface CredentialContext {
  readonly span: CredentialSpan | null;
  readonly renewals: number;
  readonly attempts: number;
  readonly trouble: string | null;
}

export type CredentialEvent =
  | { readonly type: "syncer.started" }
  | { readonly type: "credential.found"; readonly span: CredentialSpan | null }
  | { readonly type: "credential.renewed"; readonly span: CredentialSpan }
  | { readonly type: "credential.refused"; readonly reason: string; readonly message: string }
  | { readonly type: "renewal.due" }
  | { readonly type: "retry.due" };

/** A timer may not be set for longer: Node counts in 31 bits. What is due later is looked at again. */
const restMaxMs = 24 * 60 * 60 * 1000;

const credential = setup({
  types: { context: {} as CredentialContext, events: {} as CredentialEvent, meta: {} as StateMeta },
  guards: {
    lasts: ({ event }) => event.type === "credential.found" && event.span === null,
    isDue: ({ event }) =>
      event.type === "credential.found" && event.span !== null && event.span.renewInMs <= 0,
  },
  actions: {
    startTimer: effect<StartTimerParams>(),
    findCredential: effect<object>(),
    renewCredential: effect<object>(),
    remember: assign(({ context, event }) => {
      switch (event.type) {
        case "credential.found":
          return { span: event.span };
        case "credential.renewed":
          return { span: event.span, renewals: context.renewals + 1, attempts: 0, trouble: null };
        case "credential.refused":
          return { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` };
        default:
          return {};
      }
    }),
  },
});

const looking = credential.createStateConfig({
  meta: {
    reason: "Looking at how long the credential is good",
    waitsFor: "the credential's file",
    deadlineMs: 10_000,
  },
  entry: { type: "findCredential", params: {} },
  on: {
    "credential.found": [
      { guard: "lasts", target: "lasting", actions: "remember" },
      { guard: "isDue", target: "renewing", actions: "remember" },
      { target: "resting", actions: "remember" },
    ],
    "credential.refused": { target: "backingOff", actions: "remember" },
  },
});

const lasting = credential.createStateConfig({
  meta: {
    reason: "The kubeconfig's own credential is used; it is not for us to renew",
    waitsFor: null,
    deadlineMs: null,
  },
});

const resting = credential.createStateConfig({
  meta: { reason: "The credential is good for long enough", waitsFor: null, deadlineMs: null },
  entry: {
    type: "startTimer",
    params: ({ context }) => ({
      name: "renewal",
      delayMs: Math.max(1_000, Math.min(context.span?.renewInMs ?? 0, restMaxMs)),
      event: { type: "renewal.due" },
    }),
  },
  on: { "renewal.due": "looking" },
});

const renewing = credential.createStateConfig({
  meta: { reason: "A third of the credential's life is over", waitsFor: "a new token", deadlineMs: 60_000 },
  entry: { type: "renewCredential", params: {} },
  on: {
    "credential.renewed": { target: "resting", actions: "remember" },
    "credential.refused": { target: "backingOff", actions: "remember" },
  },
});

const backingOff = credential.createStateConfig({
  meta: {
    reason: "The credential was not renewed; the old one is used as long as it is good",
    waitsFor: "the next try",
    deadlineMs: 60_000,
  },
  entry: {
    type: "startTimer",
    params: ({ context }) => retryTimer(backoffMs(Math.max(1, context.attempts))),
  },
  on: { "retry.due": "looking" },
});

export const credentialMachine = credential.createMachine({
  id: "credential",
  context: { span: null, renewals: 0, attempts: 0, trouble: null },
  initial: "looking",
  on: {
    "syncer.started": {},
    "credential.found": {},
    "credential.renewed": {},
    "credential.refused": {},
    "renewal.due": {},
    "retry.due": {},
  },
  states: { looking, lasting, resting, renewing, backingOff },
});
