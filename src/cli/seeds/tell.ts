/** How a simulation is told: a line for each failing seed, and the totals. @module */
import { type FaultClass, faultClasses } from "../../simulation/faults/fault_classes.ts";
import type { Violation } from "../../simulation/run/run_plan.ts";
import type { Totals } from "../../simulation/run/seed_result.ts";
import type { CommandLine } from "../options.ts";
import type { Terminal } from "../terminal.ts";

/** One line that says what broke and how to see it again. */
export function tellFailure(
  seed: number,
  violations: readonly Violation[],
  command: string,
  { settings }: CommandLine,
  terminal: Terminal,
): void {
  if (settings.json) {
    return terminal.print(JSON.stringify({ event: "violations", seed, violations, command }));
  }
  const [first] = violations;
  const seconds = Math.round((first?.at ?? 0) / 1000);
  terminal.print(`seed ${seed}: ${first?.oracle} after ${seconds} s: ${first?.message} (again: ${command})`);
}

/** The last line says how many seeds and violations there were. `never`: classes of faults that could have struck and did not. */
export function tellTotals(
  { seeds, violations, counters, simulatedMs }: Totals,
  tookMs: number,
  never: readonly FaultClass[],
  { settings }: CommandLine,
  terminal: Terminal,
): void {
  const faults = Object.fromEntries(counters.counts);
  if (settings.json) {
    const totals = { event: "totals", seeds, violations, faults, never, simulatedMs, tookMs };
    return terminal.print(JSON.stringify(totals));
  }
  const speed = Math.round(simulatedMs / Math.max(1, tookMs));
  terminal.print(`faults: ${faultClasses.map((fault) => `${fault} ${faults[fault]}`).join(", ")}`);
  if (never.length > 0) terminal.print(`never struck: ${never.join(", ")}`);
  terminal.print(
    `${Math.round(simulatedMs / 60_000)} minutes simulated in ${
      (tookMs / 1000).toFixed(1)
    } s, ${speed} times real time`,
  );
  terminal.print(`${seeds} seeds, ${violations} violations`);
}
