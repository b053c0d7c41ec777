/** The journey through every machine, by the kind of actor that runs it. @module */
import type { Journey } from "../walk.ts";
import { credentialJourney } from "./credential.ts";
import { edgeClusterJourney } from "./edge_cluster.ts";
import { edgePlacementJourney } from "./edge_placement.ts";
import { heartbeatJourney } from "./heartbeat.ts";
import { locationJourney } from "./location.ts";
import { mailboxJourney } from "./mailbox.ts";
import { reflectorJourney } from "./reflector.ts";
import { summarizerJourney } from "./summarizer.ts";
import { supervisorJourney } from "./supervisor.ts";
import { syncerJourney } from "./syncer.ts";
import { syncerAccessJourney } from "./syncer_access.ts";
import { syncTargetJourney } from "./sync_target.ts";
import { targetHealthJourney } from "./target_health.ts";
import { upsyncJourney } from "./upsync.ts";
import { workloadJourney } from "./workload.ts";

export const journeys: Readonly<Record<string, Journey>> = {
  credential: credentialJourney,
  edgeCluster: edgeClusterJourney,
  edgePlacement: edgePlacementJourney,
  heartbeat: heartbeatJourney,
  location: locationJourney,
  mailbox: mailboxJourney,
  reflector: reflectorJourney,
  summarizer: summarizerJourney,
  supervisor: supervisorJourney,
  syncer: syncerJourney,
  syncerAccess: syncerAccessJourney,
  syncTarget: syncTargetJourney,
  targetHealth: targetHealthJourney,
  upsync: upsyncJourney,
  workload: workloadJourney,
};
