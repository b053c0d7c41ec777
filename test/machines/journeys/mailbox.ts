/** Examples of every event of a mailbox. @module */
import type { EventObject } from "xstate";
import { configMaps, namespaces } from "../../../src/kube/core_api.ts";
import {
  edgePlacements,
  type SyncerConfig,
  syncerConfigs,
  type SyncerConfigSpec,
} from "../../../src/kube/edge_api.ts";
import { objectKey } from "../../../src/kube/facts.ts";
import {
  apiBindings,
  locations,
  syncTargets,
  type Workspace,
  workspaces,
} from "../../../src/kube/kcp_api.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import { configMade } from "../../../src/machines/mailbox/config.ts";
import { mailboxMachine } from "../../../src/machines/mailbox/mailbox.ts";
import type { MailboxEvent, MailboxInput, WorkspaceSeen } from "../../../src/machines/mailbox/context.ts";
import type { CopyAgreement, CopySeen, CopyWant } from "../../../src/placement/copies/entry.ts";
import { locationParameters } from "../../../src/placement/customization/location_parameters.ts";
import type { ApiResource } from "../../../src/kube/resource.ts";
import type { Share, ShareHead } from "../../../src/placement/workload/share.ts";
import { Map as ImmutableMap } from "immutable";
import { type Examples, fact, listOf, namespacesServed, seen, served } from "../examples.ts";
import type { ConfirmedLetter } from "../../../src/machines/watch_letters.ts";
import type { Journey } from "../walk.ts";
import { florin } from "./location.ts";

export const mailboxInput: MailboxInput = { name: "c1-mb-u-f" };

/** Ours: made for the SyncTarget that its annotation names. */
export function workspaceObject(changes: {
  readonly uid?: string;
  readonly cluster?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
} = {}): Workspace {
  const {
    uid = "u-w",
    cluster = "m1",
    annotations = { "edge.kcp.io/sync-target-name": "sync-target-f" },
    deletionTimestamp,
  } = changes;
  return {
    apiVersion: "tenancy.kcp.io/v1alpha1",
    kind: "Workspace",
    metadata: { name: mailboxInput.name, uid, annotations, deletionTimestamp },
    spec: { cluster },
    status: { phase: cluster === "" ? "Scheduling" : "Ready" },
  };
}
export const workspaceReady: WorkspaceSeen = {
  uid: "u-w",
  cluster: "m1",
  phase: "Ready",
  life: "alive",
  owner: "ours",
};

export function wantOf(
  name: string,
  namespace = "commonstuff",
  resourceVersion = "1",
  cluster = "w1",
): CopyWant {
  const gvr = namespace === "" ? namespaces : configMaps;
  return {
    key: objectKey({ gvr, namespace, name }),
    gvr,
    namespace,
    name,
    form: namespace === "" ? "bare" : "whole",
    from: { reflector: "reflector/hub/w1/x", cluster, uid: `uid-of-${name}`, resourceVersion },
  };
}

export const namespaceWant: CopyWant = wantOf("commonstuff", "");
export const head: ShareHead = {
  workload: "w1",
  sight: "complete",
  namespaces: ["commonstuff"],
  resources: [configMaps],
  clusterObjects: [],
  upsync: [],
};
export function shareOf(...wants: readonly CopyWant[]): Share {
  return { head, copies: ImmutableMap(wants.map((one) => [one.key, one])) };
}

const inMailbox = { cluster: "m1", labels: { "edge.kcp.io/projected": "yes" } };
export const namespaceCopy = fact(namespaces, "commonstuff", {
  ...inMailbox,
  uid: "u-n",
  resourceVersion: "20",
});
export const namespaceSeen: CopySeen = { uid: "u-n", resourceVersion: "20", life: "alive", owner: "ours" };
export const namespaceAgreement: CopyAgreement = {
  form: "bare",
  from: namespaceWant.from,
  seen: namespaceSeen,
};
export const copiesReflector: string = reflectorAddress({
  source: "hub",
  cluster: "m1",
  gvr: namespaces,
  selector: "edge.kcp.io/projected=yes",
});
export const configReflector: string = reflectorAddress({
  source: "hub",
  cluster: "m1",
  gvr: syncerConfigs,
  selector: "",
});

export const commonSpec: SyncerConfigSpec = {
  namespaceScope: {
    namespaces: ["commonstuff"],
    resources: [{ group: "", resource: "configmaps", apiVersion: "v1" }],
  },
};
export function configObject(spec: SyncerConfigSpec, resourceVersion = "30"): SyncerConfig {
  return {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "SyncerConfig",
    metadata: { name: "the-one", uid: "u-c", resourceVersion },
    spec,
  };
}
export const parametersOfFlorin = locationParameters({ labels: { "loc-name": "florin" }, annotations: {} });
const configFact = fact(syncerConfigs, "the-one", { cluster: "m1", uid: "u-c" });
const workspaceFact = fact(workspaces, mailboxInput.name, { uid: "u-w" });
export const bindingsServed: ApiResource = served(apiBindings, false);
const forbidden = { reason: "Forbidden", message: "you may not" };

/** Who says where placements lead, and who shows what is in the workload's workspace. */
export const inventorySources = [edgePlacements, locations, syncTargets].map((gvr) =>
  reflectorAddress({ source: "hub", cluster: "*", gvr, selector: "" })
);
const sourceInW1 = reflectorAddress({ source: "hub", cluster: "w1", gvr: namespaces, selector: "" });

export const mailbox: Examples<MailboxEvent> = {
  "mailbox.needed": [{ type: "mailbox.needed" }],
  "target.offered": [{ type: "target.offered", key: "u-f", card: florin }],
  "target.withdrawn": [{ type: "target.withdrawn", key: "u-f" }],
  "target.listed": [{ type: "target.listed" }],
  "reach.offered": [{ type: "reach.offered", key: "w1/p", card: { workload: "w1", placement: "p" } }],
  "reach.withdrawn": [{ type: "reach.withdrawn", key: "w1/p" }],
  "reach.listed": [{ type: "reach.listed" }],
  "location.offered": [{ type: "location.offered", key: "c1/location-f", card: parametersOfFlorin }],
  "location.withdrawn": [{ type: "location.withdrawn", key: "c1/location-f" }],
  "location.listed": [{ type: "location.listed" }],
  "gate.opened": [{ type: "gate.opened", gate: "inventory" }],
  "gate.closed": [{ type: "gate.closed", gate: "inventory", why: "a source is stale" }],
  "workspace.added": [
    seen("workspace.added", workspaceFact, workspaceObject()),
    { ...seen("workspace.added", workspaceFact, workspaceObject()), owner: "foreign" },
  ],
  "workspace.modified": [
    seen("workspace.modified", workspaceFact, workspaceObject({ uid: "u-w2", cluster: "" })),
    seen("workspace.modified", workspaceFact, workspaceObject({ deletionTimestamp: "2026-01-01T00:00:00Z" })),
  ],
  "workspace.deleted": [seen("workspace.deleted", workspaceFact, workspaceObject())],
  "workspace.created": [{ type: "workspace.created", workspace: workspaceReady }],
  "workspace.deletionAccepted": [{ type: "workspace.deletionAccepted", uid: "u-w" }],
  "binding.ensured": [{ type: "binding.ensured" }],
  "request.refused": [{ type: "request.refused", ...forbidden }],
  "discovery.answered": [{ type: "discovery.answered", resources: [namespacesServed] }],
  "discovery.refused": [{ type: "discovery.refused", ...forbidden }],
  "share.replaced": [{ type: "share.replaced", workload: "w1", share: shareOf(namespaceWant) }],
  "share.headed": [{ type: "share.headed", workload: "w1", head: { ...head, sight: "partial" } }],
  "share.withdrawn": [{ type: "share.withdrawn", workload: "w1" }],
  "copy.wanted": [{ type: "copy.wanted", workload: "w1", copy: namespaceWant }],
  "copy.unwanted": [{ type: "copy.unwanted", workload: "w1", key: namespaceWant.key }],
  "proof.sought": [{ type: "proof.sought", workload: "w1", sources: [sourceInW1] }],
  "view.confirmed": [
    { type: "view.confirmed", source: sourceInW1 },
    ...inventorySources.map((source): ConfirmedLetter => ({ type: "view.confirmed", source })),
  ],
  "proof.due": [{ type: "proof.due" }],
  "copy.added": [seen("copy.added", namespaceCopy)],
  "copy.modified": [seen("copy.modified", { ...namespaceCopy, resourceVersion: "21" })],
  "copy.deleted": [seen("copy.deleted", namespaceCopy)],
  "copy.synced": [{ type: "copy.synced", source: copiesReflector, resourceVersion: "" }],
  "copy.stale": [{ type: "copy.stale", source: copiesReflector, why: "it is away" }],
  "config.added": [seen("config.added", configFact, configObject({}))],
  "config.modified": [seen("config.modified", configFact, configObject(commonSpec, "31"))],
  "config.deleted": [seen("config.deleted", configFact, configObject({}))],
  "config.synced": [{ type: "config.synced", source: configReflector, resourceVersion: "" }],
  "config.stale": [{ type: "config.stale", source: configReflector, why: "it is away" }],
  "copy.agreed": [
    { type: "copy.agreed", key: namespaceWant.key, ...namespaceAgreement },
    {
      type: "copy.agreed",
      key: namespaceWant.key,
      ...namespaceAgreement,
      outcome: { revision: "", problem: "Cannot customize as there is no Customizer" },
    },
    { type: "copy.agreed", key: namespaceWant.key, ...namespaceAgreement, writtenAt: 5 },
  ],
  "copy.emptied": [{
    type: "copy.emptied",
    key: namespaceWant.key,
    uid: "u-n",
    resourceVersion: "20",
    since: 5,
  }],
  "copy.deletionAccepted": [{ type: "copy.deletionAccepted", key: namespaceWant.key, uid: "u-n" }],
  "copy.refused": [{ type: "copy.refused", key: namespaceWant.key, ...forbidden }],
  "config.written": [{
    type: "config.written",
    config: { uid: "u-c", resourceVersion: "32", spec: commonSpec, lacking: [] },
    made: configMade({ spec: commonSpec, lacking: [] }),
    at: 5,
  }],
  "config.refused": [{ type: "config.refused", ...forbidden }],
  "idle.reached": [{ type: "idle.reached" }],
  "retry.due": [{ type: "retry.due" }],
  "rediscover.due": [{ type: "rediscover.due" }],
  "deadline.passed": [{ type: "deadline.passed" }],
};

const [idle] = mailbox["idle.reached"];
const first = <T extends keyof typeof mailbox>(type: T): EventObject => mailbox[type][0];

/** From birth to a mailbox that is bound, and has found out what its workspace serves. */
export const toDiscovered: readonly EventObject[] = [
  first("gate.opened"),
  first("idle.reached"),
  first("target.offered"),
  first("target.listed"),
  first("reach.listed"),
  first("location.listed"),
  idle,
  first("workspace.created"),
  idle,
  first("binding.ensured"),
  idle,
  first("discovery.answered"),
  idle,
];

/** … and on to one that is seen completely and is told nothing to hold. */
export const toSettled: readonly EventObject[] = [
  ...toDiscovered,
  first("config.synced"),
  first("copy.synced"),
  idle,
];

/** … and on to one that has asked the hub for a Namespace and for `the-one`. */
export const toProjecting: readonly EventObject[] = [
  ...toSettled,
  first("reach.offered"),
  first("share.replaced"),
  idle,
];

/** The answers of all who are asked whether something that is to go is wanted after all. */
export const toProven: readonly EventObject[] = [
  first("proof.sought"),
  ...mailbox["view.confirmed"],
  first("idle.reached"),
];

/** … and on to one that holds it, but not customized as it says. */
export const toFlawed: readonly EventObject[] = [
  ...toProjecting,
  mailbox["copy.agreed"][1],
  first("config.written"),
];

const bindKube = fact(apiBindings, "bind-kube", { ...inMailbox, definer: { defines: ["namespaces"] } });

/** … and on to one that has lost sight of a resource whose definition is gone, and has waited for it. */
export const toLacking: readonly EventObject[] = [
  ...toSettled,
  { type: "discovery.answered", resources: [namespacesServed, bindingsServed] } as EventObject,
  seen("copy.deleted", bindKube),
  first("copy.stale"),
  idle,
  first("discovery.answered"),
  idle,
  first("deadline.passed"),
  idle,
];

/** … and on to one whose Namespace somebody else has deleted again and again. */
export const toContended: readonly EventObject[] = [
  ...toProjecting,
  ...Array.from({ length: 4 }, () => mailbox["copy.agreed"][2] as EventObject),
  first("config.written"),
  idle,
];

export const mailboxJourney: Journey = {
  machine: mailboxMachine,
  input: mailboxInput,
  events: listOf(mailbox),
  starts: [
    toDiscovered.slice(0, 5),
    toDiscovered.slice(0, 10),
    toDiscovered,
    toSettled,
    toProjecting,
    toFlawed,
    toLacking,
    toContended,
  ],
};
