/** Costs that must stay linear, as ratios and not as seconds. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { setup } from "xstate";
import type { Kind } from "../../../src/actors/system/kind.ts";
import { effect } from "../../../src/machines/effect.ts";
import type { TellParams } from "../../../src/machines/letters.ts";
import { bench } from "./fixture.ts";

interface Hop {
  readonly type: "hop";
  readonly left: number;
}

const runner = setup({
  types: { context: {} as { address: string }, events: {} as Hop | { type: "finish" }, input: {} as string },
  actions: { tell: effect<TellParams>() },
}).createMachine({
  id: "runner",
  context: ({ input }) => ({ address: input }),
  initial: "running",
  on: {
    hop: {
      guard: ({ event }) => event.left > 0,
      actions: {
        type: "tell",
        params: ({ event }) => ({
          to: `runner/${event.left % 1000}`,
          event: { type: "hop", left: event.left - 1 } as Hop,
        }),
      },
    },
  },
  states: { running: { on: { finish: "done" } }, done: { type: "final" } },
});

const kind: Kind = {
  name: "runner",
  machine: runner,
  restart: "transient",
  spawnedBy: ["hop"],
  input: (address) => address,
  view: (context) => context,
  perform: {},
};

test("a chain of a hundred thousand hops does not nest", () => {
  const { system, settle } = bench({ kinds: [kind], journal: undefined, sliceLetters: 1_000_000 });
  system.tell("runner/0", { type: "hop", left: 100_000 } as Hop);
  settle();
  assert.is(system.stats().handled, 100_001);
  assert.is(system.stats().failures, 0);
});

/** Milliseconds to bring `n` actors to life and to let them finish. */
function lives(n: number): number {
  const { system, settle } = bench({ kinds: [kind], journal: undefined, sliceLetters: 1_000_000 });
  const begin = performance.now();
  for (let i = 0; i < n; i++) system.tell(`runner/${i}`, { type: "hop", left: 0 } as Hop);
  settle();
  assert.is(system.stats().actors, n);
  for (let i = 0; i < n; i++) system.tell(`runner/${i}`, { type: "finish" });
  settle();
  assert.is(system.stats().actors, 0);
  return performance.now() - begin;
}

test("twice as many actors take about twice as long to bring to life and to finish", () => {
  lives(4_000);
  const rounds = [1, 2, 3];
  const few = Math.min(...rounds.map(() => lives(4_000)));
  const many = Math.min(...rounds.map(() => lives(8_000)));
  assert.ok(many / few < 3.5, `twice as many took ${(many / few).toFixed(1)} times as long`);
});

test("a card costs what it matches, not what seeks", () => {
  const { system, order, settle } = bench({ sliceLetters: 1_000_000 });
  const seekers = 500;
  for (let i = 0; i < seekers; i++) {
    order(`probe/${i}`, "seek", { topic: "t", selectors: [{ matchLabels: { edge: `${i}` } }], as: "x" });
  }
  settle();
  const before = system.stats().handled;
  for (let i = 0; i < 100; i++) {
    order("probe/owner", "offer", { topic: "t", key: `${i}`, labels: { edge: `${i}` }, card: i });
  }
  settle();
  assert.is(system.stats().handled - before, 200);
});

test.run();
