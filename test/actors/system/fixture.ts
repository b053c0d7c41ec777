/** Small kinds of actors and a system on a virtual clock, for the tests of this folder. @module */
import { assign, setup } from "xstate";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { JumpingClock } from "../../../src/simulation/faults/jumping_clock.ts";
import type { Kind, LetterEvent } from "../../../src/actors/system/kind.ts";
import { createSystem, type System, type SystemOptions } from "../../../src/actors/system/system.ts";
import { effect } from "../../../src/machines/effect.ts";
import type { JournalRecord } from "../../../src/ports/journal.ts";
import type { Log } from "../../../src/ports/log.ts";

export const quietLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A letter that makes a {@link probeMachine} do something. */
export type ProbeEvent =
  | { readonly type: "do"; readonly effect: string; readonly params: unknown }
  | { readonly type: "note"; readonly text: string }
  | {
    readonly type: "thing.added";
    readonly fact?: { readonly uid: string; readonly resourceVersion: string };
  }
  | { readonly type: "throw"; readonly message?: string }
  | { readonly type: "throwLate"; readonly effect: string; readonly params: unknown }
  | { readonly type: "finish" }
  | { readonly type: "rest" }
  | { readonly type: "ask" }
  | { readonly type: "thing.deleted" };

const effects = {
  tell: effect<never>(),
  tellAll: effect<never>(),
  offer: effect<never>(),
  withdraw: effect<never>(),
  seek: effect<never>(),
  unseek: effect<never>(),
  startTimer: effect<never>(),
  stopTimer: effect<never>(),
  whenIdle: effect<never>(),
  declareSource: effect<never>(),
  sourceSynced: effect<never>(),
  sourceStale: effect<never>(),
  removeSource: effect<never>(),
  seekGate: effect<never>(),
  call: effect<never>(),
  unbound: effect<never>(),
};

export type ProbeEffect = keyof typeof effects;

interface ProbeContext {
  readonly address: string;
  /** Texts of all letters but `do`, in the order they came. */
  readonly seen: readonly string[];
  readonly version: string;
  readonly trouble: string | null;
}

interface ProbeInput {
  readonly address: string;
  readonly version: string;
}

function textOf(event: LetterEvent): string {
  const { text, key, card, gate } = event as { text?: string; key?: string; card?: unknown; gate?: string };
  const parts = [text ?? event.type, key, card === undefined ? undefined : JSON.stringify(card), gate];
  return parts.filter((part) => part !== undefined).join(" ");
}

/** Writes down what it is told, and does any effect on demand. */
export const probeMachine = setup({
  types: {
    context: {} as ProbeContext,
    events: {} as ProbeEvent | {
      readonly type: `x.${string}` | "gate.opened" | "gate.closed" | "deadline.passed";
    },
    input: {} as ProbeInput,
  },
  actions: {
    ...effects,
    see: assign(({ context, event }) => ({ seen: [...context.seen, textOf(event)] })),
    complain: assign({ trouble: "something is odd" }),
    fail: ({ event }) => {
      throw new Error(event.type === "throw" ? event.message ?? "thrown" : "thrown late");
    },
  },
}).createMachine({
  id: "probe",
  context: ({ input }) => ({ address: input.address, version: input.version, seen: [], trouble: null }),
  initial: "resting",
  on: {
    do: Object.keys(effects).map((name) => ({
      guard: ({ event }: { event: ProbeEvent }) => event.type === "do" && event.effect === name,
      actions: {
        type: name,
        params: ({ event }: { event: ProbeEvent }) => "params" in event ? event.params : null,
      },
    })) as never,
    throwLate: {
      actions: [
        {
          type: "tell",
          params: (({ event }: { event: ProbeEvent }) => "params" in event ? event.params : null) as never,
        },
        "fail",
      ],
    },
    throw: { actions: "fail" },
    ask: ".asking",
    rest: ".resting",
    finish: ".finished",
    "*": { actions: "see" },
  },
  states: {
    resting: { meta: { reason: "It rests", waitsFor: null, deadlineMs: null } },
    asking: {
      meta: { reason: "It asked", waitsFor: "an answer", deadlineMs: 1000 },
      on: { ask: { target: "#probe.complaining" } },
    },
    complaining: { meta: { reason: "It waits", waitsFor: "mercy", deadlineMs: 500 }, entry: "complain" },
    finished: { type: "final" },
  },
});

/** The kind `probe`, brought to life by `thing.added`, `note` and `do`. */
export function probeKind(changes: Partial<Kind> = {}): Kind {
  return {
    name: "probe",
    machine: probeMachine,
    restart: "transient",
    spawnedBy: ["thing.added", "note", "do"],
    input: (address, letter) => ({
      address,
      version: (letter as { fact?: { resourceVersion: string } }).fact?.resourceVersion ?? "",
    }),
    view: (context) => context,
    perform: {},
    ...changes,
  };
}

export interface Bench {
  readonly system: System;
  readonly clock: VirtualClock;
  /** What the system takes for the time of day. */
  readonly timeOfDay: JumpingClock;
  readonly journal: JournalRecord[];
  /** Makes a probe perform an effect. */
  order(address: string, effect: ProbeEffect, params: unknown): void;
  note(address: string, text: string): void;
  /** Runs until no letter waits; time stands still. */
  settle(): void;
  /** Lets time go by, and runs after each timer until no letter waits. */
  pass(ms: number): void;
  /** What a probe saw since it was started. */
  seen(address: string): readonly string[];
}

/** A system of probes, unless other kinds are given. */
export function bench(options: Partial<SystemOptions> = {}): Bench {
  const clock = new VirtualClock();
  const timeOfDay = new JumpingClock(clock);
  const journal: JournalRecord[] = [];
  const randomness = seededRandomness(1);
  const system = createSystem({
    kinds: [probeKind()],
    clock: timeOfDay,
    randomness,
    log: quietLog,
    journal: { append: (record) => void journal.push(record) },
    ...options,
  });
  const tell = (to: string, event: ProbeEvent) => system.tell(to, event);
  const settle = () => {
    while (system.run() > 0);
  };
  return {
    system,
    clock,
    timeOfDay,
    journal,
    order: (address, effect, params) => tell(address, { type: "do", effect, params }),
    note: (address, text) => tell(address, { type: "note", text }),
    settle,
    pass: (ms) => {
      const end = clock.now() + ms;
      settle();
      for (let next = clock.next(); next !== undefined && next <= end; next = clock.next()) {
        clock.runUntil(next);
        settle();
      }
      clock.runUntil(end);
    },
    seen: (address) => {
      const context = system.directory.find(address)?.context as ProbeContext | undefined;
      return context?.seen ?? [];
    },
  };
}
