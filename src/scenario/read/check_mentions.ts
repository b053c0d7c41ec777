/** Checks that every name in a story means something: edges and SyncTargets are declared, values remembered before use. @module */
import type { Mention, Reading } from "./reading.ts";
import type { EdgeSpec } from "../story/scenario.ts";
import { resolveSyncTarget } from "../story/sync_target_reference.ts";

export function checkMentions(edges: readonly EdgeSpec[], reading: Reading): void {
  const remembered = new Set<string>();
  for (const mention of reading.mentions) {
    if (mention.what === "remembers") remembered.add(mention.name);
    const problem = mentionProblem(mention, edges, remembered);
    if (problem !== undefined) reading.add(mention.at, problem);
  }
}

function mentionProblem(
  { what, name }: Mention,
  edges: readonly EdgeSpec[],
  remembered: ReadonlySet<string>,
): string | undefined {
  if (what === "uses edge" && !edges.some((edge) => edge.name === name)) return `no edge is called "${name}"`;
  if (what === "uses remembered" && !remembered.has(name)) {
    return `nothing was remembered as "${name}" in an earlier step`;
  }
  if (what === "uses SyncTarget" && resolveSyncTarget(name, edges) === undefined) {
    return `"${name}" is not the SyncTarget of exactly one edge: write it as <workspace>/<name>`;
  }
  return undefined;
}
