/**
 * The rights of one mailbox's syncer: as long as somebody has joined the edge, its ClusterRole says what its SyncerConfig allows.
 *
 * ```
 * awaitingConfig ▶ discovering ▶ writing ▶ settled            something named is not served yet ▶ awaitingApis ─retry─▶ discovering
 *                      refused ▶ backingOff ─retry.due─▶ discovering            role.deleted ▶ gone
 * ```
 * The rules are computed whole each time and compared with what is there, so whoever widens the role by hand finds it put right. @module
 */
import { assign, setup } from "xstate";
import { type SyncerConfig, syncerConfigs, type SyncerConfigSpec, theOneName } from "../kube/edge_api.ts";
import type { ResourceRule } from "../kube/rbac_api.ts";
import type { ApiResource } from "../kube/resource.ts";
import { sameSpec } from "../placement/syncer_config_equality.ts";
import { syncerRules, unservedIn } from "../placement/syncer_rights.ts";
import { reflectorAddress, syncerAccessAddress } from "./addresses.ts";
import { backoffMs, retryTimer } from "./backoff.ts";
import { effect } from "./effect.ts";
import type { StartTimerParams, StateMeta, TellParams } from "./letters.ts";
import type { SeenLetter, StaleLetter, SyncedLetter } from "./watch_letters.ts";

export interface SyncerAccessInput {
  /** Logical cluster id of the mailbox. */
  readonly cluster: string;
}

export interface SyncerAccessContext extends SyncerAccessInput {
  /** Null while there is no SyncerConfig: then nothing goes down or up, and the syncer may look for it to come. */
  readonly spec: SyncerConfigSpec | null;
  readonly rules: readonly ResourceRule[];
  /** What the SyncerConfig names and the mailbox does not serve. */
  readonly unserved: readonly string[];
  readonly attempts: number;
  readonly trouble: string | null;
}

export interface WriteRulesParams {
  readonly cluster: string;
  readonly rules: readonly ResourceRule[];
}

export type SyncerAccessEvent =
  | SeenLetter<"role">
  | SeenLetter<"config", SyncerConfig>
  | SyncedLetter<"config">
  | StaleLetter<"config">
  | { readonly type: "discovery.answered"; readonly resources: readonly ApiResource[] }
  | { readonly type: "discovery.refused"; readonly reason: string; readonly message: string }
  | { readonly type: "rules.agreed" }
  | { readonly type: "rules.refused"; readonly reason: string; readonly message: string }
  | { readonly type: "retry.due" };

type Change = Partial<SyncerAccessContext>;

function remember(context: SyncerAccessContext, event: SyncerAccessEvent): Change {
  switch (event.type) {
    case "config.added":
    case "config.modified":
      return isTheOne(event) ? { spec: event.object?.spec ?? {}, attempts: 0 } : {};
    case "config.deleted":
      return isTheOne(event) ? { spec: null } : {};
    case "discovery.answered":
      return computed(context, event.resources);
    case "rules.agreed":
      return { trouble: null, attempts: context.unserved.length > 0 ? context.attempts + 1 : 0 };
    case "discovery.refused":
    case "rules.refused":
      return { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` };
    default:
      return {};
  }
}

function computed({ spec }: SyncerAccessContext, served: readonly ApiResource[]): Change {
  const asked = spec ?? {};
  return { rules: syncerRules(asked, served), unserved: unservedIn(asked, served) };
}

function isTheOne({ fact }: SeenLetter<"config", SyncerConfig>): boolean {
  return fact.name === theOneName;
}

/** A heartbeat modifies the SyncerConfig too, and changes nothing that is allowed. */
function changesSpec({ spec }: SyncerAccessContext, event: SyncerAccessEvent): boolean {
  if (event.type === "config.deleted") return isTheOne(event) && spec !== null;
  if (event.type !== "config.added" && event.type !== "config.modified") return false;
  return isTheOne(event) && (spec === null || !sameSpec(spec, event.object?.spec ?? {}));
}

function letterTo(cluster: string, type: "subscriber.joined" | "subscriber.left"): TellParams {
  const view = { source: "hub", cluster, gvr: syncerConfigs, selector: "" };
  const event = { type, view, subscriber: syncerAccessAddress(cluster), as: "config" };
  return { to: reflectorAddress(view), event };
}

const syncerAccess = setup({
  types: {
    input: {} as SyncerAccessInput,
    context: {} as SyncerAccessContext,
    events: {} as SyncerAccessEvent,
    meta: {} as StateMeta,
  },
  guards: {
    changesSpec: ({ context, event }) => changesSpec(context, event),
    hasUnserved: ({ context }) => context.unserved.length > 0,
    lacksConfig: ({ context }) => context.spec === null,
  },
  actions: {
    tell: effect<TellParams>(),
    startTimer: effect<StartTimerParams>(),
    discover: effect<{ cluster: string }>(),
    writeRules: effect<WriteRulesParams>(),
    remember: assign(({ context, event }) => remember(context, event)),
  },
});

type At = { context: SyncerAccessContext };

const retryLater = {
  type: "startTimer" as const,
  params: ({ context }: At) => retryTimer(backoffMs(Math.max(1, context.attempts))),
};
/** Each question is asked of the newest SyncerConfig: what changes meanwhile begins it anew. */
const anew = { guard: "changesSpec" as const, target: ".discovering" as const, actions: "remember" as const };

const awaitingConfig = syncerAccess.createStateConfig({
  meta: {
    reason: "The mailbox has no SyncerConfig, so its syncer may look, and write nothing",
    waitsFor: null,
    deadlineMs: null,
  },
});

const discovering = syncerAccess.createStateConfig({
  meta: {
    reason: "Finding out what the mailbox serves",
    waitsFor: "the mailbox's discovery",
    deadlineMs: 30_000,
  },
  entry: { type: "discover", params: ({ context }) => ({ cluster: context.cluster }) },
  on: {
    "discovery.answered": { target: "writing", actions: "remember" },
    "discovery.refused": { target: "backingOff", actions: "remember" },
  },
});

const writing = syncerAccess.createStateConfig({
  meta: {
    reason: "The syncer's role is to say what the SyncerConfig allows",
    waitsFor: "the server's answer",
    deadlineMs: 30_000,
  },
  entry: {
    type: "writeRules",
    params: ({ context: { cluster, rules } }) => ({ cluster, rules }),
  },
  on: {
    "rules.agreed": [
      { guard: "hasUnserved", target: "awaitingApis", actions: "remember" },
      { guard: "lacksConfig", target: "awaitingConfig", actions: "remember" },
      { target: "settled", actions: "remember" },
    ],
    "rules.refused": { target: "backingOff", actions: "remember" },
  },
});

const awaitingApis = syncerAccess.createStateConfig({
  meta: {
    reason: "The SyncerConfig names resources that the mailbox does not serve",
    waitsFor: "the next look at what it serves",
    deadlineMs: 60_000,
  },
  entry: retryLater,
  on: { "retry.due": "discovering" },
});

const backingOff = syncerAccess.createStateConfig({
  meta: {
    reason: "The mailbox could not be asked, or its role not be written",
    waitsFor: "the next try",
    deadlineMs: 60_000,
  },
  entry: retryLater,
  on: { "retry.due": "discovering" },
});

const settled = syncerAccess.createStateConfig({
  meta: { reason: "The syncer may do what its SyncerConfig allows", waitsFor: null, deadlineMs: null },
});

export const syncerAccessMachine = syncerAccess.createMachine({
  id: "syncerAccess",
  context: ({ input }) => ({
    ...input,
    spec: null,
    rules: [],
    unserved: [],
    attempts: 0,
    trouble: null,
  }),
  entry: { type: "tell", params: ({ context }) => letterTo(context.cluster, "subscriber.joined") },
  initial: "awaitingConfig",
  on: {
    "role.added": {},
    // Our own write comes back so too, and then agrees.
    "role.modified": ".discovering",
    "role.deleted": {
      target: ".gone",
      actions: { type: "tell", params: ({ context }) => letterTo(context.cluster, "subscriber.left") },
    },
    "config.added": anew,
    "config.modified": anew,
    "config.deleted": anew,
    "config.synced": { guard: "lacksConfig", target: ".discovering" },
    "config.stale": {},
    "discovery.answered": {},
    "discovery.refused": {},
    "rules.agreed": {},
    "rules.refused": { target: ".backingOff", actions: "remember" },
    "retry.due": {},
  },
  states: {
    awaitingConfig,
    discovering,
    writing,
    awaitingApis,
    backingOff,
    settled,
    gone: { type: "final" },
  },
});
