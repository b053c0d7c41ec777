/** Examples of every event of the health of a SyncTarget. @module */
import type { EventObject } from "xstate";
import { type SyncerConfig, syncerConfigs } from "../../../src/kube/edge_api.ts";
import { type SyncTarget, syncTargets } from "../../../src/kube/kcp_api.ts";
import {
  type TargetHealthContext,
  type TargetHealthEvent,
  targetHealthMachine,
} from "../../../src/machines/target_health/target_health.ts";
import { type Examples, fact, listOf, seen } from "../examples.ts";
import type { Journey } from "../walk.ts";
import { configReflector } from "./mailbox.ts";

const target: SyncTarget = {
  apiVersion: "workload.kcp.io/v1alpha1",
  kind: "SyncTarget",
  metadata: { name: "sync-target-f", uid: "u-f" },
};
const targetFact = fact(syncTargets, "sync-target-f", { uid: "u-f" });
const configFact = fact(syncerConfigs, "the-one", { cluster: "m1", uid: "u-c" });

function beaten(second: number): SyncerConfig {
  return {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "SyncerConfig",
    metadata: { name: "the-one", uid: "u-c" },
    status: { lastSyncerHeartbeatTime: `2026-01-01T00:00:0${second}Z` },
  };
}

export const targetHealth: Examples<TargetHealthEvent> = {
  "synctarget.added": [
    seen("synctarget.added", targetFact, target),
    seen("synctarget.added", { ...targetFact, deleting: true }, target),
  ],
  "synctarget.modified": [
    seen("synctarget.modified", targetFact, target),
    seen("synctarget.modified", { ...targetFact, deleting: true }, target),
  ],
  "synctarget.deleted": [seen("synctarget.deleted", targetFact, target)],
  "mailbox.offered": [
    { type: "mailbox.offered", key: "c1-mb-u-f", card: { name: "c1-mb-u-f", cluster: "m1" } },
  ],
  "mailbox.withdrawn": [{ type: "mailbox.withdrawn", key: "c1-mb-u-f" }],
  "mailbox.listed": [{ type: "mailbox.listed" }],
  "config.added": [seen("config.added", configFact, beaten(1))],
  "config.modified": [
    seen("config.modified", configFact, beaten(2)),
    seen("config.modified", configFact, beaten(3)),
  ],
  "config.deleted": [seen("config.deleted", configFact, beaten(3))],
  "config.synced": [{ type: "config.synced", source: configReflector, resourceVersion: "" }],
  "config.stale": [{ type: "config.stale", source: configReflector, why: "it is away" }],
  "silence.due": [{ type: "silence.due" }],
  "health.written": [{
    type: "health.written",
    status: {
      lastSyncerHeartbeatTime: "2026-01-01T00:00:02Z",
      conditions: [{ type: "HeartbeatHealthy", status: "True" }, { type: "Ready", status: "True" }],
    },
  }],
  "health.refused": [{ type: "health.refused", reason: "Unreachable", message: "nobody answers" }],
  "retry.due": [{ type: "retry.due" }],
};

const first = <T extends keyof typeof targetHealth>(type: T): EventObject => targetHealth[type][0];

/** From birth to a SyncTarget whose status says that its syncer is heard. */
export const toHealthy: readonly EventObject[] = [
  first("mailbox.offered"),
  first("config.added"),
  first("config.synced"),
  first("config.modified"),
  first("health.written"),
];
/** … and on to one whose syncer has fallen silent, and whose status says so. */
export const toStale: readonly EventObject[] = [
  ...toHealthy,
  first("silence.due"),
  {
    type: "health.written",
    status: {
      lastSyncerHeartbeatTime: "2026-01-01T00:00:02Z",
      conditions: ["HeartbeatHealthy", "Ready"].map((type) => ({
        type,
        status: "False",
        reason: "ErrorHeartbeat",
        message: "No heartbeat since 2026-01-01T00:00:02Z",
        severity: "Warning",
      })),
    },
  } as EventObject,
];

export const targetHealthJourney: Journey = {
  machine: targetHealthMachine,
  input: { object: target, cluster: "c1" },
  events: listOf(targetHealth),
  starts: [toHealthy, toStale, toHealthy.slice(0, 4), [...toHealthy.slice(0, 4), first("health.refused")]],
  about: ({ beat, hearing }: TargetHealthContext) => [beat, hearing],
};
