/** A life of a machine, told event by event; what each step wants of the world is kept. @module */
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  initialTransition,
  transition,
} from "xstate";
import type { Effect } from "../../src/machines/effect.ts";

export class Life {
  readonly #machine: AnyStateMachine;
  #snapshot: AnyMachineSnapshot;
  /** The effects of the last step. */
  effects: readonly Effect[];

  constructor(machine: AnyStateMachine, input: unknown) {
    this.#machine = machine;
    const [snapshot, actions] = initialTransition(machine, input as never);
    this.#snapshot = snapshot;
    this.effects = effectsOf(actions);
  }

  /** Tells events one after the other; the effects are those of the last. */
  tell(...events: readonly EventObject[]): this {
    for (const event of events) {
      const [snapshot, actions] = transition(this.#machine, this.#snapshot, event);
      this.#snapshot = snapshot;
      this.effects = effectsOf(actions);
    }
    return this;
  }

  get state(): string {
    return String(this.#snapshot.value);
  }

  get status(): string {
    return this.#snapshot.status;
  }

  get snapshot(): AnyMachineSnapshot {
    return this.#snapshot;
  }

  get context(): Readonly<Record<string, unknown>> {
    return this.#snapshot.context;
  }

  /** Names of the effects of the last step, without those that only tell that nothing is to be told. */
  get wants(): readonly string[] {
    return this.effects.filter((one) => !isEmpty(one)).map(({ type }) => type);
  }

  /** Params of the one effect of this type in the last step. @throws when there is none. */
  params<P = Readonly<Record<string, unknown>>>(type: string): P {
    const found = this.effects.find((one) => one.type === type);
    if (found === undefined) throw new Error(`There is no effect ${type} but ${this.wants.join(", ")}`);
    return found.params as P;
  }

  /** The letters of the last step, as `address event`. */
  get letters(): readonly string[] {
    return this.effects.flatMap(({ type, params }) => {
      const { letters = [], to, event } = params as {
        readonly letters?: readonly { readonly to: string; readonly event: EventObject }[];
        readonly to: string;
        readonly event: EventObject;
      };
      return type === "tell" ? [`${to} ${event.type}`] : letters.map((one) => `${one.to} ${one.event.type}`);
    });
  }
}

/** The effects among the actions of a step, in order. */
export function effectsOf(
  actions: readonly { readonly type: string; readonly params?: unknown }[],
): readonly Effect[] {
  return actions.filter(({ type }) => !type.startsWith("xstate.")).map(({ type, params }) => ({
    type,
    params,
  }));
}

function isEmpty({ type, params }: Effect): boolean {
  const { letters, views } = params as {
    readonly letters?: readonly unknown[];
    readonly views?: readonly unknown[];
  };
  return (type === "tellAll" && letters?.length === 0) || (type === "look" && views?.length === 0);
}
