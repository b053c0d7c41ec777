/** The mailboxes of a world as they stand. @module */
import type { SyncerConfigSpec } from "../../kube/edge_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { storageKey } from "../model/history.ts";
import { inventoryPath, providerPath } from "../run/founding.ts";
import type { World } from "../run/world.ts";
import { clusterOf, isAlive } from "./brute_force.ts";

const workspaces = "workspaces.tenancy.kcp.io";

export interface TrueMailbox {
  readonly name: string;
  /** Its own logical cluster; "" while it has none. */
  readonly cluster: string;
  readonly workspace: KubeObject;
}

/** Children of the provider's workspace that are named like mailboxes. */
export function mailboxWorkspaces({ hub }: World): readonly TrueMailbox[] {
  return hub.history.list(workspaces, hub.clusterId(providerPath) ?? "?")
    .filter(({ metadata }) => metadata.name.includes("-mb-"))
    .map((workspace) => ({ name: workspace.metadata.name, cluster: clusterIn(workspace), workspace }));
}

function clusterIn(workspace: KubeObject): string {
  return (workspace["spec"] as { cluster?: string } | undefined)?.cluster ?? "";
}

/** The mailbox of the SyncTarget of this name, if both are there. */
export function mailboxFor(world: World, target: string): TrueMailbox | undefined {
  const inventory = world.hub.clusterId(inventoryPath) ?? "";
  const found = world.hub.history.find("synctargets.workload.kcp.io", storageKey(inventory, "", target));
  return found === null
    ? undefined
    : mailboxWorkspaces(world).find(({ name }) => name.endsWith(`-mb-${found.metadata.uid}`));
}

/**
 * The logical clusters of the mailboxes that were there at some moment since a revision, of any SyncTarget that ever had this name: a mailbox
 * outlives its SyncTarget until the runtime hears of its end. Those of all mailboxes since, when there was no such SyncTarget.
 */
export function mailboxClustersSince({ hub }: World, target: string, from: number): readonly string[] {
  const key = storageKey(hub.clusterId(inventoryPath) ?? "", "", target);
  const uids = hub.history.versions("synctargets.workload.kcp.io", key, 0)
    .map(({ object }) => object.metadata.uid);
  const since = hub.history.commits.slice(from).filter(({ resource }) => resource === workspaces);
  const seen = [...hub.history.list(workspaces, "*", from), ...since.map(({ object }) => object)];
  const found = seen.filter(({ metadata: { name } }) =>
    name.includes("-mb-") && (uids.length === 0 || uids.some((uid) => name.endsWith(`-mb-${uid}`)))
  );
  return [...new Set(found.map(clusterIn))];
}

/** What SyncTargets that live now should have as mailboxes. */
export function wantedMailboxes({ hub }: World): readonly string[] {
  return hub.history.list("synctargets.workload.kcp.io", "*").filter(isAlive)
    .map((target) => `${clusterOf(target)}-mb-${target.metadata.uid}`);
}

/** `the-one` of a mailbox at a revision; null when there is none. */
export function configAt({ hub }: World, cluster: string, revision = Infinity): SyncerConfigSpec | null {
  const found = hub.history.find("syncerconfigs.edge.kcp.io", storageKey(cluster, "", "the-one"), revision);
  return found === null ? null : (found["spec"] ?? {}) as SyncerConfigSpec;
}

export function isMarked({ metadata }: KubeObject): boolean {
  return metadata.labels?.["edge.kcp.io/projected"] === "yes";
}
