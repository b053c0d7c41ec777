/** Examples of every event of an edge cluster. @module */
import type { EventObject } from "xstate";
import { configMaps, customResourceDefinitions, namespaces } from "../../../src/kube/core_api.ts";
import { syncerConfigs } from "../../../src/kube/edge_api.ts";
import { objectKey } from "../../../src/kube/facts.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import { edgeClusterMachine } from "../../../src/machines/edge_cluster/edge_cluster.ts";
import type { EdgeClusterEvent, EdgeClusterInput } from "../../../src/machines/edge_cluster/context.ts";
import { type Examples, fact, listOf, namespacesServed, seen, served } from "../examples.ts";
import type { Journey } from "../walk.ts";
import {
  commonSpec,
  configObject,
  configReflector,
  copiesReflector,
  namespaceCopy,
  namespaceSeen,
} from "./mailbox.ts";

export const edgeClusterInput: EdgeClusterInput = { edge: "florin", mailbox: "c1-mb-u-f" };

export const configFact = fact(syncerConfigs, "the-one", { cluster: "m1", uid: "u-c" });
export const landedReflector: string = reflectorAddress({
  source: "edge:florin",
  cluster: "",
  gvr: namespaces,
  selector: "edge.kcp.io/projected=yes",
});
export const configMapsReflector: string = reflectorAddress({
  source: "hub",
  cluster: "m1",
  gvr: configMaps,
  selector: "edge.kcp.io/projected=yes",
});
export const namespaceKey: string = objectKey({ gvr: namespaces, namespace: "", name: "commonstuff" });
export const landedNamespace = fact(namespaces, "commonstuff", {
  cluster: "",
  uid: "e-n",
  resourceVersion: "100",
  labels: { "edge.kcp.io/projected": "yes" },
});
/** What the edge copy of the Namespace is made from. */
export const fromMailbox = { reflector: copiesReflector, cluster: "m1", uid: "u-n", resourceVersion: "" };
const forbidden = { reason: "Forbidden", message: "you may not" };

export const edgeCluster: Examples<EdgeClusterEvent> = {
  "edge.assigned": [{ type: "edge.assigned", edge: "florin", mailbox: "c1-mb-u-f" }],
  "edge.unassigned": [{ type: "edge.unassigned" }],
  "mailbox.offered": [
    { type: "mailbox.offered", key: "c1-mb-u-f", card: { name: "c1-mb-u-f", cluster: "m1" } },
  ],
  "mailbox.withdrawn": [{ type: "mailbox.withdrawn", key: "c1-mb-u-f" }],
  "mailbox.listed": [{ type: "mailbox.listed" }],
  "discovery.answered": [{ type: "discovery.answered", resources: [namespacesServed] }],
  "discovery.refused": [{ type: "discovery.refused", reason: "Unreachable", message: "nobody answers" }],
  "config.added": [seen("config.added", configFact, configObject(commonSpec))],
  "config.modified": [seen("config.modified", configFact, configObject({ namespaceScope: {} }, "31"))],
  "config.deleted": [seen("config.deleted", configFact, configObject(commonSpec))],
  "config.synced": [{ type: "config.synced", source: configReflector, resourceVersion: "" }],
  "config.stale": [{ type: "config.stale", source: configReflector, why: "it is away" }],
  "copy.added": [seen("copy.added", namespaceCopy)],
  "copy.modified": [seen("copy.modified", { ...namespaceCopy, resourceVersion: "21" })],
  "copy.deleted": [seen("copy.deleted", namespaceCopy)],
  "copy.synced": [
    { type: "copy.synced", source: copiesReflector, resourceVersion: "" },
    { type: "copy.synced", source: configMapsReflector, resourceVersion: "" },
  ],
  "copy.stale": [{ type: "copy.stale", source: copiesReflector, why: "it is away" }],
  "landed.added": [seen("landed.added", landedNamespace)],
  "landed.modified": [seen("landed.modified", { ...landedNamespace, resourceVersion: "101" })],
  "landed.deleted": [seen("landed.deleted", landedNamespace)],
  "landed.synced": [{ type: "landed.synced", source: landedReflector, resourceVersion: "" }],
  "landed.stale": [{ type: "landed.stale", source: landedReflector, why: "it is away" }],
  "copy.agreed": [{
    type: "copy.agreed",
    key: namespaceKey,
    form: "bare",
    from: fromMailbox,
    seen: { ...namespaceSeen, uid: "e-n", resourceVersion: "100" },
  }, {
    type: "copy.agreed",
    key: namespaceKey,
    form: "bare",
    from: fromMailbox,
    seen: { ...namespaceSeen, uid: "e-n", resourceVersion: "100" },
    writtenAt: 5,
  }],
  "copy.emptied": [{ type: "copy.emptied", key: namespaceKey, uid: "e-n", resourceVersion: "100", since: 5 }],
  "copy.deletionAccepted": [{ type: "copy.deletionAccepted", key: namespaceKey, uid: "e-n" }],
  "copy.refused": [{ type: "copy.refused", key: namespaceKey, ...forbidden }],
  "status.returned": [
    { type: "status.returned", key: namespaceKey, resourceVersion: "100", outcome: "written", writtenAt: 0 },
    { type: "status.returned", key: namespaceKey, resourceVersion: "100", outcome: "same" },
  ],
  "status.rested": [{ type: "status.rested" }],
  "status.refused": [{ type: "status.refused", key: namespaceKey, ...forbidden }],
  "idle.reached": [{ type: "idle.reached" }],
  "retry.due": [{ type: "retry.due" }],
  "rediscover.due": [{ type: "rediscover.due" }],
  "deadline.passed": [{ type: "deadline.passed" }],
};

const first = <T extends keyof typeof edgeCluster>(type: T): EventObject => edgeCluster[type][0];
const synced = (source: string): EventObject =>
  ({ type: "copy.synced", source, resourceVersion: "" }) as EventObject;

/** From birth to an edge whose mailbox has no SyncerConfig yet. */
export const toAwaitingConfig: readonly EventObject[] = [
  first("mailbox.offered"),
  first("idle.reached"),
  first("discovery.answered"),
  first("config.synced"),
  first("landed.synced"),
  first("idle.reached"),
];
/** … and on to one that sees everything and has nothing to hold. */
export const toInStep: readonly EventObject[] = [
  ...toAwaitingConfig,
  first("config.added"),
  synced(copiesReflector),
  synced(configMapsReflector),
  first("idle.reached"),
];
/** … and on to one that has asked its edge for a Namespace. */
export const toSyncing: readonly EventObject[] = [...toInStep, first("copy.added"), first("idle.reached")];

const definition = fact(customResourceDefinitions, "namespaces", {
  cluster: "",
  labels: landedNamespace.labels,
});

/** … and on to one that has lost sight of a resource whose definition is gone, and has waited for it. */
export const toLacking: readonly EventObject[] = [
  first("mailbox.offered"),
  first("idle.reached"),
  {
    type: "discovery.answered",
    resources: [namespacesServed, served(customResourceDefinitions, false)],
  } as EventObject,
  first("config.synced"),
  first("landed.synced"),
  first("config.added"),
  seen("landed.deleted", definition),
  first("landed.stale"),
  first("idle.reached"),
  first("discovery.answered"),
  first("idle.reached"),
  first("deadline.passed"),
  first("idle.reached"),
];

/** … and on to one on which somebody else has deleted the Namespace again and again. */
export const toContended: readonly EventObject[] = [
  ...toSyncing,
  ...Array.from({ length: 4 }, () => edgeCluster["copy.agreed"][1] as EventObject),
  first("idle.reached"),
];

/** From birth to an edge that does not answer, while a status that was written before is resting. */
export const toUnreachable: readonly EventObject[] = [
  first("mailbox.offered"),
  first("idle.reached"),
  first("status.returned"),
  first("discovery.refused"),
];

export const edgeClusterJourney: Journey = {
  machine: edgeClusterMachine,
  input: edgeClusterInput,
  events: listOf(edgeCluster),
  starts: [toUnreachable, toAwaitingConfig, toInStep, toSyncing, toLacking, toContended],
};
