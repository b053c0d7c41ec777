/** S9: nothing of one workspace gets into a place that its placements do not reach. @module */
import type { KubeObject } from "../../kube/object.ts";
import { clusterOf, mailboxOf, placements, type TrueDestination, where } from "./brute_force.ts";
import { canaryOf } from "../user/story_objects.ts";
import { targetOf } from "../user/draw_story.ts";
import type { World } from "../run/world.ts";
import { everSo, inventoryGroups } from "./mixtures.ts";
import { mailboxWorkspaces } from "./mailboxes.ts";
import { hasSameContent, labelOf, type RuntimeWrite, type SafetyOracle } from "./oracle.ts";

export const isolation: SafetyOracle = {
  name: "S9",
  sentence: "No workspace's content gets where its placements do not reach",
  judge(write, world) {
    // A deletion takes away, and brings nothing.
    if (write.commit.type === "DELETED" || write.sent.request.verb === "delete") return null;
    const text = JSON.stringify(broughtBy(write));
    if (!text.includes("canary-")) return null;
    for (const workspace of world.plan.workspaces) {
      if (!text.includes(canaryOf(workspace))) continue;
      if (isAllowed(write, world, world.hub.clusterId(workspace) ?? "")) continue;
      return `${labelOf(write.commit.object)} on ${write.server.name} holds something of ${workspace}`;
    }
    return null;
  },
};

/** A write of status, or of who owns which fields, brings no more than that: what else is in the object was there, and may stay for a while. */
function broughtBy({ commit: { before, object } }: RuntimeWrite): unknown {
  return before !== null && hasSameContent(before, object) ? [object["status"]] : object;
}

/** Whether a placement of the workspace reaches the place, now or in some view that the runtime may still have. */
function isAllowed({ server, commit, sent }: RuntimeWrite, world: World, workspace: string): boolean {
  const { hub } = world;
  if (sent.staleSince - 30_000 <= world.lastRestoredAt) return true;
  if (server === hub && commit.cluster === workspace) return true;
  const isPlace = server === hub
    ? (mailbox: string) =>
      mailboxWorkspaces(world).find(({ name }) => name === mailbox)?.cluster === commit.cluster
    : (mailbox: string) =>
      everyUidOf(world, targetOf(server.name)).some((uid) => mailbox.endsWith(`-mb-${uid}`));
  // An edge may lag behind its mailbox by any time; its mailbox has been judged already.
  const since = server === hub ? sent.staleSince - 30_000 : world.start;
  const groups = [...inventoryGroups, (resource: string) => resource === "singleplacementslices.edge.kcp.io"];
  return everSo(world, since, groups, (state) => {
    const reached = placements(state).filter((placement) => clusterOf(placement) === workspace)
      .flatMap((placement) => where(state, placement));
    const told = state.list("singleplacementslices.edge.kcp.io", workspace).flatMap(destinationsIn);
    return [...reached, ...told].some((to) => isPlace(mailboxOf(to)));
  });
}

/** A slice is what mailboxes go by: it may be behind the selectors for as long as its writer is refused. */
function destinationsIn(slice: KubeObject): readonly TrueDestination[] {
  return (slice["destinations"] ?? []) as readonly TrueDestination[];
}

function everyUidOf({ hub }: World, target: string): readonly string[] {
  return [
    ...new Set(
      hub.history.commits.filter(({ resource, object }) =>
        resource === "synctargets.workload.kcp.io" && object.metadata.name === target
      ).map(({ object }) => object.metadata.uid ?? ""),
    ),
  ];
}
