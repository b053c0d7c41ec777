/** A chart in Mermaid's `stateDiagram-v2`, which GitHub draws. @module */
import { anyId, type Arrow, arrowsOf, startId } from "./arrows.ts";
import type { Chart, ChartState } from "./chart.ts";

/** Without a last newline. */
export function renderMermaid(chart: Chart): string {
  const finals = chart.states.filter(({ shape }) => shape === "final").map(({ path }) =>
    `  ${idOf(path)} --> [*]`
  );
  const states = chart.states.flatMap((state) => declare(state, "  "));
  return ["stateDiagram-v2", ...states, ...arrowsOf(chart).map(renderArrow), ...finals].join("\n");
}

function declare(state: ChartState, indent: string): string[] {
  const id = idOf(state.path);
  if (state.shape === "choice") return [`${indent}state ${id} <<choice>>`];
  const name = `${indent}state "${state.name}" as ${id}`;
  if (state.children.length === 0) return [name];
  const start = state.initial === null ? [] : [`${indent}  [*] --> ${idOf(state.initial)}`];
  const children = state.children.flatMap((child) => declare(child, `${indent}  `));
  return [name, `${indent}state ${id} {`, ...children, ...start, `${indent}}`];
}

function renderArrow({ from, to, all }: Arrow): string {
  const label = all.length === 0 ? "" : `: ${all.join("<br/>").replaceAll(":", "#colon;")}`;
  return `  ${from === startId ? "[*]" : idOf(from)} --> ${idOf(to)}${label}`;
}

function idOf(path: string): string {
  return path === anyId ? "any" : path.replaceAll(/[^A-Za-z0-9]/g, "_");
}
