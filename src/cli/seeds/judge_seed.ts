/** Simulates one seed in the world that is asked for. @module */
import { systemClock } from "../../adapters/system/system_clock.ts";
import { runSeedOnHub } from "../../simulation/stories/seed_on_hub.ts";
import { runSeed, type SeedResult } from "../../simulation/run/seed_result.ts";
import type { SeedJob } from "./seed_job.ts";

export function judgeSeed({ seed, on }: SeedJob): Promise<SeedResult> {
  return on === "hub" ? runSeedOnHub(seed, systemClock) : Promise.resolve(runSeed(seed));
}
