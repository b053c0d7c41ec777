/** Examples of every event of a syncer. @module */
import { type SyncerEvent, type SyncerInput, syncerMachine } from "../../../src/machines/syncer.ts";
import { type Examples, listOf } from "../examples.ts";
import type { Journey } from "../walk.ts";

export const syncerInput: SyncerInput = { edge: "edge", mailbox: "c1-mb-u-f", cluster: "" };

export const syncer: Examples<SyncerEvent> = {
  "syncer.started": [{ type: "syncer.started" }],
  "edge.offered": [
    { type: "edge.offered", key: "edge", card: { edge: "edge", reach: "connected" } },
    { type: "edge.offered", key: "edge", card: { edge: "edge", reach: "unreachable" } },
  ],
  "edge.withdrawn": [{ type: "edge.withdrawn", key: "edge" }],
  "edge.listed": [{ type: "edge.listed" }],
};

export const syncerJourney: Journey = { machine: syncerMachine, input: syncerInput, events: listOf(syncer) };
