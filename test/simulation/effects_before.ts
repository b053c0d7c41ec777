/** How many effects of a story belong to the story that it continues, where they are tried already. @module */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import type { Scenario } from "../../src/scenario/story/scenario.ts";
import type { CrashRun } from "../../src/simulation/stories/play_with_crash.ts";

/** 0 for a story that stands alone, and for one that does something after every action, also those of the story before. */
export async function effectsBefore(
  file: string,
  play: (story: Scenario) => Promise<CrashRun>,
): Promise<number> {
  const text = readFileSync(file, "utf8");
  const before = /^after: *["']?([^"'\n]+?)["']? *$/m.exec(text)?.[1];
  if (before === undefined || /^afterEachAction:/m.test(text)) return 0;
  return (await play(loadScenario(join(dirname(file), before)))).effects;
}
