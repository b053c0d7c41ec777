/** `edgechart replay`: stories on a virtual clock, in memory, the same each time. @module */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { byCodeUnit } from "../kube/order.ts";
import { playScenario } from "../scenario/play_scenario.ts";
import { loadScenario } from "../scenario/read/load_scenario.ts";
import { ScenarioError } from "../scenario/story/position.ts";
import type { Scenario } from "../scenario/story/scenario.ts";
import type { Command } from "./command.ts";
import { CommandError, exitCodes, quoted } from "./command_error.ts";
import type { WorldOpener } from "./compose/world.ts";
import { type CommandLine, type Flag, sharedFlags } from "./options.ts";
import { createJsonProgress, createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

const seedFlag: Flag = {
  name: "seed",
  takes: "N",
  help: "take this seed instead of the scenario's own",
  local: true,
};

export function createReplay(opener: WorldOpener): Command {
  return {
    name: "replay",
    summary: "play scenarios on a virtual clock, in memory",
    usage: "FILE… [--seed N]",
    description:
      `Plays each scenario in a world of its own, in memory and on a virtual clock. The same file and seed give
the same trace on every machine; its SHA-256 is printed. A folder stands for every scenario in it.
All files are read before the first is played.`,
    flags: [seedFlag, sharedFlags.json],
    positionals: "files",
    async run(line, terminal) {
      const scenarios = loadAll(line);
      let failed = 0;
      for (const scenario of scenarios) {
        if (terminal.interrupt.isAsked) return exitCodes.interrupted;
        if (!await replayOne(scenario, opener, line, terminal)) failed += 1;
      }
      if (!line.settings.json) terminal.print(`${counted(scenarios.length)}, ${failed} failed`);
      return failed === 0 ? exitCodes.ok : exitCodes.failed;
    },
  };
}

/** @throws {ScenarioError} with the problems of every file, so that they can be mended in one go. */
function loadAll({ positionals, own }: CommandLine): readonly Scenario[] {
  if (positionals.length === 0) {
    throw new CommandError("replay needs at least one scenario FILE (see --help)");
  }
  const seed = own.has("seed") ? parseSeed(own.get("seed") ?? "") : null;
  const problems = [];
  const scenarios: Scenario[] = [];
  for (const file of positionals.flatMap(storiesIn)) {
    try {
      const scenario = loadScenario(file);
      scenarios.push(seed === null ? scenario : { ...scenario, seed });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return scenarios;
}

/** A folder stands for the scenarios in it; `*-config.yaml` beside them are configurations of edge clusters. */
function storiesIn(path: string): readonly string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith(".yaml") && !name.endsWith("-config.yaml"));
  if (names.length === 0) throw new CommandError(`There is no scenario (*.yaml) in ${quoted(path)}`);
  return names.sort(byCodeUnit).map((name) => join(path, name));
}

function counted(scenarios: number): string {
  return `${scenarios} ${scenarios === 1 ? "scenario" : "scenarios"}`;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new CommandError(`--seed takes a whole number from 0, not ${quoted(text)}`);
}

async function replayOne(
  scenario: Scenario,
  opener: WorldOpener,
  { settings }: CommandLine,
  terminal: Terminal,
): Promise<boolean> {
  const { world, trace, close } = await opener.openReplay(scenario);
  try {
    const observer = settings.json ? createJsonProgress(terminal) : createProgress(terminal);
    const { ok } = await playScenario(scenario, world, observer);
    const { file, seed } = scenario;
    const [records, sha256] = [trace.length, trace.hash()];
    if (settings.json) terminal.print(JSON.stringify({ event: "trace", file, seed, records, sha256 }));
    else terminal.print(`trace of ${file}, seed ${seed}: ${records} records, sha256 ${sha256}\n`);
    return ok;
  } finally {
    await close();
  }
}
