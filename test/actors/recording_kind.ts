/** A kind whose every effect, the system's own included, is written down instead of performed. @module */
import { type AnyStateMachine, createMachine } from "xstate";
import type { Kind, Perform } from "../../src/actors/system/kind.ts";
import { type Effect, effect, effectNames } from "../../src/machines/effect.ts";

const prefix = "recorded:";

/** Where a chart names actions. */
const actionFields: ReadonlySet<string> = new Set(["actions", "entry", "exit"]);

/** Renames effects wherever a chart names them, so that the system does not know them for its own. */
function renamed(part: unknown, names: ReadonlySet<string>, isAction: boolean): unknown {
  if (typeof part === "string") return isAction && names.has(part) ? prefix + part : part;
  if (Array.isArray(part)) return part.map((one) => renamed(one, names, isAction));
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => {
      if (isAction) return [key, key === "type" ? renamed(value, names, true) : value];
      return [key, key === "meta" ? value : renamed(value, names, actionFields.has(key))];
    }),
  );
}

/** The same chart with recorded effects: its guards and assigns are the machine's own. */
function withRecordedEffects(machine: AnyStateMachine): AnyStateMachine {
  const { actions = {}, guards } = machine.implementations;
  const names = effectNames(actions);
  const config = renamed(machine.config, new Set(names), false) as typeof machine.config;
  const recorded = Object.fromEntries(names.map((name) => [prefix + name, effect()]));
  return createMachine(config, { actions: { ...actions, ...recorded }, guards }) as AnyStateMachine;
}

/** A kind `life` around the machine, brought to life by `life.begun`; `take` gets each effect as it is performed. */
export function recordingKind(machine: AnyStateMachine, input: unknown, take: (one: Effect) => void): Kind {
  const names = effectNames(machine.implementations.actions ?? {});
  const perform = Object.fromEntries(
    names.map((name): [string, Perform] => [prefix + name, (params) => take({ type: name, params })]),
  );
  return {
    name: "life",
    machine: withRecordedEffects(machine),
    restart: "transient",
    spawnedBy: ["life.begun"],
    input: () => input,
    view: (context) => context,
    perform,
  };
}
