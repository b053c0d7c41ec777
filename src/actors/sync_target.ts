/** The syncTarget kind: needs nothing of the world beyond letters. @module */
import { type SyncTargetContext, type SyncTargetInput, syncTargetMachine } from "../machines/sync_target.ts";
import type { SyncTarget } from "../kube/kcp_api.ts";
import type { SeenLetter } from "../machines/watch_letters.ts";
import type { Kind } from "./system/kind.ts";

export function createSyncTargetKind(): Kind {
  return {
    name: "syncTarget",
    machine: syncTargetMachine,
    restart: "transient",
    spawnedBy: ["synctarget.added", "synctarget.modified"],
    endedBy: ["synctarget.deleted"],
    input: (_address, letter): SyncTargetInput => {
      const { object, fact } = letter as SeenLetter<"synctarget", SyncTarget>;
      return { object: object as SyncTarget, cluster: fact.cluster };
    },
    view: (context) => {
      const { cluster, name, uid, labels, mailbox, mailboxCluster, edge } = context as SyncTargetContext;
      return { cluster, name, uid, labels, mailbox, mailboxCluster, edge };
    },
    perform: {},
  };
}
