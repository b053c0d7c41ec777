/** Crashes the runtime before, during and after effects of a story; each run must end like the one without (D5). @module */
import type { Clock } from "../../ports/clock.ts";
import type { CentreMaker } from "../../scenario/embedded/runtime_control.ts";
import type { Scenario } from "../../scenario/story/scenario.ts";
import { differencesOf } from "./compare_ends.ts";
import type { CrashMoment, CrashPoint } from "./effect_watch.ts";
import type { EndState } from "./end_state.ts";
import { playWithCrash } from "./play_with_crash.ts";

/** A story as it goes without a crash. */
export interface CalmRun {
  readonly scenario: Scenario;
  readonly effects: number;
  readonly moments: readonly CrashMoment[];
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
  const { effects, moments, end, failure } = await playWithCrash(scenario, null, wall, makeRuntime);
  if (end === null) throw new Error(`the story fails without a crash: ${failure}`);
  return { scenario, effects, moments, end, makeRuntime };
}

/** Of the points of every `step`-th effect, from the first, one for all that leave the same behind. */
export function crashPoints(all: readonly CrashMoment[], step: number): readonly CrashPoint[] {
  const left = new Map<string, CrashPoint>();
  for (const { effect, moment, sent, at } of all) {
    const behind = `${sent} ${at}`;
    if ((effect - 1) % step === 0 && !left.has(behind)) left.set(behind, { effect, moment });
  }
  return [...left.values()];
}

/** Plays the story with this crash; what then differs, a line for each object. Empty when all is well. */
export async function tryCrash(calm: CalmRun, point: CrashPoint, wall: Clock): Promise<readonly string[]> {
  const { end, failure } = await playWithCrash(calm.scenario, point, wall, calm.makeRuntime);
  return end === null ? [`the story fails: ${failure}`] : differencesOf(calm.end, end);
}
