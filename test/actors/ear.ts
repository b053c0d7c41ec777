/** An actor that only hears. @module */
import { setup } from "xstate";
import type { Kind, LetterEvent } from "../../src/actors/system/kind.ts";
import { effect } from "../../src/machines/effect.ts";

const machine = setup({
  types: { events: {} as LetterEvent, context: {} as Record<string, never> },
  actions: { hear: effect<{ event: LetterEvent }>() },
}).createMachine({
  id: "ear",
  context: {},
  on: { "*": { actions: { type: "hear", params: ({ event }) => ({ event }) } } },
});

const types = ["added", "modified", "deleted", "synced", "stale"].map((change) => `object.${change}`);

/** A kind that comes to life at the first letter of a reflector, and gives every letter to `hear`. */
export function earKind(name: string, hear: (self: string, event: LetterEvent) => void): Kind {
  return {
    name,
    machine,
    restart: "transient",
    spawnedBy: types,
    input: () => ({}),
    view: () => null,
    perform: { hear: ({ event }: { event: LetterEvent }, { self }) => hear(self, event) },
  };
}
