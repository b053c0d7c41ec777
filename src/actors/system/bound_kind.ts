/** A kind made ready to run: effects record, and what the chart says is looked up once. @module */
import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from "xstate";
import { effectNames } from "../../machines/effect.ts";
import type { StateMeta } from "../../machines/letters.ts";
import type { Kind, Perform } from "./kind.ts";
import type { Outbox } from "./outbox.ts";

export interface BoundKind {
  readonly kind: Kind;
  /** The kind's machine with a recorder in the place of every effect. */
  readonly machine: AnyStateMachine;
  readonly performs: ReadonlyMap<string, Perform>;
  readonly levels: ReadonlyMap<string, (event: never) => string>;
  readonly spawnedBy: ReadonlySet<string>;
  readonly endedBy: ReadonlySet<string>;
  /** Whether the chart has a transition for this type of letter in any state. */
  declares(type: string): boolean;
  /** `meta` of the deepest active state that has one. */
  metaOf(snapshot: AnyMachineSnapshot, state: string): StateMeta | null;
}

/** Microsteps of one step after which a circle of eventless transitions is a failure instead of a hang. */
const microstepsMax = 1_000;

/** Binds a kind to an outbox. @throws when its name is not one segment of an address. */
export function bindKind(kind: Kind, outbox: Outbox): BoundKind {
  if (kind.name === "" || kind.name.includes("/")) {
    throw new RangeError(
      `Cannot bind a kind as its name is no address segment: current value is "${kind.name}"`,
    );
  }
  const names = effectNames(kind.machine.implementations.actions ?? {});
  const recorders = Object.fromEntries(names.map((name) => [name, outbox.recorder(name)]));
  const metas = new Map<string, StateMeta | null>();
  const machine: AnyStateMachine = kind.machine.provide({ actions: recorders });
  const { maxIterations = Infinity } = machine.options;
  machine.options = { ...machine.options, maxIterations: Math.min(maxIterations, microstepsMax) };
  return {
    kind,
    machine,
    performs: new Map(Object.entries(kind.perform)),
    levels: new Map(Object.entries(kind.levels ?? {})),
    spawnedBy: new Set(kind.spawnedBy),
    endedBy: new Set(kind.endedBy ?? []),
    declares: declaring(descriptorsOf(machine.root)),
    metaOf: (snapshot, state) => {
      const known = metas.get(state);
      if (known !== undefined) return known;
      const meta = deepestMeta(machine, snapshot.getMeta());
      metas.set(state, meta);
      return meta;
    },
  };
}

/** Every event descriptor of the chart; `machine.events` leaves out those that a chart takes in without doing anything. */
function descriptorsOf(node: AnyStateMachine["root"]): string[] {
  return [...node.transitions.keys(), ...Object.values(node.states).flatMap(descriptorsOf)];
}

/** Decides by the chart's event descriptors, of which some may be wildcards: `*`, `offer.*`. */
function declaring(descriptors: readonly string[]): (type: string) => boolean {
  const exact = new Set(descriptors);
  const prefixes = descriptors.filter((each) => each.endsWith("*")).map((each) => each.slice(0, -1));
  if (prefixes.length === 0) return (type) => exact.has(type);
  return (type) =>
    exact.has(type) || (!type.startsWith("xstate.") && prefixes.some((prefix) => type.startsWith(prefix)));
}

function deepestMeta(machine: AnyStateMachine, metas: Record<string, unknown>): StateMeta | null {
  let deepest = -1;
  let found: StateMeta | null = null;
  for (const [id, meta] of Object.entries(metas)) {
    const depth = machine.getStateNodeById(id).path.length;
    if (meta === undefined || depth <= deepest) continue;
    deepest = depth;
    found = meta as StateMeta;
  }
  return found;
}

/** A state value in one line: `ready`, `syncing.listing`, or `a.x,b.y` for parallel regions. */
export function stateText(value: StateValue): string {
  if (typeof value === "string") return value;
  return Object.entries(value).map(([key, child]) => {
    const below = child === undefined ? "" : stateText(child);
    return below === "" ? key : `${key}.${below}`;
  }).join(",");
}
