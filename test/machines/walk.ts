/**
 * Walks a machine with `xstate/graph` until every state is reached and every transition is taken.
 *
 * Contexts grow without bound, so two snapshots count as one situation when they have the same state value and every guard of the
 * machine says the same of them (and `about`, where guards are too coarse). In each situation each example event is tried; the paths
 * that did something for the first time are kept. @module
 */
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyTransitionDefinition,
  type EventObject,
  getInitialMicrosteps,
  getMicrosteps,
  initialTransition,
  transition,
} from "xstate";
import { getShortestPaths, getStateNodes } from "xstate/graph";
import { candidatesOf, isActive, takenBy, verdictsOf } from "./transitions.ts";

/** The events of one life, from birth on. */
export interface Path {
  readonly events: readonly EventObject[];
  readonly ends: AnyMachineSnapshot;
}

export interface Walk {
  /** What is needed to enter every state and take every transition that was found. */
  readonly paths: readonly Path[];
  /** The shortest way to each situation. */
  readonly situations: readonly Path[];
  /** Ids of the state nodes that were entered. */
  readonly states: ReadonlySet<string>;
  readonly transitions: ReadonlySet<AnyTransitionDefinition>;
}

export interface Journey {
  readonly machine: AnyStateMachine;
  readonly input: unknown;
  /** At least one example of every event of the machine. */
  readonly events: readonly EventObject[];
  /** Where to begin beside birth: events that lead into the middle of a life. */
  readonly starts?: readonly (readonly EventObject[])[];
  /** What tells situations apart beside the guards. */
  readonly about?: (context: never) => unknown;
}

/** Situations from which a walk goes on, the nearest first; what lies behind them needs a start of its own. */
const situationsMax = 25;

/** Walks a machine; the same journey gives the same walk. */
export function walk(journey: Journey): Walk {
  const { machine, input, events, starts = [] } = journey;
  const observer = new Observer(machine);
  observer.observe(null, { type: "xstate.init" }, getInitialMicrosteps(machine, input as never));
  const situations = [[], ...starts].flatMap((start) => situationsFrom(journey, start));
  const paths = situations.filter(({ ends }) => ends.status === "active").flatMap((
    { events: before, ends },
  ) =>
    events.flatMap((event): Path[] => {
      const after = observer.try(ends, event);
      return after === null ? [] : [{ events: [...before, event], ends: after }];
    })
  );
  return { paths, situations, states: observer.states, transitions: observer.transitions };
}

/** The shortest path to each situation after `start`, shortest first. */
function situationsFrom({ machine, input, events, about }: Journey, start: readonly EventObject[]): Path[] {
  const [born] = initialTransition(machine, input as never);
  const fromState = start.reduce((snapshot, event) => transition(machine, snapshot, event)[0], born);
  const key = (snapshot: AnyMachineSnapshot): string =>
    `${JSON.stringify(snapshot.value)} ${verdictsOf(machine, snapshot)} ` +
    JSON.stringify(about?.(snapshot.context as never));
  let expanded = 0;
  const found = getShortestPaths(machine, {
    fromState: fromState as never,
    events: events as never,
    serializeState: (snapshot) => key(snapshot as AnyMachineSnapshot),
    stopWhen: (snapshot) => {
      const isOver = (snapshot as AnyMachineSnapshot).status !== "active";
      return isOver || ++expanded > situationsMax;
    },
  });
  return found.map(({ state, steps }): Path => ({
    events: [...start, ...steps.slice(1).map(({ event }) => event as EventObject)],
    ends: state as AnyMachineSnapshot,
  })).sort((a, b) => a.events.length - b.events.length);
}

type Microsteps = readonly (readonly [AnyMachineSnapshot, unknown])[];

/** Remembers which states were entered and which transitions taken. */
class Observer {
  readonly states = new Set<string>();
  readonly transitions = new Set<AnyTransitionDefinition>();
  readonly #machine: AnyStateMachine;

  constructor(machine: AnyStateMachine) {
    this.#machine = machine;
  }

  /** What follows from an event in a situation, or null when nothing is seen that was not seen before. */
  try(before: AnyMachineSnapshot, event: EventObject): AnyMachineSnapshot | null {
    const taken = this.#machine.getTransitionData(before, event) as AnyTransitionDefinition[];
    // Where a state that only decides is entered, another way may be taken than the last time.
    const decides = taken.some(({ target }) => target?.some(({ always = [] }) => always.length > 0));
    if (!decides && taken.every((one) => this.transitions.has(one))) return null;
    const steps = getMicrosteps(this.#machine, before, event) as Microsteps;
    return this.observe(before, event, steps) ? steps.at(-1)?.[0] ?? before : null;
  }

  /** Answers whether something was seen for the first time. */
  observe(before: AnyMachineSnapshot | null, event: EventObject, steps: Microsteps): boolean {
    const had = this.states.size + this.transitions.size;
    const after = steps.map(([snapshot]) => snapshot);
    for (const taken of takenBy(this.#machine, before, event, after)) this.transitions.add(taken);
    for (const node of getStateNodes(this.#machine.root)) {
      if (after.some((snapshot) => isActive(node, snapshot))) this.states.add(node.id);
    }
    return this.states.size + this.transitions.size > had;
  }
}

/** What a walk did not see: states by id, and transitions by where they stand. */
export function uncovered(machine: AnyStateMachine, { states, transitions }: Walk): string[] {
  const unseen = getStateNodes(machine.root).map(({ id }) => id).filter((id) => !states.has(id));
  const untaken = candidatesOf(machine).filter(({ transition: one }) => !transitions.has(one));
  return [...unseen.map((id) => `state ${id}`), ...untaken.map(({ name }) => name)];
}
