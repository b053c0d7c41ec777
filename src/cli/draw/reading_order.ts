/** The order in which a person meets the states, which the layout keeps from top to bottom. @module */
import { anyId, type Arrow } from "./arrows.ts";
import type { Chart, ChartState } from "./chart.ts";

/**
 * Breadth first from where a reader begins: the choice that every change leads to, if there is one, else the initial
 * state; then whatever can happen in any state; then what nothing leads to.
 */
export function inReadingOrder(chart: Chart, arrows: readonly Arrow[]): ChartState[] {
  const byPath = new Map(chart.states.map((state) => [state.path, state]));
  const fromAny = next(anyId, arrows);
  const choices = fromAny.filter((path) => byPath.get(path)?.shape === "choice");
  const seen = new Set<string>();
  const starts = [
    ...choices,
    ...(chart.initial === null ? [] : [chart.initial]),
    ...fromAny,
    ...byPath.keys(),
  ];
  for (const start of starts) visit(start, arrows, seen);
  return [...seen].map((path) => byPath.get(path)).filter((state) => state !== undefined);
}

function visit(start: string, arrows: readonly Arrow[], seen: Set<string>): void {
  const queue = [start];
  for (const path of queue) {
    if (seen.has(path)) continue;
    seen.add(path);
    queue.push(...next(path, arrows));
  }
}

function next(path: string, arrows: readonly Arrow[]): string[] {
  return arrows.filter(({ from }) => from === path).map(({ to }) => to);
}
