/**
 * The supervisor: keeps the inventory watched, and one edgeCluster actor for every configured edge whose SyncTarget exists.
 *
 * ```
 * waitingForInventory ◀─gate─▶ supervising          any ──edge.configured / target.offered──▶ assign or unassign edges
 * ```
 * Restarting what fails is the actor system's part; which children should exist is decided here. @module
 */
import { Map as ImmutableMap } from "immutable";
import { assign, setup } from "xstate";
import { byCodeUnit } from "../kube/order.ts";
import {
  allSyncTargetsTopic,
  edgeClusterAddress,
  heartbeatAddress,
  reflectorAddress,
  upsyncAddress,
  type View,
} from "./addresses.ts";
import { inventoryGate } from "./edge_placement/context.ts";
import { retryTimer } from "./backoff.ts";
import { effect } from "./effect.ts";
import type {
  GateClosedLetter,
  GateOpenedLetter,
  ListedLetter,
  OfferedLetter,
  SeekGateParams,
  SeekParams,
  StartTimerParams,
  StateMeta,
  TellAllParams,
  TellParams,
  WhenIdleParams,
  WithdrawnLetter,
} from "./letters.ts";
import type { SyncTargetCard } from "./sync_target.ts";

/** An edge cluster this process can reach, and the SyncTarget that stands for it. */
export interface EdgeSpec {
  readonly name: string;
  /** Path of the inventory workspace, such as `root:imw-1`. */
  readonly workspace: string;
  readonly syncTarget: string;
}

/** A view to keep open, and where its objects are told. */
export interface InventoryWatch {
  readonly view: View;
  readonly subscriber: string;
  readonly as: string;
}

export interface SupervisorInput {
  readonly edges: readonly EdgeSpec[];
  readonly inventory: readonly InventoryWatch[];
}

export interface SupervisorContext {
  readonly inventory: readonly InventoryWatch[];
  readonly edges: ImmutableMap<string, EdgeSpec>;
  /** Logical cluster ids by workspace path. */
  readonly clusters: ImmutableMap<string, string>;
  /** SyncTargets by mailbox name. */
  readonly targets: ImmutableMap<string, SyncTargetCard>;
  /** The mailbox each edge was last given. */
  readonly assigned: ImmutableMap<string, string>;
  readonly letters: readonly TellParams[];
  readonly trouble: string | null;
}

export interface EdgeAssignedLetter {
  readonly type: "edge.assigned";
  readonly edge: string;
  readonly mailbox: string;
}

export interface EdgeUnassignedLetter {
  readonly type: "edge.unassigned";
}

export type SupervisorEvent =
  | { readonly type: "edge.configured"; readonly edge: EdgeSpec }
  | { readonly type: "edge.removed"; readonly name: string }
  | { readonly type: "workspace.resolved"; readonly path: string; readonly cluster: string }
  | { readonly type: "workspace.refused"; readonly path: string; readonly message: string }
  | { readonly type: "retry.due" }
  | { readonly type: "idle.reached" }
  | OfferedLetter<"target", SyncTargetCard>
  | WithdrawnLetter<"target">
  | ListedLetter<"target">
  | GateOpenedLetter
  | GateClosedLetter;

/** Computed whole: what each edge should serve now, and the letters that take it there from what was told last. */
function assignEdges(context: SupervisorContext): Partial<SupervisorContext> {
  const letters: TellParams[] = [];
  const mailboxes = new Map(
    [...context.targets].map(([mailbox, { cluster, name }]) => [`${cluster}/${name}`, mailbox]),
  );
  let assigned = ImmutableMap<string, string>();
  for (const edge of [...context.edges.values()].sort((a, b) => byCodeUnit(a.name, b.name))) {
    const mailbox = mailboxes.get(`${context.clusters.get(edge.workspace)}/${edge.syncTarget}`) ?? null;
    const before = context.assigned.get(edge.name) ?? null;
    if (mailbox !== null) assigned = assigned.set(edge.name, mailbox);
    if (before !== null && before !== mailbox) letters.push(...unassign(edge.name));
    if (mailbox !== null && before !== mailbox) letters.push(...assignTo(edge.name, mailbox));
  }
  const removed = [...context.assigned.keys()].filter((name) => !context.edges.has(name)).sort(byCodeUnit);
  return { assigned, letters: [...removed.flatMap(unassign), ...letters] };
}

/** The actors of one edge: the way down, the way up, and the sign that it lives. */
function actorsOf(edge: string): readonly string[] {
  return [edgeClusterAddress(edge), upsyncAddress(edge), heartbeatAddress(edge)];
}

/** The letters that give an edge its mailbox. */
export function assignTo(edge: string, mailbox: string): TellParams[] {
  const event: EdgeAssignedLetter = { type: "edge.assigned", edge, mailbox };
  return actorsOf(edge).map((to) => ({ to, event }));
}

function unassign(edge: string): TellParams[] {
  return actorsOf(edge).map((to) => ({ to, event: { type: "edge.unassigned" } }));
}

const supervisor = setup({
  types: {
    input: {} as SupervisorInput,
    context: {} as SupervisorContext,
    events: {} as SupervisorEvent,
    meta: {} as StateMeta,
  },
  guards: {
    hasUnresolved: ({ context }) =>
      [...context.edges.values()].some(({ workspace }) => !context.clusters.has(workspace)),
  },
  actions: {
    tellAll: effect<TellAllParams>(),
    seek: effect<SeekParams>(),
    seekGate: effect<SeekGateParams>(),
    startTimer: effect<StartTimerParams>(),
    whenIdle: effect<WhenIdleParams>(),
    resolveWorkspace: effect<{ paths: readonly string[] }>(),
    rememberEdge: assign(({ context, event }) =>
      event.type === "edge.configured" ? { edges: context.edges.set(event.edge.name, event.edge) } : {}
    ),
    forgetEdge: assign(({ context, event }) =>
      event.type === "edge.removed" ? { edges: context.edges.delete(event.name) } : {}
    ),
    rememberCluster: assign(({ context, event }) =>
      event.type === "workspace.resolved"
        ? { clusters: context.clusters.set(event.path, event.cluster), trouble: null }
        : event.type === "workspace.refused"
        ? { trouble: `Workspace ${event.path}: ${event.message}` }
        : {}
    ),
    rememberTarget: assign(({ context, event }) =>
      event.type === "target.offered" ? { targets: context.targets.set(event.key, event.card) } : {}
    ),
    forgetTarget: assign(({ context, event }) =>
      event.type === "target.withdrawn" ? { targets: context.targets.delete(event.key) } : {}
    ),
    assignEdges: assign(({ context }) => assignEdges(context)),
  },
});

const tellEdges = {
  type: "tellAll" as const,
  params: ({ context }: { context: SupervisorContext }) => ({ letters: context.letters }),
};

const resolveWorkspaces = {
  type: "resolveWorkspace" as const,
  params: ({ context }: { context: SupervisorContext }) => ({
    paths: [...new Set([...context.edges.values()].map(({ workspace }) => workspace))]
      .filter((path) => !context.clusters.has(path)).sort(byCodeUnit),
  }),
};

/** Many SyncTargets may come at once; the edges are assigned once, when all are known. */
const askForIdle = {
  type: "whenIdle" as const,
  params: { event: { type: "idle.reached" }, rank: "placement" as const },
};

const waitingForInventory = supervisor.createStateConfig({
  meta: {
    reason: "The inventory is not completely seen",
    waitsFor: "every inventory source to be synced",
    deadlineMs: 60_000,
  },
  on: { "gate.opened": "supervising" },
});

const supervising = supervisor.createStateConfig({
  meta: { reason: "The inventory is completely seen", waitsFor: null, deadlineMs: null },
  on: { "gate.closed": "waitingForInventory" },
});

export const supervisorMachine = supervisor.createMachine({
  id: "supervisor",
  context: ({ input }) => ({
    inventory: input.inventory,
    edges: ImmutableMap(input.edges.map((edge) => [edge.name, edge])),
    clusters: ImmutableMap<string, string>(),
    targets: ImmutableMap<string, SyncTargetCard>(),
    assigned: ImmutableMap<string, string>(),
    letters: [],
    trouble: null,
  }),
  entry: [
    {
      type: "tellAll",
      params: ({ context }) => ({
        letters: context.inventory.map(({ view, subscriber, as }) => ({
          to: reflectorAddress(view),
          event: { type: "subscriber.joined", view, subscriber, as },
        })),
      }),
    },
    { type: "seekGate", params: { gate: inventoryGate } },
    { type: "seek", params: { topic: allSyncTargetsTopic, selectors: null, as: "target" } },
    resolveWorkspaces,
  ],
  initial: "waitingForInventory",
  on: {
    "edge.configured": { actions: ["rememberEdge", resolveWorkspaces, askForIdle] },
    "edge.removed": { actions: ["forgetEdge", askForIdle] },
    "workspace.resolved": { actions: ["rememberCluster", askForIdle] },
    "workspace.refused": {
      actions: [
        "rememberCluster",
        { type: "startTimer", params: retryTimer(2_000) },
      ],
    },
    "retry.due": { guard: "hasUnresolved", actions: resolveWorkspaces },
    "target.offered": { actions: ["rememberTarget", askForIdle] },
    "target.withdrawn": { actions: ["forgetTarget", askForIdle] },
    "idle.reached": { actions: ["assignEdges", tellEdges] },
    "target.listed": {},
    "gate.opened": {},
    "gate.closed": {},
  },
  states: { waitingForInventory, supervising },
});
