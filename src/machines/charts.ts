/** Every machine by the kind of actor that runs it: what is walked by the model tests and drawn for people. @module */
import type { AnyStateMachine } from "xstate";
import { credentialMachine } from "./credential.ts";
import { edgeClusterMachine } from "./edge_cluster/edge_cluster.ts";
import { edgePlacementMachine } from "./edge_placement/edge_placement.ts";
import { heartbeatMachine } from "./heartbeat.ts";
import { locationMachine } from "./location.ts";
import { mailboxMachine } from "./mailbox/mailbox.ts";
import { reflectorMachine } from "./reflector/reflector.ts";
import { summarizerMachine } from "./summarizer/summarizer.ts";
import { supervisorMachine } from "./supervisor.ts";
import { syncerMachine } from "./syncer.ts";
import { syncerAccessMachine } from "./syncer_access.ts";
import { syncTargetMachine } from "./sync_target.ts";
import { targetHealthMachine } from "./target_health/target_health.ts";
import { upsyncMachine } from "./upsync/upsync.ts";
import { workloadMachine } from "./workload/workload.ts";

export const machines: Readonly<Record<string, AnyStateMachine>> = {
  credential: credentialMachine,
  edgeCluster: edgeClusterMachine,
  edgePlacement: edgePlacementMachine,
  heartbeat: heartbeatMachine,
  location: locationMachine,
  mailbox: mailboxMachine,
  reflector: reflectorMachine,
  summarizer: summarizerMachine,
  supervisor: supervisorMachine,
  syncer: syncerMachine,
  syncerAccess: syncerAccessMachine,
  syncTarget: syncTargetMachine,
  targetHealth: targetHealthMachine,
  upsync: upsyncMachine,
  workload: workloadMachine,
};
