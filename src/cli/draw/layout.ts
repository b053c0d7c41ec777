/** Where everything in a drawing goes; elkjs decides, here are only the sizes. @module */
import elk, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import { anyId, type Arrow, arrowsOf, startId } from "./arrows.ts";
import { captionOf } from "./caption.ts";
import type { Chart, ChartState } from "./chart.ts";
import { inReadingOrder } from "./reading_order.ts";

/** Width of one character and height of one line, in pixels, of the fonts in `style.ts`. */
export const type = { name: 8, caption: 6.1, event: 6.3, line: 15 } as const;

export interface Drawing {
  readonly root: ElkNode;
  /** In the order of the edges `e0`, `e1` … of the layout. */
  readonly arrows: readonly Arrow[];
  readonly states: ReadonlyMap<string, ChartState>;
}

const spacing = {
  "elk.algorithm": "layered",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.padding": "[top=20,left=20,bottom=20,right=20]",
  "elk.spacing.nodeNode": "36",
  "elk.spacing.edgeNode": "18",
  "elk.spacing.edgeEdge": "14",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "34",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.cycleBreaking.strategy": "MODEL_ORDER",
  "elk.layered.feedbackEdges": "true",
  "elk.randomSeed": "1",
};

/** A state with more ways out than this would make a drawing too wide, so such a chart is read from left to right. */
const fanMax = 6;

function directionOf(arrows: readonly Arrow[]): "DOWN" | "RIGHT" {
  const fans = Map.groupBy(arrows, ({ from }) => from);
  return [...fans.values()].some((fan) => fan.length > fanMax) ? "RIGHT" : "DOWN";
}

/** Lays a chart out; the same chart gives the same places. */
export async function layOut(chart: Chart): Promise<Drawing> {
  const states = new Map<string, ChartState>();
  const arrows = arrowsOf(chart);
  const layoutOptions = { ...spacing, "elk.direction": directionOf(arrows) };
  const graph = {
    id: "#root",
    layoutOptions,
    children: nodes(chart, arrows, states),
    edges: edges(arrows),
  };
  return { root: await new elk.default().layout(graph), arrows, states };
}

function nodes(chart: Chart, arrows: readonly Arrow[], states: Map<string, ChartState>): ElkNode[] {
  const start = {
    id: startId,
    width: 14,
    height: 14,
    layoutOptions: { "elk.layered.layering.layerConstraint": "FIRST" },
  };
  const any = { id: anyId, width: 86, height: 26 };
  const real = inReadingOrder(chart, arrows).map((state) => box(state, states));
  return [start, ...(arrows.some(({ from }) => from === anyId) ? [any] : []), ...real];
}

function box(state: ChartState, states: Map<string, ChartState>): ElkNode {
  states.set(state.path, state);
  if (state.children.length > 0) {
    const children = state.children.map((child) => box(child, states));
    return {
      id: state.path,
      children,
      layoutOptions: { "elk.padding": "[top=40,left=18,bottom=18,right=18]" },
    };
  }
  if (state.shape === "choice") return { id: state.path, width: 26, height: 26 };
  const caption = captionOf(state);
  const widths = [state.name.length * type.name, ...caption.map((line) => line.length * type.caption)];
  const height = caption.length === 0 ? 36 : 34 + caption.length * type.line;
  return { id: state.path, width: Math.ceil(Math.max(72, ...widths) + 28), height };
}

function edges(arrows: readonly Arrow[]): ElkExtendedEdge[] {
  return arrows.map((arrow, i) => ({
    id: `e${i}`,
    sources: [arrow.from],
    targets: [arrow.to],
    labels: arrow.lines.length === 0 ? [] : [{
      text: arrow.lines.join("\n"),
      width: Math.ceil(Math.max(...arrow.lines.map((line) => line.length)) * type.event + 8),
      height: arrow.lines.length * type.line,
    }],
  }));
}
