/** Makes a failing plan small: leaves out faults, then crashes, then operations, while the same oracle still fires. @module */
import type { Plan } from "./plan.ts";
import type { Verdict } from "./run_plan.ts";

export type Runner = (plan: Plan) => Verdict;

/** More runs than this are not spent on one plan. */
const runsMax = 600;

export interface Shrunk {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly runs: number;
}

/** `oracle` is the one whose finding is to stay. */
export function shrink(verdict: Verdict, oracle: string, run: Runner): Shrunk {
  let best = verdict;
  let runs = 0;
  const attempt = (plan: Plan): boolean => {
    if (runs >= runsMax) return false;
    runs++;
    const tried = run(plan);
    if (!tried.violations.some((violation) => violation.oracle === oracle)) return false;
    best = tried;
    return true;
  };
  const parts = ["episodes", "effectCrashes", "operations"] as const;
  // What an operation needs may only be seen once others are gone, so there is a second round.
  for (const part of [...parts, ...parts]) {
    thin(best.plan[part].length, (kept) => {
      const list: readonly unknown[] = best.plan[part];
      return attempt({ ...best.plan, [part]: list.filter((_each, index) => kept(index)) });
    }, () => best.plan[part].length);
  }
  return { plan: best.plan, verdict: best, runs };
}

/** Leaves out halves, then quarters, and so on down to single elements. */
function thin(
  length: number,
  keepOnly: (kept: (index: number) => boolean) => boolean,
  left: () => number,
): void {
  for (let size = Math.max(1, length >> 1); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let from = 0; from < left();) {
      const until = from + size;
      const isSmaller = keepOnly((index) => index < from || index >= until);
      if (!isSmaller) from = until;
    }
  }
}
