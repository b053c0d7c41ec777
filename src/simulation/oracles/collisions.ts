/** S13: where two workspaces want the same object in one mailbox, that is shown, and it costs no more writes than there are changes. @module */
import { byCodeUnit } from "../../kube/order.ts";
import { storageKey } from "../model/history.ts";
import type { World } from "../run/world.ts";
import { clusterOf, mailboxOf, placements, type TrueWant, what, where } from "./brute_force.ts";
import { mailboxWorkspaces } from "./mailboxes.ts";
import { presentState, type RestOracle } from "./oracle.ts";

export const collisionsShown: RestOracle = {
  name: "S13",
  sentence: "Where two want the same object, both are shown, and it does not flap",
  findings(world) {
    return mailboxWorkspaces(world).flatMap(({ name, cluster }) => {
      const shown = shownBy(world, name);
      return [...claimed(world, name)].flatMap(([key, claims]) => {
        world.counters.count("collision");
        const isShown = shown.some((each) => each.endsWith(`/${claims[0]!.namespace}/${claims[0]!.name}`));
        return [
          ...(isShown ? [] : [`mailbox ${name} does not show that ${key} is wanted by two`]),
          ...flapping(world, cluster, claims),
        ];
      });
    });
  },
};

/** Wants of whole objects that come from more than one workspace, by key. */
function claimed(world: World, mailbox: string): ReadonlyMap<string, readonly TrueWant[]> {
  const state = presentState(world);
  const claims = new Map<string, Map<string, TrueWant>>();
  for (const placement of placements(state)) {
    if (!where(state, placement).some((to) => mailboxOf(to) === mailbox)) continue;
    for (const want of what(state, placement)) {
      if (want.source === null) continue;
      const known = claims.get(want.key) ?? new Map<string, TrueWant>();
      claims.set(want.key, known.set(clusterOf(placement), want));
    }
  }
  return new Map(
    [...claims].filter(([, wants]) => wants.size > 1).sort(([a], [b]) => byCodeUnit(a, b))
      .map(([key, wants]) => [key, [...wants.values()]]),
  );
}

function shownBy({ runtime }: World, mailbox: string): readonly string[] {
  const view = runtime?.directory.find(`mailbox/${mailbox}`)?.context as { contested?: readonly string[] };
  return view?.contested ?? [];
}

/** More writes than there were changes of what decides: sources, namespaces, placements, inventory, and the copy itself by others. */
function flapping(
  { hub, lives }: World,
  cluster: string,
  claims: readonly TrueWant[],
): readonly string[] {
  const { resource, namespace, name } = claims[0]!;
  const key = storageKey(cluster, namespace, name);
  const ours = hub.history.commits.filter((commit) =>
    commit.resource === resource && commit.key === key && commit.author === "runtime" &&
    JSON.stringify(commit.before?.["status"]) === JSON.stringify(commit.object["status"])
  );
  const causes = hub.history.commits.filter((commit) =>
    commit.author !== "runtime" &&
    (deciding.has(commit.resource) || commit.resource === resource && commit.object.metadata.name === name)
  );
  return ours.length <= causes.length + lives.began.length + 2
    ? []
    : [`${resource} ${name} was written ${ours.length} times for ${causes.length} changes`];
}

const deciding = new Set([
  "namespaces",
  "edgeplacements.edge.kcp.io",
  "locations.scheduling.kcp.io",
  "synctargets.workload.kcp.io",
  "apibindings.apis.kcp.io",
  "customresourcedefinitions.apiextensions.k8s.io",
]);
