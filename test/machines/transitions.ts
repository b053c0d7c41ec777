/** The transitions that a machine declares, and which of them a macrostep took. @module */
import type {
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
  EventObject,
} from "xstate";
import { getStateNodes } from "xstate/graph";

/** One transition with a name that says where it stands. */
export interface Candidate {
  readonly name: string;
  readonly transition: AnyTransitionDefinition;
}

/** Every event that the chart takes in some state, also if it does nothing about it. */
export function descriptorsOf(machine: AnyStateMachine): string[] {
  return [...new Set(nodesOf(machine).flatMap(({ transitions }) => [...transitions.keys()]))];
}

/** One character per guard of the machine: whether it holds. */
export type Verdicts = string;

function nodesOf(machine: AnyStateMachine): AnyStateNode[] {
  return [machine.root, ...getStateNodes(machine.root)];
}

/** Every guarded or unguarded alternative of every state and event, eventless ones too. */
export function candidatesOf(machine: AnyStateMachine): Candidate[] {
  return nodesOf(machine).flatMap((node) =>
    [...node.transitions.entries(), ["(always)", node.always ?? []] as const].flatMap(([event, list]) =>
      list.map((transition, index) => ({
        name: `${node.id}: ${event} [${index}] -> ${transition.target?.map(({ key }) => key).join() ?? "-"}`,
        transition,
      }))
    )
  );
}

/** Whether a transition's guard lets it through. */
function isOpen(
  machine: AnyStateMachine,
  { guard }: Pick<AnyTransitionDefinition, "guard">,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
): boolean {
  if (guard === undefined) return true;
  const named = typeof guard === "string" ? guard : (guard as { readonly type?: string }).type;
  const predicate = (named === undefined ? guard : machine.implementations.guards[named]) as (
    args: { readonly context: unknown; readonly event: EventObject },
    params: undefined,
  ) => boolean;
  return predicate({ context: snapshot.context, event }, undefined);
}

const guardsByMachine = new WeakMap<AnyStateMachine, AnyTransitionDefinition[]>();

function guardedOf(machine: AnyStateMachine): AnyTransitionDefinition[] {
  const known = guardsByMachine.get(machine);
  if (known !== undefined) return known;
  const seen = new Set<unknown>();
  const guarded = candidatesOf(machine).map(({ transition }) => transition).filter(({ guard }) =>
    guard !== undefined && !seen.has(guard) && seen.add(guard)
  );
  guardsByMachine.set(machine, guarded);
  return guarded;
}

/** What every guard of the machine says of a snapshot; without an event, those that ask for one say no. */
export function verdictsOf(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: EventObject = { type: "" },
): Verdicts {
  return guardedOf(machine).map((one) => isOpen(machine, one, snapshot, event) ? "1" : "0").join("");
}

/** The transitions of one macrostep, in order: the event's own, then the eventless ones that followed. */
export function takenBy(
  machine: AnyStateMachine,
  before: AnyMachineSnapshot | null,
  event: EventObject,
  after: readonly AnyMachineSnapshot[],
): AnyTransitionDefinition[] {
  const first = before === null ? [] : machine.getTransitionData(before, event) as AnyTransitionDefinition[];
  const eventless = after.flatMap((snapshot) => {
    const active = nodesOf(machine).filter((node) => isActive(node, snapshot)).reverse();
    return active.flatMap((node) => {
      const open = (node.always ?? []).find((one) => isOpen(machine, one, snapshot, event));
      return open === undefined ? [] : [open];
    }).slice(0, 1);
  });
  return [...first, ...eventless];
}

/** Whether a node is active in a snapshot; the root always is. */
export function isActive({ path }: AnyStateNode, snapshot: AnyMachineSnapshot): boolean {
  const value = path.reduceRight<unknown>((below, key) => below === null ? key : { [key]: below }, null);
  return value === null || snapshot.matches(value as never);
}
