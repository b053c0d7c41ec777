/** Examples of every event of a workload. @module */
import { configMaps, namespaces } from "../../../src/kube/core_api.ts";
import { customizers } from "../../../src/kube/edge_api.ts";
import type { ObjectFact } from "../../../src/kube/facts.ts";
import { apiBindings } from "../../../src/kube/kcp_api.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import type { PlacementCard } from "../../../src/machines/edge_placement/context.ts";
import { workloadMachine } from "../../../src/machines/workload/workload.ts";
import type { WorkloadEvent, WorkloadInput } from "../../../src/machines/workload/context.ts";
import { type Examples, fact, listOf, namespacesServed, seen, served } from "../examples.ts";
import type { Journey } from "../walk.ts";
import { toFlorin } from "./edge_placement.ts";

export const commonCard: PlacementCard = {
  cluster: "w1",
  name: "edge-placement-c",
  uid: "u-p",
  spec: { namespaceSelector: { matchLabels: { common: "si" } }, upsync: [] },
  destinations: [toFlorin],
};

const inW1 = { cluster: "w1" };
export const commonNamespace: ObjectFact = fact(namespaces, "commonstuff", {
  ...inW1,
  labels: { common: "si" },
});
export const htdocs: ObjectFact = fact(configMaps, "httpd-htdocs", { ...inW1, namespace: "commonstuff" });
export const bindKube: ObjectFact = fact(apiBindings, "bind-kube", {
  ...inW1,
  definer: { defines: ["configmaps"] },
});

/** The address of the reflector that shows namespaces of the workspace. */
export const namespacesReflector: string = reflectorAddress({
  source: "hub",
  cluster: "w1",
  gvr: namespaces,
  selector: "",
});
export const exampleCustomizer: ObjectFact = fact(customizers, "example-customizer", {
  ...inW1,
  namespace: "commonstuff",
});
/** The address of the reflector that shows Customizers of the workspace. */
export const customizersReflector: string = reflectorAddress({
  source: "hub",
  cluster: "w1",
  gvr: customizers,
  selector: "",
});
export const configMapsServed = served(configMaps, true);

export const workload: Examples<WorkloadEvent> = {
  "workload.needed": [{ type: "workload.needed" }],
  "placement.offered": [{ type: "placement.offered", key: commonCard.name, card: commonCard }],
  "placement.withdrawn": [{ type: "placement.withdrawn", key: commonCard.name }],
  "placement.listed": [{ type: "placement.listed" }],
  "discovery.answered": [{ type: "discovery.answered", resources: [namespacesServed] }],
  "discovery.refused": [{ type: "discovery.refused", reason: "Unreachable", message: "nobody answers" }],
  "object.added": [seen("object.added", commonNamespace), seen("object.added", bindKube)],
  "object.modified": [seen("object.modified", commonNamespace), seen("object.modified", bindKube)],
  "object.deleted": [seen("object.deleted", commonNamespace), seen("object.deleted", bindKube)],
  "object.synced": [{ type: "object.synced", source: namespacesReflector, resourceVersion: "" }],
  "object.stale": [{ type: "object.stale", source: namespacesReflector, why: "it is away" }],
  "customizer.added": [seen("customizer.added", exampleCustomizer)],
  "customizer.modified": [seen("customizer.modified", { ...exampleCustomizer, resourceVersion: "2" })],
  "customizer.deleted": [seen("customizer.deleted", exampleCustomizer)],
  "customizer.synced": [{ type: "customizer.synced", source: customizersReflector, resourceVersion: "" }],
  "customizer.stale": [{ type: "customizer.stale", source: customizersReflector, why: "it is away" }],
  "share.requested": [{ type: "share.requested", mailbox: "c1-mb-u-f" }],
  "proof.requested": [{ type: "proof.requested", mailbox: "c1-mb-u-f", resources: ["configmaps"] }],
  "subjects.requested": [{ type: "subjects.requested", placement: commonCard.name }],
  "rediscover.due": [{ type: "rediscover.due" }],
  "retry.due": [{ type: "retry.due" }],
  "deadline.passed": [{ type: "deadline.passed" }],
};

export const workloadInput: WorkloadInput = { cluster: "w1" };
export const workloadJourney: Journey = {
  machine: workloadMachine,
  input: workloadInput,
  events: listOf(workload),
  // Discovery has shown more before than it does in the examples.
  starts: [
    [
      { type: "discovery.answered", resources: [namespacesServed, configMapsServed] },
      ...workload["rediscover.due"],
    ],
    [
      workload["placement.offered"][0]!,
      { type: "discovery.answered", resources: [namespacesServed, configMapsServed] },
      ...workload["rediscover.due"],
    ],
  ] as readonly (readonly WorkloadEvent[])[],
  about: ({ listed }: { readonly listed: boolean }) => listed,
};
