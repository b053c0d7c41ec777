/** The small kinds of the core group, and events. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { KindDefinition, SubresourceHandler } from "../../resources/kind_definition.ts";
import { age, at, countColumn, listAt, pathColumn, textAt, textColumn } from "../printers/columns.ts";
import { definitionProblems } from "../definitions/definition_rules.ts";
import { kindsOfGroup, withStatus } from "./builtin_kind.ts";

const core = kindsOfGroup("", "v1");

/** ServiceAccounts; `token` answers `serviceaccounts/token`, which is not served without it. */
export function serviceAccountKind(token?: SubresourceHandler): KindDefinition {
  return core({
    kind: "ServiceAccount",
    resource: "serviceaccounts",
    namespaced: true,
    shortNames: ["sa"],
    generation: "none",
    ...(token ? { subresources: { handlers: { token } } } : {}),
    printerColumns: [countColumn("Secrets", ".secrets", (account) => listAt(account, "secrets").length), age],
  });
}

export const limitRangeKind: KindDefinition = core({
  kind: "LimitRange",
  resource: "limitranges",
  namespaced: true,
  shortNames: ["limits"],
  generation: "none",
  printerColumns: [pathColumn("Created At", ".metadata.creationTimestamp")],
});

export const resourceQuotaKind: KindDefinition = core({
  kind: "ResourceQuota",
  resource: "resourcequotas",
  namespaced: true,
  shortNames: ["quota"],
  subresources: withStatus,
  generation: "none",
  printerColumns: [
    textColumn("Request", ".status.used", (quota) => usage(quota, (name) => !name.startsWith("limits."))),
    textColumn("Limit", ".status.hard", (quota) => usage(quota, (name) => name.startsWith("limits."))),
    age,
  ],
});

function usage(quota: KubeObject, wanted: (name: string) => boolean): string {
  const hard = Object.entries((at(quota, "status", "hard") ?? at(quota, "spec", "hard") ?? {}) as object);
  return hard.filter(([name]) => wanted(name))
    .map(([name, limit]) => `${name}: ${at(quota, "status", "used", name) ?? 0}/${limit}`).join(", ");
}

const eventColumns = [
  pathColumn("Last Seen", ".lastTimestamp", { type: "date" }),
  pathColumn("Type", ".type"),
  pathColumn("Reason", ".reason"),
  textColumn("Object", ".involvedObject.name", (event) => {
    const about = event.involvedObject ?? event.regarding;
    return `${textAt(about, "kind").toLowerCase()}/${textAt(about, "name")}`;
  }),
];

export const eventKind: KindDefinition = core({
  kind: "Event",
  resource: "events",
  namespaced: true,
  model: "CoreV1Event",
  shortNames: ["ev"],
  generation: "none",
  selectableFields: [
    "involvedObject.kind",
    "involvedObject.name",
    "involvedObject.namespace",
    "involvedObject.uid",
    "reason",
    "source",
    "type",
  ],
  printerColumns: [
    ...eventColumns,
    pathColumn("Message", ".message"),
    pathColumn("Count", ".count", { type: "integer", wide: true }),
  ],
});

export const eventsGroupKind: KindDefinition = kindsOfGroup("events.k8s.io", "v1")({
  kind: "Event",
  resource: "events",
  namespaced: true,
  model: "EventsV1Event",
  shortNames: ["ev"],
  generation: "none",
  printerColumns: [...eventColumns, pathColumn("Message", ".note")],
});

export const leaseKind: KindDefinition = kindsOfGroup("coordination.k8s.io", "v1")({
  kind: "Lease",
  resource: "leases",
  namespaced: true,
  generation: "none",
  printerColumns: [pathColumn("Holder", ".spec.holderIdentity"), age],
});

export const customResourceDefinitionKind: KindDefinition = kindsOfGroup("apiextensions.k8s.io", "v1")({
  kind: "CustomResourceDefinition",
  resource: "customresourcedefinitions",
  namespaced: false,
  shortNames: ["crd", "crds"],
  categories: ["api-extensions"],
  subresources: withStatus,
  generation: "spec",
  printerColumns: [pathColumn("Created At", ".metadata.creationTimestamp")],
  validate: (_context, definition, old) => definitionProblems(definition, old),
});
