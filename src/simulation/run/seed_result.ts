/** What came of one seed, as data that can be handed from one thread to another, and the sum of many. @module */
import { type FaultClass, FaultCounters } from "../faults/fault_classes.ts";
import { drawPlan } from "./plan.ts";
import { runPlan, type Violation } from "./run_plan.ts";

export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly counts: readonly (readonly [FaultClass, number])[];
  /** Simulated milliseconds. */
  readonly tookMs: number;
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

export function noTotals(): Totals {
  return { seeds: 0, failed: 0, violations: 0, counters: new FaultCounters(), simulatedMs: 0 };
}

/** The counters are added to in place. */
export function added(totals: Totals, { violations, counts, tookMs }: SeedResult): Totals {
  totals.counters.add({ counts: new Map(counts) });
  return {
    ...totals,
    seeds: totals.seeds + 1,
    failed: totals.failed + (violations.length > 0 ? 1 : 0),
    violations: totals.violations + violations.length,
    simulatedMs: totals.simulatedMs + tookMs,
  };
}

/** Runs a seed's plan on the model servers. */
export function runSeed(seed: number): SeedResult {
  const { violations, counters, tookMs } = runPlan(drawPlan(seed));
  return { seed, violations, counts: [...counters.counts], tookMs };
}
