/** Crashes the runtime at every effect of every story in scenarios/; see `--help`. @module */
import process from "node:process";
import { systemClock } from "../../src/adapters/system/system_clock.ts";
import type { CrashPoint } from "../../src/simulation/stories/effect_watch.ts";
import { crashPoints, moments } from "../../src/simulation/stories/exhaust_crashes.ts";
import { help, type Options, readOptions } from "./crashes/options.ts";
import { createPool, type Pool } from "./crashes/pool.ts";
import type { CrashReply } from "./crashes/task.ts";

interface Tried {
  readonly crashes: number;
  readonly findings: number;
  /** Whether some crash could not be judged. */
  readonly troubles: number;
}

/** How many differing objects a finding names. */
const shownMax = 3;

function pointsOf({ effects, moments: all }: CrashReply, options: Options): readonly CrashPoint[] {
  const { effect, moment, step } = options;
  const points = effect === null
    ? crashPoints(all, step)
    : effect > effects
    ? []
    : moments.map((each) => ({ effect, moment: each }));
  return points.filter((point) => moment === null || point.moment === moment);
}

/** Prints a story's lines when all of its crashes are tried; meanwhile a line on stderr says how far that is. */
async function exhaust(file: string, options: Options, pool: Pool): Promise<Tried> {
  const calm = await pool.perform({ file, point: null });
  if (calm.trouble !== null) return tellTrouble(file, calm.trouble);
  const points = pointsOf(calm, options);
  let done = 0;
  const replies = await Promise.all(points.map(async (point) => {
    const reply = await pool.perform({ file, point });
    tellProgress(file, ++done, points.length);
    return { point, ...reply };
  }));
  const findings = replies.filter(({ differences }) => differences.length > 0);
  const troubles = replies.filter((reply) => reply.trouble !== null);
  const played = `${points.length} crashes for ${calm.effects * moments.length} moments`;
  console.log(`${file}: ${calm.effects} effects, ${played}, ${findings.length} findings`);
  for (const { point, differences } of findings) tellFinding(file, point, differences);
  for (const reply of troubles) tellTrouble(file, String(reply.trouble));
  return { crashes: points.length, findings: findings.length, troubles: troubles.length };
}

function tellFinding(file: string, { effect, moment }: CrashPoint, differences: readonly string[]): void {
  console.log(`  deno task crashes --scenario ${file} --effect ${effect} --moment ${moment}`);
  for (const difference of differences.slice(0, shownMax)) console.log(`    ${difference}`);
  if (differences.length > shownMax) console.log(`    and ${differences.length - shownMax} more`);
}

function tellTrouble(file: string, trouble: string): Tried {
  console.error(`${file}: ${trouble}`);
  return { crashes: 0, findings: 0, troubles: 1 };
}

function tellProgress(file: string, done: number, of: number): void {
  if (process.stderr.isTTY && done < of) process.stderr.write(`\r${file}: ${done} of ${of}\x1b[K`);
  if (process.stderr.isTTY && done === of) process.stderr.write("\r\x1b[K");
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    console.log(help);
    return 0;
  }
  const pool = createPool(options.workers);
  const began = systemClock.now();
  const tried: Tried[] = [];
  for (const file of options.files) tried.push(await exhaust(file, options, pool));
  await pool.close();
  const sum = (of: (each: Tried) => number) => tried.reduce((all, each) => all + of(each), 0);
  const [crashes, findings, troubles] = [
    sum((each) => each.crashes),
    sum((each) => each.findings),
    sum((each) => each.troubles),
  ];
  console.log(`${Math.round((systemClock.now() - began) / 1000)} s with ${options.workers} workers`);
  console.log(`${crashes} crashes, ${findings} findings`);
  return troubles > 0 ? 2 : findings > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
