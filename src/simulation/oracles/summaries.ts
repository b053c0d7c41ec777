/** L6: for each placement and workload object there is one summary, over exactly its destinations. @module */
import type { KubeObject } from "../../kube/object.ts";
import { storageKey } from "../model/history.ts";
import type { World } from "../run/world.ts";
import { clusterOf, mailboxOf, placements, what, where } from "./brute_force.ts";
import { mailboxWorkspaces } from "./mailboxes.ts";
import { presentState, type RestOracle } from "./oracle.ts";

const summarized = "deployments.apps";

export const summariesRight: RestOracle = {
  name: "L6",
  sentence: "Summaries say what the edges report",
  findings(world: World) {
    const state = presentState(world);
    const all = state.list("statussummaries.edge.kcp.io", "*");
    const wanted = new Map<string, string>();
    for (const placement of placements(state)) {
      const mailboxes = [...new Set(where(state, placement).map(mailboxOf))].sort();
      for (
        const { namespace, name } of what(state, placement).filter(({ resource }) => resource === summarized)
      ) {
        const key = `${clusterOf(placement)}/${namespace}/${placement.metadata.name}.deployments.${name}`;
        wanted.set(
          key,
          JSON.stringify(mailboxes.map((mailbox) => reportOf(world, mailbox, namespace, name))),
        );
      }
    }
    const found = new Map(all.map((summary) => [keyOf(summary), contentOf(summary)]));
    return [
      ...[...wanted].filter(([key, content]) => found.get(key) !== content)
        .map(([key, content]) =>
          `summary ${key} says ${found.get(key) ?? "nothing"} and should say ${content}`
        ),
      ...[...found.keys()].filter((key) => !wanted.has(key)).map((key) => `summary ${key} is too many`),
    ];
  },
};

function keyOf(summary: KubeObject): string {
  return `${clusterOf(summary)}/${summary.metadata.namespace}/${summary.metadata.name}`;
}

interface EdgeRow {
  readonly cluster: string;
  readonly syncTargetUID: string;
  readonly replicas: number;
  readonly readyReplicas: number;
}

function contentOf(object: KubeObject): string {
  const { edges } = object["summary"] as { readonly edges: readonly EdgeRow[] };
  const rows = edges.map(({ cluster, syncTargetUID, replicas, readyReplicas }) =>
    [`${cluster}-mb-${syncTargetUID}`, replicas, readyReplicas] as const
  );
  return JSON.stringify([...rows].sort(([a], [b]) => a < b ? -1 : 1));
}

/** What the copy in a mailbox says of its replicas. */
function reportOf(
  world: World,
  mailbox: string,
  namespace: string,
  name: string,
): readonly [string, number, number] {
  const cluster = mailboxWorkspaces(world).find((each) => each.name === mailbox)?.cluster ?? "?";
  const copy = world.hub.history.find(summarized, storageKey(cluster, namespace, name));
  const isOurs = world.hub.history.makers.get(copy?.metadata.uid ?? "") === "runtime";
  const { replicas = 0, readyReplicas = 0 } = (isOurs ? copy?.["status"] ?? {} : {}) as Partial<EdgeRow>;
  return [mailbox, replicas, readyReplicas];
}
