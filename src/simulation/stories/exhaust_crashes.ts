/** Crashes the runtime before, during and after every single effect of a story; each run must end like the one without (D5). @module */
import type { Clock } from "../../ports/clock.ts";
import type { Scenario } from "../../scenario/story/scenario.ts";
import type { CrashPoint } from "./effect_watch.ts";
import { type CrashRun, playWithCrash } from "./play_with_crash.ts";

export interface CrashFinding {
  readonly point: CrashPoint;
  readonly message: string;
}

export interface Exhaustion {
  readonly effects: number;
  readonly runs: number;
  readonly findings: readonly CrashFinding[];
}

export interface ExhaustionOptions {
  /** Effects up to this one have been tried with the story that comes before. */
  readonly after: number;
  /** Every how many effects; 1 is all. */
  readonly step: number;
  /** Which of the runs are made here: those whose number modulo `of` is `part`. */
  readonly share: { readonly part: number; readonly of: number };
}

const moments = ["before", "during", "after"] as const;

export async function exhaustCrashes(
  scenario: Scenario,
  { after, step, share }: ExhaustionOptions,
  wall: Clock,
): Promise<Exhaustion> {
  const calm = await playWithCrash(scenario, null, wall);
  if (!calm.ok) throw new Error(`The story fails without a crash: ${calm.failure}`);
  const points = crashPoints(after, calm.effects, step).filter((_point, index) =>
    index % share.of === share.part
  );
  const findings: CrashFinding[] = [];
  for (const point of points) {
    const message = differenceOf(calm, await playWithCrash(scenario, point, wall));
    if (message !== null) findings.push({ point, message });
  }
  return { effects: calm.effects, runs: points.length, findings };
}

function crashPoints(after: number, effects: number, step: number): CrashPoint[] {
  const numbers = Array.from({ length: effects - after }, (_, index) => after + 1 + index);
  return numbers.filter((_number, index) => index % step === 0)
    .flatMap((effect) => moments.map((moment) => ({ effect, moment })));
}

function differenceOf(calm: CrashRun, crashed: CrashRun): string | null {
  if (!crashed.ok) return `the story failed: ${crashed.failure}`;
  const [missing, extra] = [
    calm.endState.filter((line) => !crashed.endState.includes(line)),
    crashed.endState.filter((line) => !calm.endState.includes(line)),
  ];
  if (missing.length + extra.length === 0) return null;
  return `the end differs: without the crash ${missing[0] ?? "nothing"}; with it ${extra[0] ?? "nothing"}`;
}
