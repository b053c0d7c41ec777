/** `edgechart simulate`: many random stories and faults, each judged by what must always hold. @module */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadScenario } from "../scenario/read/load_scenario.ts";
import type { Scenario } from "../scenario/story/scenario.ts";
import { drawPlan, type Plan } from "../simulation/run/plan.ts";
import { planOf, recordingOf } from "../simulation/run/recording.ts";
import { runPlan, type Verdict } from "../simulation/run/run_plan.ts";
import { added, noTotals, type SeedRange } from "../simulation/run/seed_result.ts";
import { shrink } from "../simulation/run/shrink.ts";
import { storyOf } from "../simulation/run/story_of.ts";
import { playWithFaults } from "../simulation/stories/play_with_faults.ts";
import type { Command } from "./command.ts";
import { CommandError, exitCodes, quoted } from "./command_error.ts";
import { type CommandLine, type Flag, sharedFlags } from "./options.ts";
import type { SeedWorld } from "./seeds/seed_job.ts";
import { simulateRange } from "./seeds/simulate_range.ts";
import { tellFailure, tellTotals } from "./seeds/tell.ts";
import type { Terminal } from "./terminal.ts";

const flags = {
  seeds: {
    name: "seeds",
    takes: "A..B",
    help: "the seeds to simulate, both ends included",
    fallback: "1..100",
    local: true,
  },
  scenario: {
    name: "scenario",
    takes: "FILE",
    help: "play this scenario on the embedded hub under the faults of each seed",
    local: true,
  },
  shrink: {
    name: "shrink",
    takes: null,
    help: "make the first failing seed small, and write it into the data directory",
    local: true,
  },
  on: {
    name: "on",
    takes: "model|hub",
    help: "run the stories on model servers, or (slower) on the embedded hub and edges",
    fallback: "model",
    local: true,
  },
  jobs: {
    name: "jobs",
    takes: "N",
    help: "how many seeds to simulate at once; as many as there are processors",
    local: true,
  },
  replay: { name: "replay", takes: "FILE", help: "run a recording that --shrink has written", local: true },
} as const satisfies Record<string, Flag>;

/** Fewer seeds than this are not worth a thread. */
const seedsPerThread = 4;

export const simulate: Command = {
  name: "simulate",
  summary: "try many seeds of stories and faults against what must always hold",
  usage: "[--seeds A..B] [--on model|hub] [--jobs N] [--scenario FILE] [--shrink] [--replay FILE]",
  description:
    `Simulates hub, edges, network and clocks around the runtime itself, on a virtual clock. Each seed is a story of random
edits and a random choice of faults. While they strike, every write is judged; then everything is mended, and the
system must come to rest as it should be, and write nothing more. A seed does the same on every machine.
On the embedded hub a story is told with faults and without, and both must end alike. Exit code 0 without violations, 1 with; also 1
when all seeds 1..2000 ran and some class of faults never struck.`,
  flags: [
    flags.seeds,
    flags.on,
    flags.jobs,
    flags.scenario,
    flags.shrink,
    flags.replay,
    sharedFlags.dataDir,
    sharedFlags.json,
  ],
  positionals: "none",
  run(line, terminal) {
    const [recording, file] = [line.own.get("replay"), line.own.get("scenario")];
    if (recording !== undefined) return Promise.resolve(replayRecording(recording, line, terminal));
    const range = parseRange(line.own.get("seeds") ?? flags.seeds.fallback);
    if (file !== undefined) return simulateScenario(loadScenario(file), range, line, terminal);
    const on = parseWorld(line.own.get("on") ?? flags.on.fallback);
    const threads = threadsFor(range, line.own.get("jobs"));
    const shrinkSeed = (seed: number) => shrinkAndWrite(runPlan(drawPlan(seed)), line, terminal);
    if (on === "hub" && line.own.has("shrink")) {
      throw new CommandError("--shrink makes stories on model servers small; leave out --on hub");
    }
    return simulateRange({ range, on, threads, shrink: shrinkSeed }, line, terminal);
  },
};

/** @throws {CommandError} for text that is no range. */
export function parseRange(text: string): SeedRange {
  const [, first = "", last = first] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (first !== "" && range.first <= range.last && Number.isSafeInteger(range.last)) return range;
  throw new CommandError(`--seeds takes A..B, such as 1..100, not ${quoted(text)}`);
}

function parseWorld(text: string): SeedWorld {
  if (text === "model" || text === "hub") return text;
  throw new CommandError(`--on takes model or hub, not ${quoted(text)}`);
}

/** Threads beside this one; none for a few seeds, or when one is asked for. */
function threadsFor({ first, last }: SeedRange, jobs: string | undefined): number {
  if (jobs !== undefined && !/^[1-9]\d{0,2}$/.test(jobs)) {
    throw new CommandError(`--jobs takes a number from 1 to 999, not ${quoted(jobs)}`);
  }
  const wanted = jobs === undefined ? globalThis.navigator.hardwareConcurrency : Number(jobs);
  const threads = Math.min(wanted, Math.floor((last - first + 1) / seedsPerThread));
  return threads < 2 ? 0 : threads;
}

function shrinkAndWrite(verdict: Verdict, { settings }: CommandLine, terminal: Terminal): void {
  const [found] = verdict.violations;
  if (found === undefined) return;
  terminal.complain(`Making seed ${verdict.plan.seed} small …`);
  const small = shrink(verdict, found.oracle, runPlan);
  const violation = small.verdict.violations.find(({ oracle }) => oracle === found.oracle) ?? found;
  const story = storyOf(small.plan, violation);
  const name = `seed-${verdict.plan.seed}-${found.oracle}`;
  const file = join(settings.dataDir, story === null ? `${name}.json` : `${name}.yaml`);
  const recording = join(settings.dataDir, `${name}.json`);
  try {
    mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(recording, recordingOf(small.verdict));
    if (story !== null) writeFileSync(file, story);
  } catch (error) {
    throw new CommandError(`Cannot write ${quoted(file)}: ${error instanceof Error ? error.message : error}`);
  }
  const { operations, episodes, effectCrashes } = small.plan;
  const size = `${operations.length} operations, ${episodes.length + effectCrashes.length} faults`;
  const command = `edgechart simulate --replay ${recording}`;
  terminal.print(
    settings.json
      ? JSON.stringify({ event: "small", seed: verdict.plan.seed, file, command })
      : `small: ${size}, in ${file}; again: ${command}`,
  );
}

function replayRecording(file: string, line: CommandLine, terminal: Terminal): number {
  let plan: Plan;
  try {
    plan = planOf(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CommandError(
      `Cannot read the recording ${quoted(file)}: ${error instanceof Error ? error.message : error}`,
    );
  }
  const { violations } = runPlan(plan);
  if (line.settings.json) {
    terminal.print(
      JSON.stringify({ event: "totals", seeds: 1, violations: violations.length, found: violations }),
    );
  } else {
    for (const { oracle, at, message } of violations) {
      terminal.print(`${oracle} after ${Math.round(at / 1000)} s: ${message}`);
    }
    terminal.print(`1 seeds, ${violations.length} violations`);
  }
  return violations.length === 0 ? exitCodes.ok : exitCodes.failed;
}

async function simulateScenario(
  scenario: Scenario,
  { first, last }: SeedRange,
  line: CommandLine,
  terminal: Terminal,
): Promise<number> {
  const began = terminal.clock.now();
  let totals = noTotals();
  for (let seed = first; seed <= last && !terminal.interrupt.isAsked; seed++) {
    const { violations, counters, tookMs } = await playWithFaults(scenario, seed, terminal.clock);
    totals = added(totals, { seed, violations, counts: [...counters.counts], tookMs });
    const again = `edgechart simulate --seeds ${seed}..${seed} --scenario ${scenario.file}`;
    if (violations.length > 0) tellFailure(seed, violations, again, line, terminal);
  }
  tellTotals(totals, terminal.clock.now() - began, [], line, terminal);
  return totals.violations === 0 ? exitCodes.ok : exitCodes.failed;
}
