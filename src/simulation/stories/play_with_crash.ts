/** Plays a scenario on the embedded hub and edges while the runtime crashes at one of its effects. @module */
import { VirtualClock } from "../../adapters/memory/virtual_clock.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { openMemoryWorld } from "../../scenario/embedded/memory_world.ts";
import type { ScenarioObserver } from "../../scenario/observer.ts";
import { createVirtualPace } from "../../scenario/play/pace.ts";
import { playScenario } from "../../scenario/play_scenario.ts";
import type { Scenario } from "../../scenario/story/scenario.ts";
import type { World } from "../../scenario/world.ts";
import { type CrashPoint, watchEffects } from "./effect_watch.ts";
import { endStateOf } from "./end_state.ts";

export interface CrashRun {
  readonly ok: boolean;
  /** What the story says where it failed; "" when it did not. */
  readonly failure: string;
  readonly effects: number;
  /** What the runtime left, with everything that differs from run to run by its nature replaced. */
  readonly endState: readonly string[];
}

/** A runtime comes back after this long, in milliseconds. */
const downMs = 200;

const silence: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const blind: ScenarioObserver = {
  scenarioStarted: () => {},
  stepStarted: () => {},
  expectationMet: () => {},
  failed: () => {},
  scenarioEnded: () => {},
};

/** Null for the run without a crash. `wall` is the time of the person who watches. */
export async function playWithCrash(
  scenario: Scenario,
  point: CrashPoint | null,
  wall: Clock,
): Promise<CrashRun> {
  const clock = new VirtualClock();
  let world: World | null = null;
  const crash = () => {
    // The process ends between two instructions, not inside the step that asked for the write.
    clock.after(0, () => void world?.runtime.stop());
    clock.after(downMs, () => void world?.runtime.start());
  };
  const watch = watchEffects(point, crash);
  const opened = await openMemoryWorld(
    scenario,
    { clock, pace: createVirtualPace(clock), wall },
    silence,
    watch.detour,
  );
  world = opened.world;
  try {
    const { ok, failures } = await playScenario(scenario, world, blind);
    const endState = ok ? await endStateOf(world, watch.applied) : [];
    return { ok, failure: failures[0]?.message ?? "", effects: watch.count(), endState };
  } finally {
    await opened.close();
  }
}
