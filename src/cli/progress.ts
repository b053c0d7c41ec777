/** Draws a play for the person who watches: a line a step, a tick and a time for each expectation. @module */
import type { Failure, Met, PlayResult, ScenarioObserver, StepMoment } from "../scenario/observer.ts";
import { formatDuration } from "../scenario/story/duration.ts";
import type { Scenario } from "../scenario/story/scenario.ts";
import type { Terminal } from "./terminal.ts";

type Canvas = Pick<Terminal, "print" | "inColour">;

/** Lines for people; colour only where it is wanted. Times are those of the person who watches. */
export function createProgress({ print, inColour }: Canvas): ScenarioObserver {
  const paint = (code: number, text: string) => inColour ? `\x1b[${code}m${text}\x1b[0m` : text;
  const [green, red, bold, grey] = [32, 31, 1, 90];
  return {
    scenarioStarted: ({ name, why }: Scenario) => print(`${paint(bold, name)}: ${firstSentence(why)}`),
    stepStarted({ step, index, steps }: StepMoment) {
      if (step.stage !== undefined) print(`\n${paint(bold, step.stage)}`);
      print(`${paint(grey, `[${index + 1}/${steps}]`)} ${step.do}`);
    },
    expectationMet: ({ what, tookWallMs }: Met) =>
      print(`  ${paint(green, "✓")} ${what} ${paint(grey, formatDuration(tookWallMs))}`),
    failed: ({ message }: Failure) => print(`  ${paint(red, "✗")} ${message}`),
    scenarioEnded: (result: PlayResult) => print(`\n${conclusion(result, paint, result.ok ? green : red)}`),
  };
}

/** One JSON object a line, for programs; `event` says what happened. */
export function createJsonProgress({ print }: Pick<Terminal, "print">): ScenarioObserver {
  const tell = (event: string, fields: object) => print(JSON.stringify({ event, ...fields }));
  return {
    scenarioStarted: ({ name, file, seed }: Scenario) => tell("scenario.started", { name, file, seed }),
    stepStarted: ({ step, index, steps, atMs }: StepMoment) =>
      tell("step.started", { index, steps, stage: step.stage, do: step.do, atMs }),
    expectationMet: ({ what, tookMs, tookWallMs }: Met) =>
      tell("expectation.met", { what, tookMs, tookWallMs }),
    failed: ({ step, message }: Failure) => tell("step.failed", { do: step.do, message }),
    scenarioEnded: ({ ok, stepsPlayed, expectationsMet, tookMs, tookWallMs }: PlayResult) =>
      tell("scenario.ended", { ok, stepsPlayed, expectationsMet, tookMs, tookWallMs }),
  };
}

function conclusion(
  result: PlayResult,
  paint: (code: number, text: string) => string,
  colour: number,
): string {
  const word = result.ok ? "All as expected" : "Not as expected";
  const { expectationsMet, stepsPlayed, tookWallMs } = result;
  const counts = `${expectationsMet} expectations met in ${stepsPlayed} steps`;
  return `${paint(colour, word)}: ${counts}, ${formatDuration(tookWallMs)}.`;
}

function firstSentence(text: string): string {
  return /^[^]*?[.!?](?=\s|$)/.exec(text)?.[0].replace(/\s+/g, " ") ?? text.trim();
}
