/** Examples of every event of an upsync. @module */
import type { EventObject } from "xstate";
import { configMaps, customResourceDefinitions } from "../../../src/kube/core_api.ts";
import { syncerConfigs, type UpsyncSet } from "../../../src/kube/edge_api.ts";
import { type ObjectFact, objectKey } from "../../../src/kube/facts.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import { upsyncMachine } from "../../../src/machines/upsync/upsync.ts";
import type { UpsyncContext, UpsyncEvent, UpsyncInput } from "../../../src/machines/upsync/context.ts";
import { bornView, copyView } from "../../../src/machines/upsync/views.ts";
import { type Examples, fact, listOf, namespacesServed, seen, served } from "../examples.ts";
import type { Journey } from "../walk.ts";
import { configObject, configReflector } from "./mailbox.ts";

/** Room for one object, so that a second one is one too many. */
export const upsyncInput: UpsyncInput = { edge: "florin", mailbox: "c1-mb-u-f", objectsMax: 1 };

const terms: UpsyncSet[] = [{ resources: ["configmaps"], namespaces: ["orbital"], names: ["*"] }];
const configFact = fact(syncerConfigs, "the-one", { cluster: "m1", uid: "u-c" });
const bornReflector = reflectorAddress(bornView("florin", configMaps));
const copyReflector = reflectorAddress(copyView("m1", configMaps));
const definitionFact = fact(customResourceDefinitions, "widgets.group1.test", { cluster: "" });
const forbidden = { reason: "Forbidden", message: "you may not" };
const allServed = [namespacesServed, served(configMaps, true), served(customResourceDefinitions, false)];

function born(name: string, changes: Partial<ObjectFact> = {}): ObjectFact {
  return fact(configMaps, name, { namespace: "orbital", cluster: "", ...changes });
}

const george = born("george");
const georgeKey = objectKey(george);
const orbitalKey = objectKey({ gvr: namespacesServed, namespace: "", name: "orbital" });
const copyOfGeorge = fact(configMaps, "george", {
  cluster: "m1",
  namespace: "orbital",
  uid: "u-g",
  labels: { "edge.kcp.io/upsynced": "yes" },
});

export const upsync: Examples<UpsyncEvent> = {
  "edge.assigned": [{ type: "edge.assigned", edge: "florin", mailbox: "c1-mb-u-f" }],
  "edge.unassigned": [{ type: "edge.unassigned" }],
  "mailbox.offered": [
    { type: "mailbox.offered", key: "c1-mb-u-f", card: { name: "c1-mb-u-f", cluster: "m1" } },
  ],
  "mailbox.withdrawn": [{ type: "mailbox.withdrawn", key: "c1-mb-u-f" }],
  "mailbox.listed": [{ type: "mailbox.listed" }],
  "discovery.answered": [
    { type: "discovery.answered", server: "edge", edition: 0, resources: allServed },
    { type: "discovery.answered", server: "mailbox", edition: 0, resources: allServed.slice(0, 2) },
  ],
  "discovery.refused": [{ type: "discovery.refused", reason: "Unreachable", message: "nobody answers" }],
  "config.added": [seen("config.added", configFact, configObject({ upsync: terms }))],
  "config.modified": [seen("config.modified", configFact, configObject({}, "31"))],
  "config.deleted": [seen("config.deleted", configFact, configObject({}))],
  "config.synced": [{ type: "config.synced", source: configReflector, resourceVersion: "" }],
  "config.stale": [{ type: "config.stale", source: configReflector, why: "it is away" }],
  "definition.added": [seen("definition.added", definitionFact)],
  "definition.modified": [seen("definition.modified", definitionFact)],
  "definition.deleted": [seen("definition.deleted", definitionFact)],
  "definition.synced": [{ type: "definition.synced", source: bornReflector, resourceVersion: "" }],
  "definition.stale": [{ type: "definition.stale", source: bornReflector, why: "it is away" }],
  "born.added": [seen("born.added", george), seen("born.added", born("cosmo"))],
  "born.modified": [seen("born.modified", born("george", { resourceVersion: "2", deleting: true }))],
  "born.deleted": [seen("born.deleted", george)],
  "born.synced": [{ type: "born.synced", source: bornReflector, resourceVersion: "" }],
  "born.stale": [{ type: "born.stale", source: bornReflector, why: "it is away" }],
  "copy.added": [seen("copy.added", copyOfGeorge)],
  "copy.modified": [seen("copy.modified", { ...copyOfGeorge, resourceVersion: "2" })],
  "copy.deleted": [seen("copy.deleted", copyOfGeorge)],
  "copy.synced": [
    { type: "copy.synced", source: copyReflector, resourceVersion: "" },
    {
      type: "copy.synced",
      source: reflectorAddress(copyView("m1", namespacesServed)),
      resourceVersion: "",
    },
  ],
  "copy.stale": [{ type: "copy.stale", source: copyReflector, why: "it is away" }],
  "copy.agreed": [{
    type: "copy.agreed",
    key: georgeKey,
    form: "whole",
    from: { reflector: bornReflector, cluster: "", uid: "uid-of-george", resourceVersion: "1" },
    seen: { uid: "u-g", resourceVersion: "1", life: "alive", owner: "ours" },
  }, {
    type: "copy.agreed",
    key: orbitalKey,
    form: "bare",
    from: { reflector: "", cluster: "", uid: "", resourceVersion: "" },
    seen: { uid: "u-o", resourceVersion: "2", life: "alive", owner: "foreign" },
  }, {
    type: "copy.agreed",
    key: georgeKey,
    form: "whole",
    from: { reflector: bornReflector, cluster: "", uid: "uid-of-george", resourceVersion: "1" },
    seen: { uid: "u-g", resourceVersion: "1", life: "alive", owner: "ours" },
    writtenAt: 5,
  }],
  "copy.emptied": [{ type: "copy.emptied", key: georgeKey, uid: "u-g", resourceVersion: "1", since: 5 }],
  "copy.deletionAccepted": [{ type: "copy.deletionAccepted", key: georgeKey, uid: "u-g" }],
  "copy.refused": [{ type: "copy.refused", key: orbitalKey, ...forbidden }],
  "idle.reached": [{ type: "idle.reached" }],
  "retry.due": [{ type: "retry.due" }],
  "deadline.passed": [{ type: "deadline.passed" }],
};

const first = <T extends keyof typeof upsync>(type: T): EventObject => upsync[type][0];

/** From birth to one that knows what edge and mailbox serve. */
export const toAwaitingInputs: readonly EventObject[] = [
  first("mailbox.offered"),
  first("config.added"),
  first("config.synced"),
  first("idle.reached"),
  ...upsync["discovery.answered"],
  first("idle.reached"),
];
/** … and on to one that sees everything, and nothing to copy. */
export const toSettled: readonly EventObject[] = [
  ...toAwaitingInputs,
  ...upsync["copy.synced"],
  first("born.synced"),
  first("idle.reached"),
];
/** … and on to one that has asked for the Namespace of an object, and knows of a second object that is one too many. */
export const toSyncing: readonly EventObject[] = [
  ...toSettled,
  ...upsync["born.added"],
  first("idle.reached"),
];
/** … and on to one that has all it may have. */
export const toFull: readonly EventObject[] = [
  ...toSyncing,
  upsync["copy.agreed"][1] as EventObject,
  first("idle.reached"),
  first("copy.agreed"),
  first("idle.reached"),
];

/** … and on to one whose copy somebody else has changed again and again. */
export const toContended: readonly EventObject[] = [
  ...toSyncing,
  upsync["copy.agreed"][1] as EventObject,
  first("idle.reached"),
  ...Array.from({ length: 4 }, () => upsync["copy.agreed"][2] as EventObject),
  first("idle.reached"),
];

export const upsyncJourney: Journey = {
  machine: upsyncMachine,
  input: upsyncInput,
  events: listOf(upsync),
  starts: [toFull, toContended, toSyncing, toSettled, toAwaitingInputs],
  about: ({ terms, book }: UpsyncContext) => [terms?.length, book.entries.isEmpty(), book.inFlight.size],
};
