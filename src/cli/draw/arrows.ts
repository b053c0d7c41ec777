/** The arrows of a drawing: transitions between the same two states share one. @module */
import type { Chart, ChartEdge } from "./chart.ts";

/** Pseudo states: where the machine starts, and "whatever the state". */
export const startId = "#start";
export const anyId = "#any";

export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Event names, without those that wait for no event. */
  readonly events: readonly string[];
  /** What stands beside the arrow; a long list ends in how many more there are. */
  readonly lines: readonly string[];
  /** All of it. */
  readonly all: readonly string[];
}

/** More lines than this are folded to this many; the page of the machine has them all. */
const linesMax = 7;

/** Every arrow of a chart, in the machine's own order; the one from the start comes first. */
export function arrowsOf(chart: Chart): Arrow[] {
  const start = chart.initial === null
    ? []
    : [{ from: startId, to: chart.initial, events: [], lines: [], all: [] }];
  return [...start, ...group(chart.edges).map(toArrow)];
}

/** Transitions that lead nowhere else are not drawn; the page of the machine lists them. */
function group(edges: readonly ChartEdge[]): ChartEdge[][] {
  const groups = new Map<string, ChartEdge[]>();
  for (const edge of edges) {
    if (edge.to === null) continue;
    const key = `${edge.from} ${edge.to}`;
    groups.set(key, [...(groups.get(key) ?? []), edge]);
  }
  return [...groups.values()];
}

function toArrow(edges: readonly ChartEdge[]): Arrow {
  const [{ from, to }] = edges as [ChartEdge];
  const events = [...new Set(edges.map(({ event }) => event).filter((event) => event !== ""))];
  const all = [...new Set(edges.map(lineOf))];
  return { from: from === "" ? anyId : from, to: to ?? from, events, lines: fold(all), all };
}

function fold(lines: readonly string[]): readonly string[] {
  if (lines.length <= linesMax) return lines;
  return [...lines.slice(0, linesMax - 1), `and ${lines.length - linesMax + 1} more`];
}

function lineOf({ event, guard }: ChartEdge): string {
  if (event === "") return guard === null ? "otherwise" : `[${guard}]`;
  return guard === null ? event : `${event} [${guard}]`;
}
