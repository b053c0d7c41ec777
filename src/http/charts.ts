/** The drawings of the machines, as `deno task draw` left them in docs/statecharts. @module */
import { readdirSync, readFileSync } from "node:fs";
import { byCodeUnit } from "../kube/order.ts";

const drawings = new URL("../../docs/statecharts/", import.meta.url);

/** @returns the SVG of each kind by its name, sorted; empty when `folder` does not exist. */
export function readCharts(folder: URL = drawings): ReadonlyMap<string, string> {
  const names = listFolder(folder).filter((name) => name.endsWith(".svg")).sort(byCodeUnit);
  return new Map(
    names.map((name) => [name.slice(0, -".svg".length), readFileSync(new URL(name, folder), "utf8")]),
  );
}

/** An installation without drawings still shows actors, so a missing folder is an empty one. */
function listFolder(folder: URL): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
