/** Examples of every event of a heartbeat. @module */
import {
  type HeartbeatEvent,
  type HeartbeatInput,
  heartbeatMachine,
} from "../../../src/machines/heartbeat.ts";
import { type Examples, listOf } from "../examples.ts";
import type { Journey } from "../walk.ts";

export const heartbeatInput: HeartbeatInput = { edge: "florin", mailbox: "c1-mb-u-f" };

export const heartbeat: Examples<HeartbeatEvent> = {
  "edge.assigned": [{ type: "edge.assigned", edge: "florin", mailbox: "c1-mb-u-f" }],
  "edge.unassigned": [{ type: "edge.unassigned" }],
  "mailbox.offered": [
    { type: "mailbox.offered", key: "c1-mb-u-f", card: { name: "c1-mb-u-f", cluster: "m1" } },
  ],
  "mailbox.withdrawn": [{ type: "mailbox.withdrawn", key: "c1-mb-u-f" }],
  "mailbox.listed": [{ type: "mailbox.listed" }],
  "edge.offered": [
    { type: "edge.offered", key: "florin", card: { edge: "florin", reach: "connected" } },
    { type: "edge.offered", key: "florin", card: { edge: "florin", reach: "unreachable" } },
    { type: "edge.offered", key: "florin", card: { edge: "florin", reach: "connected", refused: 2 } },
  ],
  "edge.withdrawn": [{ type: "edge.withdrawn", key: "florin" }],
  "edge.listed": [{ type: "edge.listed" }],
  "beat.due": [{ type: "beat.due" }],
  "beat.written": [{ type: "beat.written", at: "2026-01-01T00:00:00Z", said: null }],
  "beat.refused": [{ type: "beat.refused", reason: "NotFound", message: "there is no SyncerConfig" }],
};

export const heartbeatJourney: Journey = {
  machine: heartbeatMachine,
  input: heartbeatInput,
  events: listOf(heartbeat),
};
