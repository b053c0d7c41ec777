/** Pods, services, ingresses, and the kinds that make pods, as any server stores them: nothing defaulted. @module */
import type { KubeObject } from "../../../kube/object.ts";
import { byCodeUnit } from "../../../kube/order.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, at, listAt, pathColumn, textAt, textColumn } from "../printers/columns.ts";
import { deploymentColumns, podColumns, selectorText } from "../printers/workload_columns.ts";
import { kindsOfGroup, withScale, withStatus } from "./builtin_kind.ts";

const core = kindsOfGroup("", "v1");
const apps = kindsOfGroup("apps", "v1");
const networking = kindsOfGroup("networking.k8s.io", "v1");
const all = { categories: ["all"], namespaced: true } as const;

export const podKind: KindDefinition = core({
  ...all,
  kind: "Pod",
  resource: "pods",
  shortNames: ["po"],
  subresources: withStatus,
  selectableFields: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.serviceAccountName",
    "status.phase",
    "status.podIP",
  ],
  printerColumns: podColumns,
});

function servicePorts(service: KubeObject): string {
  return listAt(service, "spec", "ports").map((port) => {
    const node = at(port, "nodePort");
    return `${at(port, "port")}${node === undefined ? "" : `:${node}`}/${textAt(port, "protocol") || "TCP"}`;
  }).join(",");
}

export const serviceKind: KindDefinition = core({
  ...all,
  kind: "Service",
  resource: "services",
  shortNames: ["svc"],
  subresources: withStatus,
  generation: "none",
  nameFormat: "label",
  selectableFields: ["spec.clusterIP", "spec.type"],
  printerColumns: [
    textColumn("Type", ".spec.type", (service) => textAt(service, "spec", "type") || "ClusterIP"),
    textColumn("Cluster-IP", ".spec.clusterIP", (service) => textAt(service, "spec", "clusterIP")),
    textColumn("External-IP", ".spec.externalIPs", (s) => listAt(s, "spec", "externalIPs").join(",")),
    textColumn("Port(s)", ".spec.ports[*].port", servicePorts),
    age,
    textColumn(
      "Selector",
      ".spec.selector",
      (service) => selectorText(at(service, "spec", "selector")),
      "wide",
    ),
  ],
});

export const deploymentKind: KindDefinition = apps({
  ...all,
  kind: "Deployment",
  resource: "deployments",
  shortNames: ["deploy"],
  subresources: withScale,
  printerColumns: deploymentColumns,
});

const hosts = (ingress: KubeObject) =>
  listAt(ingress, "spec", "rules").map((rule) => textAt(rule, "host") || "*").sort(byCodeUnit).join(",") ||
  "*";

export const ingressKind: KindDefinition = networking({
  kind: "Ingress",
  resource: "ingresses",
  namespaced: true,
  shortNames: ["ing"],
  subresources: withStatus,
  printerColumns: [
    textColumn("Class", ".spec.ingressClassName", (ingress) => textAt(ingress, "spec", "ingressClassName")),
    textColumn("Hosts", ".spec.rules[*].host", hosts),
    pathColumn("Address", ".status.loadBalancer.ingress[0].ip"),
    textColumn(
      "Ports",
      ".spec.tls",
      (ingress) => (listAt(ingress, "spec", "tls").length > 0 ? "80, 443" : "80"),
    ),
    age,
  ],
});

/** What `root:compute` exports under the name `kubernetes` (kcp v0.11, config/rootcompute/kube-1.24). */
export const computeKinds: readonly KindDefinition[] = [deploymentKind, serviceKind, podKind, ingressKind];
