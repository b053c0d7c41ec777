/** Runs a range of seeds and tells, as a sentence for each, what is wrong with those that are not clean. @module */
import { FaultCounters } from "../../src/simulation/faults/fault_classes.ts";
import { drawPlan } from "../../src/simulation/run/plan.ts";
import { runPlan } from "../../src/simulation/run/run_plan.ts";
import { openFindings } from "./open_findings.ts";

export interface CleanRange {
  readonly findings: readonly string[];
  readonly counters: FaultCounters;
}

export function simulateRange(first: number, last: number): CleanRange {
  const findings: string[] = [];
  const counters = new FaultCounters();
  for (let seed = first; seed <= last; seed++) {
    if (openFindings.has(seed)) continue;
    const verdict = runPlan(drawPlan(seed));
    counters.add(verdict.counters);
    for (const { oracle, message } of verdict.violations.slice(0, 1)) {
      findings.push(`seed ${seed}: ${oracle}: ${message}`);
    }
  }
  return { findings, counters };
}
