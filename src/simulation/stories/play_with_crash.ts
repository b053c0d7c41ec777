/** Plays a scenario on the embedded hub and edges while the runtime crashes at one of its effects. @module */
import { VirtualClock } from "../../adapters/memory/virtual_clock.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { openMemoryWorld } from "../../scenario/embedded/memory_world.ts";
import type { CentreMaker } from "../../scenario/embedded/runtime_control.ts";
import { silentObserver } from "../../scenario/observer.ts";
import { createVirtualPace } from "../../scenario/play/pace.ts";
import { playScenario } from "../../scenario/play_scenario.ts";
import type { Scenario } from "../../scenario/story/scenario.ts";
import type { RuntimeControl, World } from "../../scenario/world.ts";
import { type CrashMoment, type CrashPoint, watchEffects } from "./effect_watch.ts";
import { type EndState, endStateOf } from "./end_state.ts";
import { ObjectLedger } from "./object_ledger.ts";

export interface CrashRun {
  /** What the story says where it failed; "" when it did not. */
  readonly failure: string;
  readonly effects: number;
  /** Of the run without a crash. */
  readonly moments: readonly CrashMoment[];
  /** Null when the story failed. */
  readonly end: EndState | null;
}

/** A runtime comes back after this long, in milliseconds. */
const downMs = 200;

const silence: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Null for the run without a crash. `wall` is the time of the person who watches; `makeRuntime` may plant a bug. */
export async function playWithCrash(
  scenario: Scenario,
  point: CrashPoint | null,
  wall: Clock,
  makeRuntime?: CentreMaker,
): Promise<CrashRun> {
  const clock = new VirtualClock();
  const ledger = new ObjectLedger(clock);
  const mortal: { runtime: MortalRuntime | null } = { runtime: null };
  const watch = watchEffects({
    point,
    crash: () => mortal.runtime?.crash(),
    clock,
  });
  const { world, close } = await openMemoryWorld(
    scenario,
    { clock, pace: createVirtualPace(clock), wall },
    silence,
    { detour: watch.detour, store: (server) => ledger.storeOf(server), makeRuntime },
  );
  mortal.runtime = new MortalRuntime(world.runtime, clock, () => watch.revive());
  try {
    const { failures } = await playScenario(scenario, mortalWorld(world, mortal.runtime), silentObserver);
    const failure = failures[0]?.message ?? "";
    const end = failure === "" ? endStateOf(ledger) : null;
    return { failure, effects: watch.count(), moments: watch.moments(), end };
  } finally {
    await close();
  }
}

function mortalWorld(world: World, mortal: MortalRuntime): World {
  const { runtime } = world;
  return {
    ...world,
    runtime: { ...runtime, start: () => mortal.start(), stop: () => mortal.stop() },
  };
}

/** A runtime that can crash, and comes back unless the story has stopped it meanwhile. */
class MortalRuntime {
  readonly #control: RuntimeControl;
  readonly #clock: Clock;
  readonly #revive: () => void;
  #isWanted = true;

  constructor(control: RuntimeControl, clock: Clock, revive: () => void) {
    this.#control = control;
    this.#clock = clock;
    this.#revive = revive;
  }

  start(): Promise<void> {
    this.#isWanted = true;
    this.#revive();
    return this.#control.start();
  }

  stop(): Promise<void> {
    this.#isWanted = false;
    return this.#control.stop();
  }

  /** Nothing is sent from now on; the rest of the process ends when the step that asked for the write is over. */
  crash(): void {
    this.#clock.after(0, () => void this.#control.stop());
    this.#clock.after(downMs, () => this.#isWanted ? void this.start() : undefined);
  }
}
