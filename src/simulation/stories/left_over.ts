/** What a story has left in the servers in the end, however it got there. @module */
import { syncerConfigs } from "../../kube/edge_api.ts";
import { syncTargets } from "../../kube/kcp_api.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import { edgeOf } from "../user/draw_story.ts";
import { endStateOf } from "./end_state.ts";
import type { ObjectLedger } from "./object_ledger.ts";

/** A hub keeps the record of a workspace that is gone, of which there are as many as there were SyncTargets. */
function isOfServer(place: string): boolean {
  return place.includes(" logicalclusters.core.kcp.io ");
}

/**
 * The edges whose mailbox says what they should have. What stays on the others depends on how far the runtime had come when their SyncTarget
 * went: nobody may take anything away from them then.
 */
function configuredEdges(ledger: ObjectLedger): Set<string> {
  const there = [...ledger.entries()].filter(({ object }) => object !== null);
  const mailboxes = there.filter(({ resource }) => resource === groupResourceKey(syncerConfigs))
    .map(({ cluster }) => ledger.paths.get(cluster) ?? "");
  const targets = there.filter(({ resource, object }) =>
    resource === groupResourceKey(syncTargets) &&
    mailboxes.some((path) => path.endsWith(`-mb-${object?.metadata.uid}`))
  );
  return new Set(targets.map(({ name }) => edgeOf(name)));
}

/** Which life of an object is spoken of, as {@link endStateOf} says it. */
const life = /<\d+\. /g;

/** A line for each object that is there, without how often it was made and deleted on the way. */
export function leftOver(ledger: ObjectLedger): readonly string[] {
  const judged = configuredEdges(ledger).add("hub");
  return [...endStateOf(ledger)].filter(([place, { content }]) =>
    content !== "absent" && !isOfServer(place) && judged.has(place.split(" ", 1)[0] ?? "")
  ).map(([place, { content }]) => `${place}: ${content}`.replace(life, "<"));
}

/** The first lines that only one of two ends has. */
export function differingLines(calm: readonly string[], faulty: readonly string[]): readonly string[] {
  return [
    ...calm.filter((line) => !faulty.includes(line)).map((line) => `only without faults: ${line}`),
    ...faulty.filter((line) => !calm.includes(line)).map((line) => `only with faults: ${line}`),
  ].slice(0, 20);
}
