/**
 * Effects: what a machine asks of the world, as data.
 *
 * A machine lists each effect in `setup({ actions: { createWorkspace: effect<{ name: string }>() } })` and names it with
 * params. The actor system puts a recorder in its place; a test reads it from `transition()`. @module
 */

/** A named request of a machine: `params` are plain data, without object bodies and without secrets. */
export interface Effect {
  readonly type: string;
  readonly params: unknown;
}

const marks = new WeakSet<object>();

/**
 * An action that stands for an effect with params `P`.
 *
 * @throws when it is executed, because only an actor's outbox may take an effect.
 */
export function effect<P>(): (args: unknown, params: P) => void {
  const action = (_args: unknown, _params: P): void => {
    throw new Error("Cannot perform an effect inside a machine: an actor must record it");
  };
  marks.add(action);
  return action;
}

/** The names in `actions` that were made by {@link effect}, sorted as declared. */
export function effectNames(actions: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(actions).filter((name) => {
    const action = actions[name];
    return typeof action === "function" && marks.has(action);
  });
}
