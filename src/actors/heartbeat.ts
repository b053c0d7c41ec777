/** The heartbeat kind: its machine, and how a beat is written. @module */
import { syncerConfigs, theOneName } from "../kube/edge_api.ts";
import type { Condition } from "../kube/kcp_api.ts";
import {
  type BeatParams,
  type HeartbeatContext,
  type HeartbeatInput,
  heartbeatMachine,
} from "../machines/heartbeat.ts";
import type { EdgeAssignedLetter } from "../machines/supervisor.ts";
import { type Clock, timestamp } from "../ports/clock.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import { refusalOf } from "./refusal.ts";
import { callForObject } from "./requests.ts";
import type { Kind, PerformContext } from "./system/kind.ts";

/** Who writes heartbeats: such a write is a lease, and says nothing but "I am here". */
export const heartbeatManager = "edge-syncer-heartbeat";

export function createHeartbeatKind(hub: ClusterApi, clock: Clock): Kind {
  return {
    name: "heartbeat",
    machine: heartbeatMachine,
    restart: "transient",
    spawnedBy: ["edge.assigned"],
    endedBy: ["edge.unassigned"],
    input: (_address, letter): HeartbeatInput => {
      const { edge, mailbox } = letter as EdgeAssignedLetter;
      return { edge, mailbox };
    },
    view: (context) => {
      const { edge, mailbox, mailboxCluster, reach, beatAt, said } = context as HeartbeatContext;
      return { edge, mailbox, mailboxCluster, reach, beatAt, said };
    },
    perform: {
      beat: (params: BeatParams, context) => beat(hub, params, timestamp(clock), context),
    },
  };
}

function beat(
  hub: ClusterApi,
  { cluster, refused, said: before }: BeatParams,
  at: string,
  { reply }: PerformContext,
): void {
  const said = refused === null ? before : since(before, readyOf(refused), at);
  callForObject(
    hub,
    {
      verb: "patch",
      patchType: "merge",
      cluster,
      resource: syncerConfigs,
      subresource: "status",
      name: theOneName,
      body: { status: { lastSyncerHeartbeatTime: at, ...(said !== null && { conditions: [said] }) } },
      query: { fieldManager: heartbeatManager },
    },
    () => {
      const event = { type: "beat.written", at, said };
      reply(event);
    },
    (error) => {
      const event = { type: "beat.refused", ...refusalOf(error) };
      reply(event);
    },
  );
}

/** Whether the edge holds what its mailbox says, in words. */
function readyOf(refused: number): Condition {
  if (refused === 0) {
    const message = "The edge holds exactly what its mailbox says";
    return { type: "Ready", status: "True", reason: "InStep", message };
  }
  const message = `The edge refused ${
    refused === 1 ? "one object" : `${refused} objects`
  }; the rest is in place`;
  return { type: "Ready", status: "False", reason: "Impeded", message };
}

/** A condition whose status stays keeps the time of its last change. */
function since(before: Condition | null, now: Condition, at: string): Condition {
  const isSame = before?.status === now.status;
  return { ...now, lastTransitionTime: isSame ? before.lastTransitionTime ?? at : at };
}
