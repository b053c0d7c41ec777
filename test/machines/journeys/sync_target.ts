/** Examples of every event of a SyncTarget. @module */
import { type SyncTarget, syncTargets } from "../../../src/kube/kcp_api.ts";
import {
  type SyncTargetEvent,
  type SyncTargetInput,
  syncTargetMachine,
} from "../../../src/machines/sync_target.ts";
import { type Examples, fact, listOf, seen } from "../examples.ts";
import type { Journey } from "../walk.ts";

export function syncTargetObject(labels: Readonly<Record<string, string>>): SyncTarget {
  return {
    apiVersion: "workload.kcp.io/v1alpha1",
    kind: "SyncTarget",
    metadata: { name: "sync-target-f", uid: "u-f", labels },
  };
}

const about = fact(syncTargets, "sync-target-f", { uid: "u-f" });
export const syncTarget: Examples<SyncTargetEvent> = {
  "synctarget.added": [
    seen("synctarget.added", about, syncTargetObject({ env: "prod" })),
    seen("synctarget.added", { ...about, deleting: true }, syncTargetObject({})),
  ],
  "synctarget.modified": [
    seen("synctarget.modified", about, syncTargetObject({ env: "dev" })),
    seen("synctarget.modified", { ...about, deleting: true }, syncTargetObject({})),
  ],
  "synctarget.deleted": [seen("synctarget.deleted", about, syncTargetObject({}))],
  "mailbox.offered": [
    { type: "mailbox.offered", key: "c1-mb-u-f", card: { name: "c1-mb-u-f", cluster: "m1" } },
  ],
  "mailbox.withdrawn": [{ type: "mailbox.withdrawn", key: "c1-mb-u-f" }],
  "mailbox.listed": [{ type: "mailbox.listed" }],
  "edge.offered": [
    { type: "edge.offered", key: "florin", card: { edge: "florin", reach: "connected" } },
    { type: "edge.offered", key: "florin", card: { edge: "florin", reach: "unreachable" } },
  ],
  "edge.withdrawn": [{ type: "edge.withdrawn", key: "florin" }],
  "edge.listed": [{ type: "edge.listed" }],
};

export const syncTargetInput: SyncTargetInput = { cluster: "c1", object: syncTargetObject({ env: "prod" }) };
export const syncTargetJourney: Journey = {
  machine: syncTargetMachine,
  input: syncTargetInput,
  events: listOf(syncTarget),
};
