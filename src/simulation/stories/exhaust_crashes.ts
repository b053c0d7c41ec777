/** Crashes the runtime before, during and after effects of a story; each run must end like the one without (D5). @module */
import type { Clock } from "../../ports/clock.ts";
import type { CentreMaker } from "../../scenario/embedded/runtime_control.ts";
import type { Scenario } from "../../scenario/story/scenario.ts";
import { differencesOf } from "./compare_ends.ts";
import type { CrashPoint } from "./effect_watch.ts";
import type { EndState } from "./end_state.ts";
import { playWithCrash } from "./play_with_crash.ts";

/** A story as it goes without a crash. */
export interface CalmRun {
  readonly scenario: Scenario;
  readonly effects: number;
  readonly end: EndState;
  readonly makeRuntime?: CentreMaker;
}

export const moments: readonly CrashPoint["moment"][] = ["before", "during", "after"];

/** @throws Error when the story fails by itself: then no crash can be judged. `wall` is the time of the person who watches. */
export async function playCalmly(
  scenario: Scenario,
  wall: Clock,
  makeRuntime?: CentreMaker,
): Promise<CalmRun> {
  const { effects, end, failure } = await playWithCrash(scenario, null, wall, makeRuntime);
  if (end === null) throw new Error(`the story fails without a crash: ${failure}`);
  return { scenario, effects, end, makeRuntime };
}

/** All points, ordered by effect and moment; with `step` only those of every n-th effect, from the first. */
export function crashPoints(effects: number, step: number): readonly CrashPoint[] {
  const numbers = Array.from({ length: Math.ceil(effects / step) }, (_, index) => 1 + index * step);
  return numbers.flatMap((effect) => moments.map((moment) => ({ effect, moment })));
}

/** Plays the story with this crash; what then differs, a line for each object. Empty when all is well. */
export async function tryCrash(calm: CalmRun, point: CrashPoint, wall: Clock): Promise<readonly string[]> {
  const { end, failure } = await playWithCrash(calm.scenario, point, wall, calm.makeRuntime);
  return end === null ? [`the story fails: ${failure}`] : differencesOf(calm.end, end);
}
