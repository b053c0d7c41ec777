/** Every machine as files: `<kind>.svg`, `<kind>.md`, and a list of them. @module */
import type { AnyStateMachine } from "xstate";
import { byCodeUnit } from "../../kube/order.ts";
import { readChart } from "./chart.ts";
import { layOut } from "./layout.ts";
import { renderContents, renderPage } from "./page.ts";
import { renderSvg } from "./svg.ts";

/** @returns content by file name; the same machines give the same bytes on every runtime. */
export async function draw(
  machines: Readonly<Record<string, AnyStateMachine>>,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const kinds = Object.keys(machines).sort(byCodeUnit);
  for (const kind of kinds) {
    const chart = readChart(kind, machines[kind]!);
    files.set(`${kind}.svg`, renderSvg(kind, await layOut(chart)));
    files.set(`${kind}.md`, renderPage(chart));
  }
  return files.set("README.md", renderContents(kinds));
}
