/** Plays a story in a world: does each step, then waits until what is expected holds, or until it is too late. @module */
import { describeAction, describeExpectation, describeWaiting } from "./play/describe.ts";
import { check, type Findings } from "./play/check.ts";
import type { Pace } from "./play/pace.ts";
import { type Done, perform } from "./play/perform.ts";
import { createScene, type Scene } from "./play/scene.ts";
import type { Failure, PlayResult, ScenarioObserver } from "./observer.ts";
import { formatDuration } from "./story/duration.ts";
import { formatPosition } from "./story/position.ts";
import type { Action, Expectation, Scenario, Step } from "./story/scenario.ts";
import type { World } from "./world.ts";

/** First waits are short, so that what is quick is seen quickly; later ones longer, so that waiting costs little. */
const firstWaitMs = 10;
const longestWaitMs = 200;

/**
 * Plays to the end, or to the first step that fails. A failure is a result and not an exception; what throws is a bug of
 * the world or of the player.
 */
export async function playScenario(
  scenario: Scenario,
  world: World,
  observer: ScenarioObserver,
): Promise<PlayResult> {
  const play: Play = { scene: createScene(scenario, world), observer, began: world.pace.now(), met: 0 };
  const wallBegan = world.wall.now();
  observer.scenarioStarted(scenario);
  world.journal?.append({ record: "scenario", name: scenario.name, seed: scenario.seed });
  let failures: readonly Failure[] = [];
  let index = 0;
  for (; index < scenario.steps.length && failures.length === 0; index += 1) {
    failures = await playStep(scenario.steps[index] as Step, index, play);
  }
  const result: PlayResult = {
    ok: failures.length === 0,
    stepsPlayed: index,
    expectationsMet: play.met,
    failures,
    tookMs: world.pace.now() - play.began,
    tookWallMs: world.wall.now() - wallBegan,
  };
  world.journal?.append({ record: "end", ok: result.ok, tookMs: result.tookMs, met: play.met });
  observer.scenarioEnded(result);
  return result;
}

interface Play {
  readonly scene: Scene;
  readonly observer: ScenarioObserver;
  readonly began: number;
  met: number;
}

async function playStep(step: Step, index: number, play: Play): Promise<readonly Failure[]> {
  const { scene: { scenario, world }, observer, began } = play;
  const atMs = world.pace.now() - began;
  observer.stepStarted({ step, index, steps: scenario.steps.length, atMs });
  world.journal?.append({ record: "step", index, atMs, do: step.do });
  for (const action of step.actions) {
    const failure = await playAction(step, action, play);
    if (failure !== undefined) return [failure];
  }
  const [now, wallNow] = [world.pace.now(), world.wall.now()];
  const failures: Failure[] = [];
  for (const expectation of step.expect) {
    const failure = await awaitExpectation({ step, expectation, now, wallNow }, play);
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

async function playAction(step: Step, action: Action, play: Play): Promise<Failure | undefined> {
  const { pace } = play.scene.world;
  const deadline = pace.now() + action.withinMs;
  const isSettled = (answer: Done) => answer.ok || answer.kind === "never";
  const answer = await tryUntil(deadline, () => perform(action, play.scene), isSettled, pace);
  if (answer.ok || (action.type === "delete" && action.ifPresent && answer.kind === "absent")) {
    return undefined;
  }
  const head = `${formatPosition(action.at)}: Cannot ${describeAction(action)}: ${answer.why}`;
  return fail(step, [head], play);
}

interface Awaited {
  readonly step: Step;
  readonly expectation: Expectation;
  readonly now: number;
  readonly wallNow: number;
}

async function awaitExpectation(
  { step, expectation, now, wallNow }: Awaited,
  play: Play,
): Promise<Failure | undefined> {
  const { scene, observer } = play;
  const { pace, wall, journal } = scene.world;
  const holds = (found: Findings) => found.length === 0;
  const deadline = now + expectation.withinMs;
  const findings = await tryUntil(deadline, () => check(expectation, scene), holds, pace);
  const what = describeExpectation(expectation);
  const tookMs = pace.now() - now;
  journal?.append({ record: "expectation", what, met: findings.length === 0, tookMs });
  if (findings.length > 0) {
    const head = `${formatPosition(expectation.at)}: not met within ${
      formatDuration(expectation.withinMs)
    }: ${what}`;
    return fail(step, [head, ...findings.map((line) => `  ${line}`)], play);
  }
  play.met += 1;
  observer.expectationMet({ step, expectation, what, tookMs, tookWallMs: wall.now() - wallNow });
  return undefined;
}

/** Tries, waits and tries again until the outcome is settled or `deadline` has come. Tries at least once. */
async function tryUntil<T>(
  deadline: number,
  attempt: () => Promise<T>,
  isSettled: (outcome: T) => boolean,
  pace: Pace,
): Promise<T> {
  for (let waitMs = firstWaitMs;; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    const outcome = await attempt();
    const rest = deadline - pace.now();
    if (isSettled(outcome) || rest <= 0) return outcome;
    await pace.wait(Math.min(waitMs, rest));
  }
}

function fail(step: Step, lines: readonly string[], { scene: { world }, observer }: Play): Failure {
  const waiting = describeWaiting(world.runtime.directory(), world.pace.now());
  const failure = {
    step,
    message: [...lines, "  waiting:", ...waiting.map((line) => `    ${line}`)].join("\n"),
  };
  observer.failed(failure);
  return failure;
}
