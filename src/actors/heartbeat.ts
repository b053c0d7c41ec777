/** The heartbeat kind: its machine, and how a beat is written. @module */
import { syncerConfigs, theOneName } from "../kube/edge_api.ts";
import { type HeartbeatContext, type HeartbeatInput, heartbeatMachine } from "../machines/heartbeat.ts";
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
      const { edge, mailbox, mailboxCluster, reach, beatAt } = context as HeartbeatContext;
      return { edge, mailbox, mailboxCluster, reach, beatAt };
    },
    perform: {
      beat: ({ cluster }: { cluster: string }, context) => beat(hub, cluster, timestamp(clock), context),
    },
  };
}

function beat(hub: ClusterApi, cluster: string, at: string, { reply }: PerformContext): void {
  callForObject(
    hub,
    {
      verb: "patch",
      patchType: "merge",
      cluster,
      resource: syncerConfigs,
      subresource: "status",
      name: theOneName,
      body: { status: { lastSyncerHeartbeatTime: at } },
      query: { fieldManager: heartbeatManager },
    },
    () => {
      const event = { type: "beat.written", at };
      reply(event);
    },
    (error) => {
      const event = { type: "beat.refused", ...refusalOf(error) };
      reply(event);
    },
  );
}
