/** Plays a scenario on the embedded hub and edges while faults strike: everything it expects must come true all the same. @module */
import { seededRandomness } from "../../adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../adapters/memory/virtual_clock.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { openMemoryWorld } from "../../scenario/embedded/memory_world.ts";
import type { ScenarioObserver } from "../../scenario/observer.ts";
import { createVirtualPace } from "../../scenario/play/pace.ts";
import { playScenario } from "../../scenario/play_scenario.ts";
import type { Scenario, Step } from "../../scenario/story/scenario.ts";
import { type Episode, FaultCounters, type LinkFault } from "../faults/fault_classes.ts";
import { FaultInjector } from "../faults/fault_injector.ts";
import type { Violation } from "../run/run_plan.ts";
import { Dice } from "../user/dice.ts";
import { flakyWay } from "./flaky_way.ts";

export interface FaultyPlay {
  readonly violations: readonly Violation[];
  readonly counters: FaultCounters;
  readonly tookMs: number;
}

/** Those of the link faults that a story can be told under: they delay, and take nothing away for ever. */
const storyLinkFaults: readonly (readonly [LinkFault, number])[] = [
  ["latency", 0.3],
  ["requestLost", 0.1],
  ["answerLost", 0.2],
  ["unavailable", 0.2],
  ["throttled", 0.1],
  ["conflict", 0.2],
  ["watchCut", 0.05],
  ["expiredEvent", 0.05],
  ["eventDuplicated", 0.3],
  ["discoveryFailed", 0.3],
];
/** How much more time every expectation gets. */
const patience = 20;
const longMs = 3_600_000;

const silence: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const blind: ScenarioObserver = {
  scenarioStarted: () => {},
  stepStarted: () => {},
  expectationMet: () => {},
  failed: () => {},
  scenarioEnded: () => {},
};

/** Some of the faults on the way to each server, from the beginning until they are healed. */
export function drawLinkFaults(dice: Dice, servers: readonly string[]): readonly Episode[] {
  return servers.flatMap((server): Episode[] =>
    storyLinkFaults.filter(() => dice.chance(0.4)).map(([fault, rate]) => ({
      fault,
      server,
      from: 0,
      until: longMs,
      rate: rate * dice.below(100) / 100,
    }))
  );
}

export async function playWithFaults(scenario: Scenario, seed: number, wall: Clock): Promise<FaultyPlay> {
  const dice = new Dice(seededRandomness(seed));
  const clock = new VirtualClock();
  const counters = new FaultCounters();
  const episodes = drawLinkFaults(dice, ["hub", ...scenario.edges.map(({ name }) => name)]);
  const injector = new FaultInjector(clock, seededRandomness(seed + 1), counters, episodes);
  const began = clock.now();
  const { world, close } = await openMemoryWorld(
    { ...scenario, seed },
    { clock, pace: createVirtualPace(clock), wall },
    silence,
    (server, api) => flakyWay(server, api, injector, clock),
  );
  try {
    const { failures } = await playScenario(
      { ...scenario, seed, steps: scenario.steps.map(patient) },
      world,
      blind,
    );
    const violations = failures.map(({ message }) => ({ oracle: "story", message, at: clock.now() - began }));
    return { violations, counters, tookMs: clock.now() - began };
  } finally {
    await close();
  }
}

function patient(step: Step): Step {
  return { ...step, expect: step.expect.map((each) => ({ ...each, withinMs: each.withinMs * patience })) };
}
