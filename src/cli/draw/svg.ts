/**
 * A laid-out chart as SVG.
 *
 * A group of a state carries `data-state` (its path), a group of an arrow `data-from`, `data-to` and `data-event` (event
 * names, separated by spaces), so that a page can light up where an actor is. Colours come from classes only. @module
 */
import type { ElkEdgeSection, ElkExtendedEdge, ElkNode } from "elkjs/lib/elk.bundled.js";
import { anyId, type Arrow, startId } from "./arrows.ts";
import { captionOf } from "./caption.ts";
import type { ChartState } from "./chart.ts";
import { type Drawing, type } from "./layout.ts";
import { drawingStyle } from "./style.ts";

/** The whole file, with a last newline. */
export function renderSvg(kind: string, drawing: Drawing): string {
  const width = Math.ceil(drawing.root.width ?? 0);
  const height = Math.ceil(drawing.root.height ?? 0);
  const boxes = (drawing.root.children ?? []).flatMap((node) => renderNode(node, drawing.states, 0, 0));
  const arrows = (drawing.root.edges ?? []).flatMap((edge, i) =>
    renderArrow(edge, drawing.arrows[i]!, drawing.root)
  );
  return [
    "<!-- deno-fmt-ignore-file -->",
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `class="chart" role="img" aria-label="Statechart of ${escape(kind)}">`,
    `<style>${drawingStyle}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">' +
    '<path class="tip" d="M0.5 0.5 7.5 4 0.5 7.5z"/></marker></defs>',
    ...boxes,
    ...arrows,
    "</svg>",
    "",
  ].join("\n");
}

function renderNode(
  node: ElkNode,
  states: ReadonlyMap<string, ChartState>,
  left: number,
  top: number,
): string[] {
  const x = left + (node.x ?? 0);
  const y = top + (node.y ?? 0);
  const place = `transform="translate(${round(x)} ${round(y)})"`;
  if (node.id === startId) return [`<g ${place} class="start"><circle cx="7" cy="7" r="5"/></g>`];
  if (node.id === anyId) {
    return [`<g ${place} class="any">${frame(node, 13)}${title("any state", node, 17)}</g>`];
  }
  const state = states.get(node.id)!;
  const inner = (node.children ?? []).flatMap((child) => renderNode(child, states, x, y));
  return [
    `<g ${place} class="${classOf(state)}" data-state="${escape(state.path)}">${shape(state, node)}</g>`,
    ...inner,
  ];
}

function classOf(state: ChartState): string {
  if (state.children.length > 0) return "state compound";
  if (state.shape !== "state") return `state ${state.shape}`;
  return state.waitsFor === null ? "state rest" : "state waits";
}

function shape(state: ChartState, node: ElkNode): string {
  if (state.shape === "choice") {
    return `<title>${escape(state.name)}</title><path class="box" d="M13 1 25 13 13 25 1 13z"/>`;
  }
  const hint = state.reason === null ? "" : `<title>${escape(state.reason)}</title>`;
  const ring = state.shape === "final" ? frame(node, 9, 3) : "";
  return hint + frame(node, 10) + ring + title(state.name, node, 23) + caption(state, node);
}

function frame({ width = 0, height = 0 }: ElkNode, radius: number, inset = 0): string {
  const size = `width="${width - 2 * inset}" height="${height - 2 * inset}" rx="${radius - inset / 2}"`;
  return `<rect class="${inset === 0 ? "box" : "ring"}" x="${inset}" y="${inset}" ${size}/>`;
}

function title(text: string, { width = 0 }: ElkNode, y: number): string {
  return `<text class="name" x="${round(width / 2)}" y="${y}">${escape(text)}</text>`;
}

function caption(state: ChartState, { width = 0 }: ElkNode): string {
  return captionOf(state).map((line, i) =>
    `<text class="caption" x="${round(width / 2)}" y="${23 + (i + 1) * type.line}">${escape(line)}</text>`
  ).join("");
}

/** Each section and label is placed from the corner of the node that contains both ends. */
function renderArrow(edge: ElkExtendedEdge, arrow: Arrow, root: ElkNode): string[] {
  const { x, y } = cornerOf(containerOf(edge), root) ?? { x: 0, y: 0 };
  const lines = (edge.sections ?? []).map((section) =>
    `<path class="line" marker-end="url(#tip)" d="${bend(section)}"/>`
  );
  const hint = arrow.lines === arrow.all ? "" : `<title>${escape(arrow.all.join(", "))}</title>`;
  const labels = (edge.labels ?? []).flatMap((label) =>
    arrow.lines.map((line, i) =>
      `<text class="event" x="${round((label.x ?? 0) + (label.width ?? 0) / 2)}" ` +
      `y="${round((label.y ?? 0) + 11 + i * type.line)}">${escape(line)}</text>`
    )
  );
  const data = `data-from="${escape(arrow.from)}" data-to="${escape(arrow.to)}" data-event="${
    escape(arrow.events.join(" "))
  }"`;
  return [
    `<g class="arrow" transform="translate(${round(x)} ${round(y)})" ${data}>${
      [hint, ...lines, ...labels].join("")
    }</g>`,
  ];
}

/** Where elkjs says it placed the edge; its types leave the field out. */
function containerOf(edge: ElkExtendedEdge): string {
  return "container" in edge && typeof edge.container === "string" ? edge.container : "#root";
}

function cornerOf(
  id: string,
  node: ElkNode,
  x = 0,
  y = 0,
): { readonly x: number; readonly y: number } | null {
  if (node.id === id) return { x, y };
  for (const child of node.children ?? []) {
    const corner = cornerOf(id, child, x + (child.x ?? 0), y + (child.y ?? 0));
    if (corner) return corner;
  }
  return null;
}

/** Straight runs with corners rounded by at most 6. */
function bend({ startPoint, bendPoints = [], endPoint }: ElkEdgeSection): string {
  const points = [startPoint, ...bendPoints, endPoint];
  return points.map((point, i) => {
    const before = points[i - 1];
    const after = points[i + 1];
    if (!before) return `M${at(point)}`;
    if (!after) return `L${at(point)}`;
    return `L${at(near(point, before))}Q${at(point)} ${at(near(point, after))}`;
  }).join("");
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function near(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const part = length === 0 ? 0 : Math.min(6, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * part, y: corner.y + (other.y - corner.y) * part };
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}
