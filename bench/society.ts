/**
 * Events per second through the society, as a ratio to a bare XState loop over as many actors of the same machine.
 *
 * Run: `deno run -A --v8-flags=--max-semi-space-size=64 bench/society.ts`, or with Node 24. Prints, asserts nothing. @module
 */
import { assign, createActor, setup } from "xstate";
import { seededRandomness } from "../src/adapters/memory/seeded_randomness.ts";
import { systemClock } from "../src/adapters/system/system_clock.ts";
import type { Kind } from "../src/actors/system/kind.ts";
import { createSystem } from "../src/actors/system/system.ts";
import { effect } from "../src/machines/effect.ts";

const actors = 20_000;
const events = 120_000;

type Ping = { readonly type: "synced" | "changed" | "written" };

/** A placement in small: three states in a circle, one assign and one effect per round. */
const machine = setup({
  types: { context: {} as { version: number }, events: {} as Ping },
  actions: {
    write: effect<{ version: number }>(),
    next: assign(({ context }) => ({ version: context.version + 1 })),
  },
}).createMachine({
  id: "placement",
  context: { version: 0 },
  initial: "waiting",
  states: {
    waiting: { on: { synced: "writing" } },
    writing: {
      entry: { type: "write", params: ({ context }) => ({ version: context.version }) },
      on: { written: "ready" },
    },
    ready: { on: { changed: { target: "waiting", actions: "next" } } },
  },
});

/** Each pass over all actors takes them one transition further, in an order that defeats caches. */
const circle = ["synced", "written", "changed"] as const;
const randomness = seededRandomness(1);
const order = shuffled(Array.from({ length: actors }, (_, i) => i));

function shuffled(numbers: number[]): number[] {
  for (let i = numbers.length - 1; i > 0; i--) {
    const j = Math.floor(randomness.next() * (i + 1));
    [numbers[i], numbers[j]] = [numbers[j], numbers[i]];
  }
  return numbers;
}

function eachEvent(send: (actor: number, event: Ping) => void): void {
  for (let n = 0; n < events; n++) {
    send(order[n % actors], { type: circle[Math.floor(n / actors) % circle.length] });
  }
}

function seconds(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}

let written = 0;

function bare(): number {
  const root = createActor(setup({}).createMachine({}));
  const provided = machine.provide({ actions: { write: () => void written++ } });
  const all = Array.from(
    { length: actors },
    (_, i) => createActor(provided, { id: `${i}`, parent: root }).start(),
  );
  return seconds(() => eachEvent((actor, event) => all[actor].send(event)));
}

function society(): number {
  const quiet = () => {};
  const kind: Kind = {
    name: "placement",
    machine,
    restart: "transient",
    spawnedBy: ["changed"],
    input: () => undefined,
    view: (context) => context,
    perform: { write: () => void written++ },
  };
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const system = createSystem({ kinds: [kind], clock: systemClock, randomness, log, sliceLetters: 10_000 });
  const addresses = Array.from({ length: actors }, (_, i) => `placement/${i}`);
  for (const address of addresses) system.tell(address, { type: "changed" });
  while (system.run() > 0);
  const time = seconds(() => {
    let told = 0;
    eachEvent((actor, event) => {
      system.tell(addresses[actor], event);
      if (++told % 10_000 === 0) system.run();
    });
    while (system.run() > 0);
  });
  system.stop();
  return time;
}

const perSecond = (time: number) => `${Math.round(events / time / 1000)}k events/s`;
const rounds = [1, 2, 3].map(() => ({ loop: bare(), run: society() }));
const [loop, run] = [
  Math.min(...rounds.map((each) => each.loop)),
  Math.min(...rounds.map((each) => each.run)),
];
console.log(`bare XState loop over ${actors} actors: ${perSecond(loop)}`);
console.log(`the society, effects performed:    ${perSecond(run)}`);
console.log(`ratio of the society to the loop:  ${(loop / run).toFixed(2)}`);
if (written === 0) throw new Error("Cannot trust this run as no effect was performed");
