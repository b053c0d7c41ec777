/** Who watches a play: the command line draws ticks from this, a test records it. @module */
import type { Expectation, Scenario, Step } from "./story/scenario.ts";

/** A moment of a play. `atMs` is the story's time since its beginning. */
export interface StepMoment {
  readonly step: Step;
  /** From 0. */
  readonly index: number;
  readonly steps: number;
  readonly atMs: number;
}

export interface Met {
  readonly step: Step;
  readonly expectation: Expectation;
  /** The expectation as a phrase: `Deployment commonstuff/commond in edge florin`. */
  readonly what: string;
  /** From the end of the step's action, in the story's time. */
  readonly tookMs: number;
  /** The same, in the time of the person who watches. */
  readonly tookWallMs: number;
}

export interface Failure {
  readonly step: Step;
  /** `file:line:column`, what was wanted, what was there, and who waits for what; several lines. */
  readonly message: string;
}

export interface PlayResult {
  readonly ok: boolean;
  readonly stepsPlayed: number;
  readonly expectationsMet: number;
  /** None, or those of the step at which the story ended. */
  readonly failures: readonly Failure[];
  readonly tookMs: number;
  readonly tookWallMs: number;
}

export interface ScenarioObserver {
  scenarioStarted(scenario: Scenario): void;
  stepStarted(moment: StepMoment): void;
  expectationMet(met: Met): void;
  failed(failure: Failure): void;
  scenarioEnded(result: PlayResult): void;
}

/** For plays that nobody watches. */
export const silentObserver: ScenarioObserver = {
  scenarioStarted() {},
  stepStarted() {},
  expectationMet() {},
  failed() {},
  scenarioEnded() {},
};
