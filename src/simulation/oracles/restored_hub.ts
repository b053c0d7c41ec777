/**
 * S2 after a restore from backup (F27): a hub from before an object was made looks like a hub on which it was deleted. So a runtime that
 * has seen the later hub deletes nothing until a person has said that the hub is as it should be; except what the restored hub itself has
 * wanted, and then no longer. @module
 */
import type { SyncerConfigSpec } from "../../kube/edge_api.ts";
import { targetOf } from "../user/draw_story.ts";
import type { World } from "../run/world.ts";
import {
  clusterOf,
  desired,
  isAlive,
  isSent,
  outOfMailbox,
  placements,
  resourceInMailbox,
  type StateReader,
  wantKey,
  what,
} from "./brute_force.ts";
import { mailboxWorkspaces } from "./mailboxes.ts";
import { labelOf, type RuntimeWrite, type SafetyOracle } from "./oracle.ts";

export const restoredHub: SafetyOracle = {
  name: "F27",
  sentence: "What a restored hub merely does not know yet is not deleted",
  judge(write, world) {
    const { server, commit, sent } = write;
    const { restoredAt, lifeBeganAt } = world;
    if (sent.request.verb !== "delete" || restoredAt === null) return null;
    // A life that began later has never seen another hub.
    if (lifeBeganAt >= restoredAt || sent.sentAt < restoredAt) return null;
    if (hasSaidSo(write, world, restoredAt)) return null;
    return `${
      labelOf(commit.object)
    } on ${server.name} was deleted after the hub had gone back, and nobody had acknowledged that`;
  },
};

/** Whether the hub has wanted it at some moment since it was restored, and then not: that is not what it merely does not know. */
function hasSaidSo(write: RuntimeWrite, world: World, restoredAt: number): boolean {
  const wants = wantsOf(write, world);
  if (wants === null) return false;
  const { history } = world.hub;
  const isWantedAt = (revision: number) =>
    wants({
      list: (resource, cluster) => history.list(resource, cluster, revision),
      rows: (cluster) => world.hub.rows(cluster),
    });
  const first = history.revisionAt(restoredAt);
  const since = [first, ...history.commits.slice(first).map(({ revision }) => revision)];
  const wantedFrom = since.findIndex(isWantedAt);
  return wantedFrom >= 0 && since.slice(wantedFrom).some((revision) => !isWantedAt(revision));
}

/** Whether a state of the hub wants the object that was deleted to be there; null where that is not known. */
function wantsOf({ server, commit }: RuntimeWrite, world: World): ((state: StateReader) => boolean) | null {
  const [cluster = "", namespace = "", name = ""] = commit.key.split("|");
  const { resource, object } = commit;
  if (resource === "workspaces.tenancy.kcp.io") {
    return (state) =>
      state.list("synctargets.workload.kcp.io", "*").some((target) =>
        isAlive(target) && name.endsWith(`-mb-${target.metadata.uid}`)
      );
  }
  if (server !== world.hub) return sentTo(world, server.name, resource, namespace, name);
  if (resource === "statussummaries.edge.kcp.io") {
    const subject = object.metadata.labels?.["edge.kcp.io/subject-name"];
    const placement = object.metadata.labels?.["edge.kcp.io/edge-placement"];
    return (state) =>
      placements(state).some((each) =>
        clusterOf(each) === cluster && each.metadata.name === placement &&
        what(state, each).some((want) =>
          want.resource === "deployments.apps" && want.namespace === namespace && want.name === subject
        )
      );
  }
  const mailbox = mailboxWorkspaces(world).find((each) => each.cluster === cluster);
  const key = wantKey(outOfMailbox(resource), namespace, name);
  return mailbox === undefined ? null : (state) => desired(state, mailbox.name).has(key);
}

/** Whether the edge's mailbox holds the object, and sends it. */
function sentTo(
  world: World,
  edge: string,
  resource: string,
  namespace: string,
  name: string,
): ((state: StateReader) => boolean) | null {
  const target = world.hub.history.list("synctargets.workload.kcp.io", "*")
    .find(({ metadata }) => metadata.name === targetOf(edge));
  const mailbox = mailboxWorkspaces(world).find((each) => each.name.endsWith(`-mb-${target?.metadata.uid}`));
  if (mailbox === undefined) return null;
  return (state) => {
    const [config] = state.list("syncerconfigs.edge.kcp.io", mailbox.cluster)
      .filter(({ metadata }) => metadata.name === "the-one");
    const copies = state.list(resourceInMailbox(resource), mailbox.cluster);
    return config !== undefined &&
      isSent((config["spec"] ?? {}) as SyncerConfigSpec, resource, namespace, name) &&
      copies.some((copy) =>
        isAlive(copy) && copy.metadata.name === name && (copy.metadata.namespace ?? "") === namespace
      );
  };
}
