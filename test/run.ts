/** Runs every test on every runtime and counts honestly; see `--help`. @module */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { findNode } from "./runner/node_binary.ts";
import { parseRunnerOptions, runnerHelp, type RunnerOptions, type Runtime } from "./runner/options.ts";
import { type FileResult, killAll, runFile } from "./runner/run_file.ts";

interface Job {
  readonly file: string;
  readonly runtime: Runtime;
}

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  readonly failures: string[];
  readonly machineMs: Map<Runtime, number>;
}

/** Test files under `root` that match a filter, sorted. Fixtures are run by the tests that own them. */
function findFiles({ root, filters }: RunnerOptions): string[] {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" });
  return names.map((name) => join(root, name)).filter((file) =>
    file.endsWith(".test.ts") && !file.includes("node_modules") &&
    (filters.length === 0 || filters.some((part) => file.includes(part)))
  ).sort();
}

/** How to start a file on each runtime that is there; a runtime that is not is reported and left out. */
function findCommands(runtimes: readonly Runtime[]): Map<Runtime, readonly string[]> {
  const commands = new Map<Runtime, readonly string[]>();
  if (runtimes.includes("deno")) {
    const deno = "deno" in process.versions ? process.execPath : "deno";
    commands.set("deno", [deno, "run", "--quiet", "--no-prompt", "-A"]);
  }
  if (!runtimes.includes("node")) return commands;
  const node = findNode();
  if ("missing" in node) console.log(`skipping Node: ${node.missing}`);
  else commands.set("node", [node.path]);
  return commands;
}

function report(job: Job, { summary, failure, durationMs, output }: FileResult, tally: Tally): void {
  const { total, passed, skipped } = summary ?? { total: 0, passed: 0, skipped: 0 };
  const line = `[${job.runtime}] ${job.file} ${passed}/${total} ${(durationMs / 1000).toFixed(2)} s`;
  console.log(`${failure === null ? "ok  " : "FAIL"} ${line}${failure === null ? "" : `: ${failure}`}`);
  tally.passed += passed;
  tally.skipped += skipped;
  tally.failed += Math.max(total - passed, failure === null ? 0 : 1);
  tally.machineMs.set(job.runtime, (tally.machineMs.get(job.runtime) ?? 0) + durationMs);
  if (failure !== null) {
    tally.failures.push(`--- [${job.runtime}] ${job.file}: ${failure}\n${output.slice(-8000)}`);
  }
}

async function runAll(options: RunnerOptions, files: readonly string[]): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [], machineMs: new Map() };
  const commands = findCommands(options.runtimes);
  const jobs = options.runtimes.flatMap((runtime) => files.map((file): Job => ({ file, runtime })));
  const worker = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const command = commands.get(job.runtime);
      if (command === undefined) tally.skipped++;
      else report(job, await runFile([...command, job.file], options.timeoutMs), tally);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  return tally;
}

function printTally({ passed, failed, skipped, failures, machineMs }: Tally): void {
  for (const failure of failures) console.log(failure);
  for (const [runtime, ms] of machineMs) {
    console.log(`${runtime}: ${(ms / 1000).toFixed(1)} s of machine time`);
  }
  console.log(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseRunnerOptions(args);
  if (options === null) {
    console.log(runnerHelp);
    return 0;
  }
  const files = findFiles(options);
  if (files.length === 0) {
    throw new Error(`no file ${options.root}/**/*.test.ts matches ${options.filters.join(" ")}`);
  }
  const tally = await runAll(options, files);
  printTally(tally);
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    killAll();
    process.exit(130);
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`test/run.ts: ${error instanceof Error ? error.message : String(error)} (see --help)`);
  process.exitCode = 2;
}
