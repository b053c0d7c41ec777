/** A plan as text: what `simulate --replay` takes. @module */
import type { Plan } from "./plan.ts";
import type { Verdict } from "./run_plan.ts";

const format = "edgechart-simulation/1";

/** JSON, with what was found, for people. */
export function recordingOf({ plan, violations }: Verdict): string {
  return `${JSON.stringify({ format, violations, plan }, null, 2)}\n`;
}

/** @throws {SyntaxError} when the text is no recording. */
export function planOf(text: string): Plan {
  const read = JSON.parse(text) as { readonly format?: unknown; readonly plan?: unknown };
  if (read.format !== format || !isPlan(read.plan)) {
    throw new SyntaxError(`it is not of the format ${format}`);
  }
  return read.plan;
}

function isPlan(value: unknown): value is Plan {
  if (typeof value !== "object" || value === null) return false;
  const plan = value as Partial<Record<keyof Plan, unknown>>;
  return Number.isSafeInteger(plan.seed) && Number.isSafeInteger(plan.faultsMs) &&
    /^\d+$/.test(String(plan.versionBase)) &&
    [plan.edges, plan.workspaces, plan.operations, plan.episodes, plan.effectCrashes].every(Array.isArray);
}
