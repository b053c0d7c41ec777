/** `edgechart simulate`: many random stories and faults, each judged by what must always hold. @module */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadScenario } from "../scenario/read/load_scenario.ts";
import type { Scenario } from "../scenario/story/scenario.ts";
import { faultClasses, FaultCounters } from "../simulation/faults/fault_classes.ts";
import type { Plan } from "../simulation/run/plan.ts";
import { planOf, recordingOf } from "../simulation/run/recording.ts";
import { runPlan, type Verdict, type Violation } from "../simulation/run/run_plan.ts";
import { shrink } from "../simulation/run/shrink.ts";
import { type SeedRange, simulateSeeds, type Totals } from "../simulation/run/simulate_seeds.ts";
import { storyOf } from "../simulation/run/story_of.ts";
import { playWithFaults } from "../simulation/stories/play_with_faults.ts";
import type { Command } from "./command.ts";
import { CommandError, exitCodes, quoted } from "./command_error.ts";
import { type CommandLine, type Flag, sharedFlags } from "./options.ts";
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
  replay: { name: "replay", takes: "FILE", help: "run a recording that --shrink has written", local: true },
} as const satisfies Record<string, Flag>;

/** Progress is shown as often as this, in milliseconds of the person who watches. */
const progressMs = 2_000;

export const simulate: Command = {
  name: "simulate",
  summary: "try many seeds of stories and faults against what must always hold",
  usage: "[--seeds A..B] [--scenario FILE] [--shrink] [--replay FILE]",
  description:
    `Simulates hub, edges, network and clocks around the runtime itself, on a virtual clock. Each seed is a story of random
edits and a random choice of faults. While they strike, every write is judged; then everything is mended, and the
system must come to rest as it should be, and write nothing more. A seed does the same on every machine.
Exit code 0 without violations, 1 with.`,
  flags: [flags.seeds, flags.scenario, flags.shrink, flags.replay, sharedFlags.dataDir, sharedFlags.json],
  positionals: "none",
  run(line, terminal) {
    const [recording, file] = [line.own.get("replay"), line.own.get("scenario")];
    if (recording !== undefined) return Promise.resolve(replayRecording(recording, line, terminal));
    const range = parseRange(line.own.get("seeds") ?? flags.seeds.fallback);
    if (file !== undefined) return simulateScenario(loadScenario(file), range, line, terminal);
    return Promise.resolve(simulateRange(range, line, terminal));
  },
};

/** @throws {CommandError} for text that is no range. */
export function parseRange(text: string): SeedRange {
  const [, first = "", last = first] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (first !== "" && range.first <= range.last && Number.isSafeInteger(range.last)) return range;
  throw new CommandError(`--seeds takes A..B, such as 1..100, not ${quoted(text)}`);
}

function simulateRange(range: SeedRange, line: CommandLine, terminal: Terminal): number {
  const began = terminal.clock.now();
  let shownAt = began;
  let worst: Verdict | null = null;
  const totals = simulateSeeds(range, {
    judged(verdict, now) {
      if (verdict.violations.length > 0) {
        worst ??= verdict;
        tellFailure(verdict.plan.seed, verdict.violations, line, terminal, commandFor(verdict.plan));
      }
      if (terminal.clock.now() - shownAt >= progressMs) {
        shownAt = terminal.clock.now();
        terminal.complain(
          `${now.seeds} of ${range.last - range.first + 1} seeds, ${now.failed} with violations`,
        );
      }
      return !terminal.interrupt.isAsked;
    },
  });
  if (worst !== null && line.own.has("shrink")) shrinkAndWrite(worst, line, terminal);
  tellTotals(totals, terminal.clock.now() - began, line, terminal);
  return totals.violations === 0 ? exitCodes.ok : exitCodes.failed;
}

function commandFor({ seed }: Plan): string {
  return `edgechart simulate --seeds ${seed}..${seed} --shrink`;
}

/** One line that says what broke and how to see it again. */
function tellFailure(
  seed: number,
  violations: readonly Violation[],
  { settings }: CommandLine,
  terminal: Terminal,
  command: string,
): void {
  if (settings.json) {
    return terminal.print(JSON.stringify({ event: "violations", seed, violations, command }));
  }
  const [first] = violations;
  const seconds = Math.round((first?.at ?? 0) / 1000);
  terminal.print(`seed ${seed}: ${first?.oracle} after ${seconds} s: ${first?.message} (again: ${command})`);
}

function tellTotals(
  { seeds, violations, counters, simulatedMs }: Totals,
  tookMs: number,
  { settings }: CommandLine,
  terminal: Terminal,
): void {
  const faults = Object.fromEntries(counters.counts);
  const speed = Math.round(simulatedMs / Math.max(1, tookMs));
  if (settings.json) {
    terminal.print(JSON.stringify({ event: "totals", seeds, violations, faults, simulatedMs, tookMs }));
    return;
  }
  terminal.print(`faults: ${faultClasses.map((fault) => `${fault} ${faults[fault]}`).join(", ")}`);
  terminal.print(
    `${Math.round(simulatedMs / 60_000)} minutes simulated in ${
      (tookMs / 1000).toFixed(1)
    } s, ${speed} times real time`,
  );
  terminal.print(`${seeds} seeds, ${violations} violations`);
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
  terminal.print(`small: ${size}, in ${file}; again: edgechart simulate --replay ${recording}`);
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
  for (const { oracle, at, message } of violations) {
    terminal.print(`${oracle} after ${Math.round(at / 1000)} s: ${message}`);
  }
  if (!line.settings.json) terminal.print(`1 seeds, ${violations.length} violations`);
  return violations.length === 0 ? exitCodes.ok : exitCodes.failed;
}

async function simulateScenario(
  scenario: Scenario,
  { first, last }: SeedRange,
  line: CommandLine,
  terminal: Terminal,
): Promise<number> {
  const began = terminal.clock.now();
  const counters = new FaultCounters();
  let [seeds, failed, violations, simulatedMs] = [0, 0, 0, 0];
  for (let seed = first; seed <= last && !terminal.interrupt.isAsked; seed++) {
    const play = await playWithFaults(scenario, seed, terminal.clock);
    counters.add(play.counters);
    [seeds, violations, simulatedMs] = [
      seeds + 1,
      violations + play.violations.length,
      simulatedMs + play.tookMs,
    ];
    if (play.violations.length === 0) continue;
    failed++;
    tellFailure(
      seed,
      play.violations,
      line,
      terminal,
      `edgechart simulate --seeds ${seed}..${seed} --scenario ${scenario.file}`,
    );
  }
  tellTotals(
    { seeds, failed, violations, counters, simulatedMs },
    terminal.clock.now() - began,
    line,
    terminal,
  );
  return violations === 0 ? exitCodes.ok : exitCodes.failed;
}
