/** The syncer kind: needs nothing of the world beyond letters. @module */
import { type SyncerContext, type SyncerInput, syncerMachine } from "../machines/syncer.ts";
import type { Kind } from "./system/kind.ts";

export function createSyncerKind(input: SyncerInput): Kind {
  return {
    name: "syncer",
    machine: syncerMachine,
    restart: "permanent",
    spawnedBy: ["syncer.started"],
    input: () => input,
    view: (context) => {
      const { edge, mailbox, cluster, reach } = context as SyncerContext;
      return { edge, mailbox, cluster, reach };
    },
    perform: {},
  };
}
