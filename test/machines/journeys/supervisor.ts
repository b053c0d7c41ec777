/** Examples of every event of the supervisor. @module */
import { syncTargets } from "../../../src/kube/kcp_api.ts";
import {
  type EdgeSpec,
  type SupervisorEvent,
  type SupervisorInput,
  supervisorMachine,
} from "../../../src/machines/supervisor.ts";
import { type Examples, listOf } from "../examples.ts";
import type { Journey } from "../walk.ts";
import { florin } from "./location.ts";

export const florinEdge: EdgeSpec = { name: "florin", workspace: "root:imw-1", syncTarget: "sync-target-f" };

export const supervisorEvents: Examples<SupervisorEvent> = {
  "edge.configured": [
    { type: "edge.configured", edge: { ...florinEdge, name: "guilder", workspace: "root:imw-2" } },
  ],
  "edge.removed": [{ type: "edge.removed", name: "florin" }],
  "workspace.resolved": [{ type: "workspace.resolved", path: "root:imw-1", cluster: "c1" }],
  "workspace.refused": [{ type: "workspace.refused", path: "root:imw-1", message: "it is not there" }],
  "retry.due": [{ type: "retry.due" }],
  "idle.reached": [{ type: "idle.reached" }],
  "target.offered": [{ type: "target.offered", key: "c1-mb-u-f", card: florin }],
  "target.withdrawn": [{ type: "target.withdrawn", key: "c1-mb-u-f" }],
  "target.listed": [{ type: "target.listed" }],
  "gate.opened": [{ type: "gate.opened", gate: "inventory" }],
  "gate.closed": [{ type: "gate.closed", gate: "inventory", why: "a source is stale" }],
};

export const supervisorInput: SupervisorInput = {
  edges: [florinEdge],
  inventory: [{
    view: { source: "hub", cluster: "*", gvr: syncTargets, selector: "" },
    subscriber: "route:syncTarget",
    as: "synctarget",
  }],
};
export const supervisorJourney: Journey = {
  machine: supervisorMachine,
  input: supervisorInput,
  events: listOf(supervisorEvents),
};
