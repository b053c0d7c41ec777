/** Crashes the runtime at every effect of every story in scenarios/; see `--help`. @module */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { systemClock } from "../../src/adapters/system/system_clock.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import { exhaustCrashes } from "../../src/simulation/stories/exhaust_crashes.ts";
import { playWithCrash } from "../../src/simulation/stories/play_with_crash.ts";
import { effectsBefore } from "./effects_before.ts";

const help = `Usage: deno task crashes [--step N] [--share PART/OF] [FILE…]

Plays each story without a crash, and then once for every moment before, during and after each of its effects.
Every run must end alike, with as many objects created and deleted.

  --step N         every N-th effect only; 1 is all
  --share PART/OF  one part of the runs, such as 1/2, so that two processes can share them`;

interface Options {
  readonly step: number;
  readonly share: { readonly part: number; readonly of: number };
  readonly files: readonly string[];
}

function parse(args: readonly string[]): Options {
  const valueOf = (flag: string) => args.includes(flag) ? args[args.indexOf(flag) + 1] ?? "" : "";
  const [part = 1, of = 1] = (valueOf("--share") || "1/1").split("/").map(Number);
  const named = args.filter((arg) => arg.endsWith(".yaml"));
  return {
    step: Number(valueOf("--step") || 1),
    share: { part: part - 1, of },
    files: named.length > 0 ? named : stories(),
  };
}

function stories(): readonly string[] {
  return readdirSync("scenarios").filter((name) => name.endsWith(".yaml") && !name.endsWith("-config.yaml"))
    .sort()
    .map((name) => join("scenarios", name));
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(help);
    return 0;
  }
  const { step, share, files } = parse(args);
  let [runs, findings] = [0, 0];
  for (const file of files) {
    const scenario = loadScenario(file);
    const began = systemClock.now();
    const after = await effectsBefore(file, (story) => playWithCrash(story, null, systemClock));
    const result = await exhaustCrashes(scenario, { after, step, share }, systemClock);
    runs += result.runs;
    findings += result.findings.length;
    const seconds = ((systemClock.now() - began) / 1000).toFixed(1);
    console.log(
      `${file}: ${result.effects} effects, ${result.runs} runs, ${result.findings.length} findings, ${seconds} s`,
    );
    for (const { point, message } of result.findings) {
      console.log(`  ${point.moment} effect ${point.effect}: ${message}`);
    }
  }
  console.log(`${runs} crashes, ${findings} findings`);
  return findings === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
