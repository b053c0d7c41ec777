/** `edgechart start`: everything in one process, a scenario played in it, and then it stays up. @module */
import { join } from "node:path";
import { playScenario } from "../scenario/play_scenario.ts";
import { loadScenario } from "../scenario/read/load_scenario.ts";
import type { EdgeSpec, Scenario } from "../scenario/story/scenario.ts";
import type { Command } from "./command.ts";
import { exitCodes } from "./command_error.ts";
import type { LiveWorld, WorldOpener } from "./compose/world.ts";
import { waysToLook } from "./look_around.ts";
import { type Flag, type Settings, sharedFlags } from "./options.ts";
import { fromHere, programRoot } from "./places.ts";
import { preflight } from "./preflight.ts";
import { createJsonProgress, createProgress } from "./progress.ts";
import { acceptRestoredHubFlag, restoredHubOf, tellRestored } from "./restored_hub.ts";
import type { Terminal } from "./terminal.ts";

const scenarioFlag: Flag = {
  name: "scenario",
  takes: "FILE",
  help: "the story to play",
  fallback: "scenarios/poc2023q1.yaml",
  local: true,
};

export function createStart(opener: WorldOpener): Command {
  return {
    name: "start",
    summary: "start everything, play a scenario, and stay up",
    usage: "[--scenario FILE]",
    description:
      `Starts the embedded hub, the runtime and the edge clusters that the scenario names, plays the
scenario, and then stays up and prints what to look at. Ctrl-C stops it; the data stays.`,
    flags: [scenarioFlag, acceptRestoredHubFlag, ...Object.values(sharedFlags)],
    positionals: "none",
    async run(line, terminal) {
      const { settings, own } = line;
      const scenario = loadScenario(own.get("scenario") ?? defaultScenario(terminal));
      await preflight(settings, scenario.edges);
      const live = await opener.openLive(settings, scenario.edges, [], restoredHubOf(line));
      try {
        return await playAndStay(live, { scenario, settings, terminal });
      } finally {
        await live.close();
        if (terminal.interrupt.isAsked) terminal.complain("Stopped.");
      }
    },
  };
}

interface Occasion {
  readonly scenario: Scenario;
  readonly settings: Settings;
  readonly terminal: Terminal;
}

async function playAndStay(live: LiveWorld, { scenario, settings, terminal }: Occasion): Promise<number> {
  const observer = settings.json ? createJsonProgress(terminal) : createProgress(terminal);
  const play = playScenario(scenario, live.world, observer);
  const result = await Promise.race([play, terminal.interrupt.asked]);
  if (result === undefined) {
    // The player notices that its world is closed by failing, and nobody waits for it any more.
    play.catch(() => {});
    return exitCodes.ok;
  }
  if (!result.ok) {
    terminal.complain(`Stopping. "edgechart serve" starts hub and runtime on the same data, to look around.`);
    return exitCodes.failed;
  }
  await stayUp(live, scenario.edges, { settings, terminal });
  return exitCodes.ok;
}

/** Prints what to look at, and resolves when the person wants to stop. */
export async function stayUp(
  { windows, world, restored }: LiveWorld,
  edges: readonly EdgeSpec[],
  { settings, terminal }: Pick<Occasion, "settings" | "terminal">,
): Promise<void> {
  const lines = await waysToLook(
    windows,
    world,
    edges,
    settings.hubKubeconfig === null ? "workspaces" : "namespaces",
  );
  if (settings.json) terminal.print(JSON.stringify({ event: "up", ...windows }));
  else {
    terminal.print(`\nUp, until Ctrl-C. The actors, live: ${windows.actorsUrl}/\nIn another terminal:\n`);
    for (const line of lines) terminal.print(`  ${line}`);
  }
  tellRestored(restored, terminal);
  await terminal.interrupt.asked;
}

function defaultScenario({ cwd }: Terminal): string {
  return fromHere(cwd, join(programRoot, scenarioFlag.fallback ?? ""));
}
