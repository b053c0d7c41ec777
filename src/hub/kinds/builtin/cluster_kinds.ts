/** Nodes, and the policies that only a whole Kubernetes has. @module */
import type { KubeObject } from "../../../kube/object.ts";
import { byCodeUnit } from "../../../kube/order.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, at, countColumn, listAt, pathColumn, textAt, textColumn } from "../printers/columns.ts";
import { selectorText } from "../printers/workload_columns.ts";
import { kindsOfGroup, withStatus } from "./builtin_kind.ts";

const rolePrefix = "node-role.kubernetes.io/";

function nodeStatus(node: KubeObject): string {
  const ready = listAt(node, "status", "conditions").find((condition) => at(condition, "type") === "Ready");
  const word = at(ready, "status") === "True" ? "Ready" : ready === undefined ? "Unknown" : "NotReady";
  return at(node, "spec", "unschedulable") === true ? `${word},SchedulingDisabled` : word;
}

function nodeRoles(node: KubeObject): string {
  const roles = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(rolePrefix));
  return roles.map((label) => label.slice(rolePrefix.length)).sort(byCodeUnit).join(",");
}

const addressOf = (type: string) => (node: KubeObject) =>
  textAt(listAt(node, "status", "addresses").find((address) => at(address, "type") === type), "address");
const info = (field: string) => (node: KubeObject) => textAt(node, "status", "nodeInfo", field);

export const nodeKind: KindDefinition = kindsOfGroup("", "v1")({
  kind: "Node",
  resource: "nodes",
  namespaced: false,
  shortNames: ["no"],
  subresources: withStatus,
  generation: "none",
  selectableFields: ["spec.unschedulable"],
  printerColumns: [
    textColumn("Status", '.status.conditions[?(@.type=="Ready")].status', nodeStatus),
    textColumn("Roles", ".metadata.labels", nodeRoles),
    age,
    pathColumn("Version", ".status.nodeInfo.kubeletVersion"),
    textColumn("Internal-IP", ".status.addresses[0].address", addressOf("InternalIP"), "wide"),
    textColumn("External-IP", ".status.addresses[0].address", addressOf("ExternalIP"), "wide"),
    textColumn("OS-Image", ".status.nodeInfo.osImage", info("osImage"), "wide"),
    textColumn("Kernel-Version", ".status.nodeInfo.kernelVersion", info("kernelVersion"), "wide"),
    textColumn(
      "Container-Runtime",
      ".status.nodeInfo.containerRuntimeVersion",
      info("containerRuntimeVersion"),
      "wide",
    ),
  ],
});

const scaleTarget = (hpa: KubeObject) => {
  const target = at(hpa, "spec", "scaleTargetRef");
  return `${textAt(target, "kind")}/${textAt(target, "name")}`;
};

/** What is measured is unknown here: nothing measures it. */
function scaleMetrics(hpa: KubeObject): string {
  return listAt(hpa, "spec", "metrics").map((metric) => {
    const target = at(metric, "resource", "target");
    const utilization = at(target, "averageUtilization");
    const wanted = utilization === undefined ? textAt(target, "averageValue") || "<auto>" : `${utilization}%`;
    return `${textAt(metric, "resource", "name") || textAt(metric, "type")}: <unknown>/${wanted}`;
  }).join(", ");
}

/** Network policies, disruption budgets and autoscalers: stored and shown; no controller here acts on them. */
export const policyKinds: readonly KindDefinition[] = [
  kindsOfGroup("networking.k8s.io", "v1")({
    kind: "NetworkPolicy",
    resource: "networkpolicies",
    namespaced: true,
    shortNames: ["netpol"],
    generation: "spec",
    printerColumns: [
      textColumn(
        "Pod-Selector",
        ".spec.podSelector",
        (p) => selectorText(at(p, "spec", "podSelector", "matchLabels")),
      ),
      age,
    ],
  }),
  kindsOfGroup("policy", "v1")({
    kind: "PodDisruptionBudget",
    resource: "poddisruptionbudgets",
    namespaced: true,
    shortNames: ["pdb"],
    subresources: withStatus,
    printerColumns: [
      pathColumn("Min Available", ".spec.minAvailable"),
      pathColumn("Max Unavailable", ".spec.maxUnavailable"),
      pathColumn("Allowed Disruptions", ".status.disruptionsAllowed", { type: "integer" }),
      age,
    ],
  }),
  kindsOfGroup("autoscaling", "v2")({
    kind: "HorizontalPodAutoscaler",
    resource: "horizontalpodautoscalers",
    namespaced: true,
    model: "V2HorizontalPodAutoscaler",
    shortNames: ["hpa"],
    categories: ["all"],
    subresources: withStatus,
    printerColumns: [
      textColumn("Reference", ".spec.scaleTargetRef", scaleTarget),
      textColumn("Targets", ".spec.metrics", scaleMetrics),
      textColumn(
        "MinPods",
        ".spec.minReplicas",
        (hpa) => String(at(hpa, "spec", "minReplicas") ?? "<unset>"),
      ),
      pathColumn("MaxPods", ".spec.maxReplicas", { type: "integer" }),
      countColumn(
        "Replicas",
        ".status.currentReplicas",
        (hpa) => Number(at(hpa, "status", "currentReplicas") ?? 0),
      ),
      age,
    ],
  }),
];
