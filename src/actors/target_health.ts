/** The targetHealth kind: its machine, and how a SyncTarget's status is written. @module */
import { type SyncTarget, syncTargets } from "../kube/kcp_api.ts";
import {
  type TargetHealthContext,
  type TargetHealthInput,
  targetHealthMachine,
  type WriteHealthParams,
} from "../machines/target_health/target_health.ts";
import { seenStatus } from "../machines/target_health/memory.ts";
import type { SeenLetter } from "../machines/watch_letters.ts";
import { type Clock, timestamp } from "../ports/clock.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import { heartbeatManager } from "./heartbeat.ts";
import { refusalOf } from "./refusal.ts";
import { callForObject } from "./requests.ts";
import type { Kind, PerformContext } from "./system/kind.ts";

export function createTargetHealthKind(hub: ClusterApi, clock: Clock): Kind {
  return {
    name: "targetHealth",
    machine: targetHealthMachine,
    restart: "transient",
    spawnedBy: ["synctarget.added", "synctarget.modified"],
    endedBy: ["synctarget.deleted"],
    input: (_address, letter): TargetHealthInput => {
      const { object, fact } = letter as SeenLetter<"synctarget", SyncTarget>;
      return { object: object as SyncTarget, cluster: fact.cluster };
    },
    view: (context) => {
      const { cluster, name, uid, mailbox, beat, hearing, blind, status } = context as TargetHealthContext;
      return { cluster, name, uid, mailbox, beat, hearing, blind, status };
    },
    perform: {
      writeHealth: (params: WriteHealthParams, context) =>
        writeHealth(hub, timestamp(clock), params, context),
    },
  };
}

/** The uid makes sure that it is said of this very SyncTarget, not of a later one of the name. */
function writeHealth(
  hub: ClusterApi,
  now: string,
  { cluster, name, uid, status }: WriteHealthParams,
  { reply }: PerformContext,
): void {
  const conditions = status.conditions.map((condition) => ({ lastTransitionTime: now, ...condition }));
  const body = { metadata: { uid }, status: { ...status, conditions } };
  const query = { fieldManager: heartbeatManager };
  callForObject<SyncTarget>(
    hub,
    {
      verb: "patch",
      patchType: "merge",
      cluster,
      resource: syncTargets,
      subresource: "status",
      name,
      body,
      query,
    },
    (written) => {
      const event = { type: "health.written", status: seenStatus(written) };
      reply(event);
    },
    (error) => {
      const event = { type: "health.refused", ...refusalOf(error) };
      reply(event);
    },
  );
}
