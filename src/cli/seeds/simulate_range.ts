/** Simulates a range of seeds and tells of it. @module */
import type { SeedRange } from "../../simulation/run/seed_result.ts";
import { added, noTotals } from "../../simulation/run/seed_result.ts";
import { exitCodes } from "../command_error.ts";
import type { CommandLine } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { judgeSeeds } from "./judge_seeds.ts";
import type { SeedWorld } from "./seed_job.ts";
import { tellFailure, tellTotals } from "./tell.ts";

export interface RangeOptions {
  readonly range: SeedRange;
  readonly on: SeedWorld;
  readonly threads: number;
  /** Called with the first seed that fails, before the totals are told. */
  shrink(seed: number): void;
}

/** Progress is shown as often as this, in milliseconds of the person who watches. */
const progressMs = 2_000;
/** Where every class of faults must strike: a class that does not is not simulated, whatever the code says. */
const whole: SeedRange = { first: 1, last: 2_000 };

/** Answers the exit code. */
export async function simulateRange(
  { range, on, threads, shrink }: RangeOptions,
  line: CommandLine,
  terminal: Terminal,
): Promise<number> {
  const began = terminal.clock.now();
  let [shownAt, worst, totals] = [began, null as number | null, noTotals()];
  await judgeSeeds({
    range,
    on,
    threads,
    judged(result) {
      totals = added(totals, result);
      const { seed, violations } = result;
      if (violations.length > 0) {
        worst ??= seed;
        tellFailure(seed, violations, commandFor(seed, on), line, terminal);
      }
      if (terminal.clock.now() - shownAt >= progressMs) {
        shownAt = terminal.clock.now();
        const all = range.last - range.first + 1;
        terminal.complain(`${totals.seeds} of ${all} seeds, ${totals.failed} with violations`);
      }
      return !terminal.interrupt.isAsked;
    },
  });
  if (worst !== null && line.own.has("shrink")) shrink(worst);
  const never = on === "model" ? totals.counters.never() : [];
  tellTotals(totals, terminal.clock.now() - began, never, line, terminal);
  const isWhole = on === "model" && range.first <= whole.first && range.last >= whole.last &&
    totals.seeds === range.last - range.first + 1;
  const isLacking = isWhole && never.length > 0;
  return totals.violations > 0 || isLacking ? exitCodes.failed : exitCodes.ok;
}

function commandFor(seed: number, on: SeedWorld): string {
  const again = `edgechart simulate --seeds ${seed}..${seed}`;
  return on === "hub" ? `${again} --on hub` : `${again} --shrink`;
}
