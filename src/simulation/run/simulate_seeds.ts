/** Runs a range of seeds, one after another, and counts. @module */
import { FaultCounters } from "../faults/fault_classes.ts";
import { drawPlan } from "./plan.ts";
import { runPlan, type Verdict } from "./run_plan.ts";
import type { RuntimeMaker } from "./world.ts";

export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

export interface Totals {
  readonly seeds: number;
  /** Seeds in which some oracle fired. */
  readonly failed: number;
  readonly violations: number;
  readonly counters: FaultCounters;
  /** Simulated milliseconds. */
  readonly simulatedMs: number;
}

export interface SeedObserver {
  /** Called after each seed; answers whether to go on. */
  judged(verdict: Verdict, totals: Totals): boolean;
}

export function simulateSeeds(
  { first, last }: SeedRange,
  observer: SeedObserver,
  make?: RuntimeMaker,
): Totals {
  let totals: Totals = { seeds: 0, failed: 0, violations: 0, counters: new FaultCounters(), simulatedMs: 0 };
  for (let seed = first; seed <= last; seed++) {
    const verdict = runPlan(drawPlan(seed), make);
    totals.counters.add(verdict.counters);
    totals = {
      ...totals,
      seeds: totals.seeds + 1,
      failed: totals.failed + (verdict.violations.length > 0 ? 1 : 0),
      violations: totals.violations + verdict.violations.length,
      simulatedMs: totals.simulatedMs + verdict.tookMs,
    };
    if (!observer.judged(verdict, totals)) break;
  }
  return totals;
}
