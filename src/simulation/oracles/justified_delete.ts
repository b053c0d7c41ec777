/**
 * S2: what is wanted, and was wanted for as long as the runtime's knowledge may be old, is not deleted. In the hub that is not longer ago
 * than the question that comes before each delete; an edge acts on one stream, however late that is. @module
 */
import type { SyncerConfigSpec } from "../../kube/edge_api.ts";
import { storageKey } from "../model/history.ts";
import { targetOf } from "../user/draw_story.ts";
import { inventoryPath } from "../run/founding.ts";
import type { World } from "../run/world.ts";
import { desired, isAlive, isSent, outOfMailbox, resourceInMailbox, wantKey } from "./brute_force.ts";
import { everSo, inventoryGroups } from "./mixtures.ts";
import { configAt, mailboxWorkspaces } from "./mailboxes.ts";
import type { RuntimeWrite, SafetyOracle } from "./oracle.ts";

/** Between looking and asking. */
const deliberationMs = 2_000;
/** From the question whether anything was missed, which may have to be asked again, to the delete on its way. */
const confirmationMs = 60_000;

export const justifiedDelete: SafetyOracle = {
  name: "S2",
  sentence: "A delete needs proof that the object is unwanted",
  judge(write, world) {
    const { commit, sent } = write;
    const isRequest = sent.request.verb === "delete";
    if (!isRequest) return null;
    const { preconditions } = (sent.request.body ?? {}) as { preconditions?: { uid?: string } };
    const what = `${commit.resource} ${commit.key} on ${write.server.name}`;
    if (preconditions?.uid === undefined) return `${what} was deleted without its uid`;
    return isProven(write, world) ? null : `${what} was deleted although it was wanted all the time`;
  },
};

function isProven(write: RuntimeWrite, world: World): boolean {
  const { server, commit, sent } = write;
  const [cluster = "", namespace = "", name = ""] = commit.key.split("|");
  const since = Math.min(sent.staleSince, sent.sentAt) - deliberationMs;
  // What was known before the hub went back is in no history any more; see restored_hub.ts.
  if (since <= world.lastRestoredAt) return true;
  if (commit.resource === "workspaces.tenancy.kcp.io") return wasGone(world, name, since);
  if (commit.resource === "statussummaries.edge.kcp.io") return true;
  if (server !== world.hub) return wasUnsent(world, server.name, commit.resource, namespace, name, since);
  const mailbox = mailboxWorkspaces(world).find((each) => each.cluster === cluster);
  if (mailbox === undefined) return true;
  return wasUnwanted(
    world,
    mailbox.name,
    wantKey(outOfMailbox(commit.resource), namespace, name),
    sent.sentAt - confirmationMs,
  );
}

/** Revisions at which something that decides may have differed: the one at the beginning, and each one since. */
function revisionsSince(
  { hub }: World,
  since: number,
  concerns: (resource: string, cluster: string) => boolean,
): number[] {
  const first = hub.history.revisionAt(since);
  const changed = hub.history.commits.slice(first).filter((commit) =>
    concerns(commit.resource, commit.cluster)
  );
  return [first, ...changed.map(({ revision }) => revision)];
}

function wasGone(world: World, mailbox: string, since: number): boolean {
  const uid = mailbox.split("-mb-")[1];
  return revisionsSince(world, since, (resource) => resource === "synctargets.workload.kcp.io").some((
    revision,
  ) =>
    !world.hub.history.list("synctargets.workload.kcp.io", "*", revision).some((target) =>
      target.metadata.uid === uid && target.metadata.deletionTimestamp === undefined
    )
  );
}

/** Whether some view that the runtime may have had shows the object as unwanted. */
function wasUnwanted(world: World, mailbox: string, key: string, since: number): boolean {
  const resource = key.split("|")[0]!;
  const contents = [
    (each: string) => each === "namespaces",
    (each: string) => each === resource || definesApis(each),
  ];
  return everSo(
    world,
    since,
    [...inventoryGroups, ...contents],
    (state) => !desired(state, mailbox).has(key),
  );
}

function definesApis(resource: string): boolean {
  return resource === "apibindings.apis.kcp.io" ||
    resource === "customresourcedefinitions.apiextensions.k8s.io";
}

/** Whether the edge's mailbox did not send the object at some moment; an edge without a mailbox is sent nothing, and keeps what it has. */
function wasUnsent(
  world: World,
  edge: string,
  resource: string,
  namespace: string,
  name: string,
  since: number,
): boolean {
  const { hub } = world;
  const target = hub.history.find(
    "synctargets.workload.kcp.io",
    storageKey(hub.clusterId(inventoryPath) ?? "", "", targetOf(edge)),
  );
  const mailbox = mailboxWorkspaces(world).find((each) => each.name.endsWith(`-mb-${target?.metadata.uid}`));
  if (mailbox === undefined) return true;
  const revisions = revisionsSince(
    world,
    since,
    (each, cluster) =>
      cluster === mailbox.cluster &&
      (each === resourceInMailbox(resource) || each.startsWith("syncerconfigs")),
  );
  return revisions.some((a) => {
    const config: SyncerConfigSpec | null = configAt(world, mailbox.cluster, a);
    if (config === null) return false;
    return revisions.some((b) => {
      const copy = hub.history.find(
        resourceInMailbox(resource),
        storageKey(mailbox.cluster, namespace, name),
        b,
      );
      return copy === null || !isAlive(copy) || !isSent(config, resource, namespace, name);
    });
  });
}
