/** A machine as a page of text: its states, its letters, and a diagram that Markdown viewers draw. @module */
import { durationOf } from "./caption.ts";
import type { Chart, ChartEdge, ChartState } from "./chart.ts";
import { renderMermaid } from "./mermaid.ts";

/** The Markdown page of one machine, with a last newline. */
export function renderPage(chart: Chart): string {
  return [
    "<!-- deno-fmt-ignore-file -->",
    "<!-- Drawn by `deno task draw` from src/machines; change it there. -->",
    `# ${chart.kind}`,
    "",
    `![Statechart of ${chart.kind}](${chart.kind}.svg)`,
    "",
    "## States",
    "",
    ...table(["state", "means", "waits for", "at most"], chart.states.flatMap(withChildren).map(stateRow)),
    "",
    "## Transitions",
    "",
    ...table(["in", "on", "if", "to", "doing"], edgeRows(chart.edges)),
    "",
    "## As text",
    "",
    "```mermaid",
    renderMermaid(chart),
    "```",
    "",
  ].join("\n");
}

/** The list of all machines. */
export function renderContents(kinds: readonly string[]): string {
  return [
    "<!-- deno-fmt-ignore-file -->",
    "# Statecharts",
    "",
    "Drawn from `src/machines` by `deno task draw`; a test fails when a drawing and its machine differ.",
    "",
    ...kinds.map((kind) => `- [${kind}](${kind}.md)`),
    "",
  ].join("\n");
}

function withChildren(state: ChartState): readonly ChartState[] {
  return [state, ...state.children.flatMap(withChildren)];
}

function stateRow({ path, shape, reason, waitsFor, deadlineMs }: ChartState): string[] {
  const means = reason ??
    (shape === "choice" ? "left at once, by its guards" : shape === "final" ? "the end" : "");
  return [code(path), means, waitsFor ?? "", deadlineMs === null ? "" : durationOf(deadlineMs)];
}

/** Letters that do the same from the same state share a row. */
function edgeRows(edges: readonly ChartEdge[]): string[][] {
  const alike = ({ from, guard, to, actions }: ChartEdge) => JSON.stringify([from, guard, to, actions]);
  return [...Map.groupBy(edges, alike).values()].map(edgeRow);
}

function edgeRow(edges: readonly ChartEdge[]): string[] {
  const [{ from, to, guard, actions }] = edges as [ChartEdge];
  const events = edges.map(({ event }) => code(event)).join(", ");
  const target = to === null ? "stays" : code(to);
  return [from === "" ? "any" : code(from), events, code(guard ?? ""), target, actions.map(code).join(", ")];
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)];
}
