/** A machine as a drawing needs it: plain data, read from the machine's own state nodes. @module */
import type { AnyStateMachine, AnyStateNode } from "xstate";

/** `choice` is a state that is left at once, by its guards. */
export type ShapeOfState = "state" | "choice" | "final";

export interface ChartState {
  /** Keys from the root joined by dots, as actor summaries name states: `connected.syncing`. */
  readonly path: string;
  readonly name: string;
  readonly shape: ShapeOfState;
  readonly reason: string | null;
  readonly waitsFor: string | null;
  readonly deadlineMs: number | null;
  readonly initial: string | null;
  readonly children: readonly ChartState[];
}

export interface ChartEdge {
  /** Path of a state, "" for "whatever the state". */
  readonly from: string;
  /** Path of a state, or null for an event that is taken without leaving the state. */
  readonly to: string | null;
  /** "" for a transition that waits for no event. */
  readonly event: string;
  readonly guard: string | null;
  readonly actions: readonly string[];
}

export interface Chart {
  readonly kind: string;
  readonly initial: string | null;
  readonly states: readonly ChartState[];
  readonly edges: readonly ChartEdge[];
}

/** A transition, as far as a drawing looks at it. */
interface Transition {
  readonly target: readonly AnyStateNode[] | undefined;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
}

/** Reads a machine; `kind` is the name under which its actors are known. */
export function readChart(kind: string, machine: AnyStateMachine): Chart {
  const edges: ChartEdge[] = [];
  collectEdges(machine.root, edges);
  const states = Object.values(machine.root.states).map(readState);
  return { kind, initial: initialOf(machine.root), states, edges };
}

function pathOf(node: AnyStateNode): string {
  return node.path.join(".");
}

function readState(node: AnyStateNode): ChartState {
  return {
    path: pathOf(node),
    name: node.key,
    shape: node.type === "final" ? "final" : isChoice(node) ? "choice" : "state",
    ...readMeta(node.meta),
    initial: initialOf(node),
    children: Object.values(node.states).map(readState),
  };
}

function initialOf(node: AnyStateNode): string | null {
  const first = node.type === "compound" ? node.initial?.target?.[0] : undefined;
  return first ? pathOf(first) : null;
}

function isChoice(node: AnyStateNode): boolean {
  return (node.always?.length ?? 0) > 0 && node.ownEvents.length === 0;
}

function readMeta(meta: unknown): Pick<ChartState, "reason" | "waitsFor" | "deadlineMs"> {
  const { reason, waitsFor, deadlineMs } = typeof meta === "object" && meta !== null
    ? { ...meta } as StateWords
    : {};
  return { reason: reason ?? null, waitsFor: waitsFor ?? null, deadlineMs: deadlineMs ?? null };
}

/** What a state's `meta` says, as far as it says it. */
interface StateWords {
  readonly reason?: string;
  readonly waitsFor?: string | null;
  readonly deadlineMs?: number | null;
}

function collectEdges(node: AnyStateNode, edges: ChartEdge[]): void {
  for (const transition of node.always ?? []) edges.push(...readTransition(node, "", transition));
  for (const [event, transitions] of node.transitions) {
    if (event === "") continue;
    for (const transition of transitions) edges.push(...readTransition(node, event, transition));
  }
  for (const child of Object.values(node.states)) collectEdges(child, edges);
}

function readTransition(node: AnyStateNode, event: string, transition: Transition): ChartEdge[] {
  const shared = {
    from: pathOf(node),
    event,
    guard: nameOf(transition.guard),
    actions: actionNames(transition),
  };
  return (transition.target ?? [null]).map((target) => ({ ...shared, to: target && pathOf(target) }));
}

function actionNames({ actions }: Transition): string[] {
  return actions.map(nameOf).filter((name) => name !== null);
}

/** The name of a guard or an action; "…" for one written in place, which has none. */
function nameOf(part: unknown): string | null {
  if (part === undefined || part === null) return null;
  if (typeof part === "string") return part;
  const named = typeof part === "object" && "type" in part && typeof part.type === "string";
  return named ? String(part.type) : "…";
}
