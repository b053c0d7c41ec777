/** The same seed gives the same story, letter by letter. @module */
import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { assign, setup } from "xstate";
import type { Kind, PerformContext } from "../../../src/actors/system/kind.ts";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { effect } from "../../../src/machines/effect.ts";
import { bench } from "./fixture.ts";

interface Gossip {
  readonly type: "gossip";
  readonly hops: number;
}

/** Passes each gossip on to somebody, a little later; now and then it fails. */
const gossip = setup({
  types: { context: {} as { heard: number }, events: {} as Gossip },
  actions: {
    passOn: effect<{ hops: number }>(),
    count: assign(({ context }) => ({ heard: context.heard + 1 })),
    stumble: ({ context }) => {
      if (context.heard % 17 === 16) throw new Error("stumbled");
    },
  },
}).createMachine({
  id: "gossip",
  context: { heard: 0 },
  on: {
    gossip: {
      guard: ({ event }) => event.hops > 0,
      actions: ["count", "stumble", { type: "passOn", params: ({ event }) => ({ hops: event.hops - 1 }) }],
    },
  },
});

function tell(seed: number): string {
  const randomness = seededRandomness(seed);
  const passOn = ({ hops }: { hops: number }, context: PerformContext) => {
    const event = { type: "gossip", hops } as Gossip;
    const to = () => `gossip/${Math.floor(randomness.next() * 20)}`;
    clock.after(Math.floor(randomness.next() * 500), () => context.tell(to(), event));
  };
  const kind: Kind = {
    name: "gossip",
    machine: gossip,
    restart: "transient",
    spawnedBy: ["gossip"],
    input: () => undefined,
    view: (context) => context,
    perform: { passOn },
  };
  const { system, clock, journal } = bench({ kinds: [kind], randomness });
  system.start();
  for (let i = 0; i < 10; i++) system.tell(`gossip/${i}`, { type: "gossip", hops: 100 } as Gossip);
  clock.runUntil(() => clock.next() === undefined);
  assert.ok(journal.length > 300, `the story has ${journal.length} steps`);
  assert.ok(system.stats().failures > 3, "somebody stumbled");
  return createHash("sha256").update(journal.map((record) => JSON.stringify(record)).join("\n")).digest(
    "hex",
  );
}

test("the same seed gives the same journal, another seed another", () => {
  assert.is(tell(1), tell(1));
  assert.is.not(tell(1), tell(2));
});

test("a record tells the step, the state after it, and the effects without bodies", () => {
  const { system, order, settle, journal } = bench();
  order("probe/a", "tell", { to: "probe/b", event: { type: "note", text: "secret" } });
  order("probe/a", "offer", { topic: "t", key: "k", labels: { l: "v" }, card: "secret" });
  system.tell("probe/a", { type: "throw", message: "oops" } as { type: string });
  settle();
  const lines = journal.map((record) => JSON.stringify(record));
  const t = 1767225600000;
  assert.equal(lines, [
    `{"n":1,"t":${t},"id":1,"to":"probe/a","type":"actor.started","from":"outside","cause":1,"state":"resting","effects":[]}`,
    `{"n":2,"t":${t},"id":1,"to":"probe/a","type":"do","from":"outside","cause":null,"state":"resting",` +
    `"effects":[{"type":"tell","to":"probe/b","event":"note"}]}`,
    `{"n":3,"t":${t},"id":2,"to":"probe/a","type":"do","from":"outside","cause":null,"state":"resting",` +
    `"effects":[{"type":"offer","topic":"t","key":"k"}]}`,
    `{"n":4,"t":${t},"id":3,"to":"probe/a","type":"throw","from":"outside","cause":null,"state":"backingOff",` +
    `"effects":[],"failure":"Error: oops"}`,
    `{"n":5,"t":${t},"id":4,"to":"probe/b","type":"actor.started","from":"probe/a","cause":4,"state":"resting","effects":[]}`,
    `{"n":6,"t":${t},"id":4,"to":"probe/b","type":"note","from":"probe/a","cause":1,"state":"resting","effects":[]}`,
  ]);
});

test.run();
