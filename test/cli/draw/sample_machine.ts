/** A machine with one of everything a drawing must show. @module */
import { setup } from "xstate";

export const sampleMachine = setup({
  types: {} as {
    context: { n: number };
    events: { type: "go" } | { type: "stop" } | { type: "note" } | { type: "end" };
  },
  guards: { isLow: ({ context }) => context.n < 3 },
  actions: { remember: () => {} },
}).createMachine({
  id: "sample",
  context: { n: 0 },
  initial: "waiting",
  on: { end: ".gone", note: { actions: "remember" } },
  states: {
    waiting: {
      meta: { reason: "Nothing came & nothing went", waitsFor: "a <letter>", deadlineMs: 90_000 },
      on: { go: "deciding" },
    },
    deciding: { always: [{ guard: "isLow", target: "busy" }, { target: "waiting" }] },
    busy: {
      initial: "first",
      states: { first: { on: { go: "second" } }, second: {} },
      on: { stop: [{ guard: "isLow", target: "waiting" }, { target: "gone" }] },
    },
    gone: { type: "final" },
  },
});
