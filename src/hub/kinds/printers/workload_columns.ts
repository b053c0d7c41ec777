/** Columns of pods and of the kinds that make pods. @module */
import type { KubeObject } from "../../../kube/object.ts";
import { byCodeUnit } from "../../../kube/order.ts";
import type { PrinterColumn } from "../../resources/kind_definition.ts";
import { age, at, countColumn, listAt, numberAt, pathColumn, textAt, textColumn } from "./columns.ts";

const containers = (object: KubeObject) => listAt(object, "spec", "template", "spec", "containers");

/** `a=b,c=d` as kubectl prints a selector. */
export function selectorText(labels: unknown): string {
  if (typeof labels !== "object" || labels === null) return "";
  return Object.entries(labels).sort(([a], [b]) => byCodeUnit(a, b)).map(([key, value]) => `${key}=${value}`)
    .join(",");
}

const templateColumns: readonly PrinterColumn[] = [
  textColumn(
    "Containers",
    ".spec.template.spec.containers[*].name",
    (object) => containers(object).map((container) => textAt(container, "name")).join(","),
    "wide",
  ),
  textColumn(
    "Images",
    ".spec.template.spec.containers[*].image",
    (object) => containers(object).map((container) => textAt(container, "image")).join(","),
    "wide",
  ),
  textColumn(
    "Selector",
    ".spec.selector.matchLabels",
    (object) => selectorText(at(object, "spec", "selector", "matchLabels")),
    "wide",
  ),
];

const readyOf = (wanted: readonly string[], ready: string) => (object: KubeObject) =>
  `${numberAt(object, "status", ready)}/${numberAt(object, ...wanted)}`;

/** READY is ready over desired; a workspace that does not default `spec.replicas` therefore shows `0/0`. */
export const deploymentColumns: readonly PrinterColumn[] = [
  textColumn("Ready", ".status.readyReplicas", readyOf(["spec", "replicas"], "readyReplicas")),
  countColumn("Up-to-date", ".status.updatedReplicas", (o) => numberAt(o, "status", "updatedReplicas")),
  countColumn("Available", ".status.availableReplicas", (o) => numberAt(o, "status", "availableReplicas")),
  age,
  ...templateColumns,
];

export const replicaSetColumns: readonly PrinterColumn[] = [
  countColumn("Desired", ".spec.replicas", (o) => numberAt(o, "spec", "replicas")),
  countColumn("Current", ".status.replicas", (o) => numberAt(o, "status", "replicas")),
  countColumn("Ready", ".status.readyReplicas", (o) => numberAt(o, "status", "readyReplicas")),
  age,
  ...templateColumns,
];

export const statefulSetColumns: readonly PrinterColumn[] = [
  textColumn("Ready", ".status.readyReplicas", readyOf(["spec", "replicas"], "readyReplicas")),
  age,
  ...templateColumns.slice(0, 2),
];

export const daemonSetColumns: readonly PrinterColumn[] = [
  countColumn(
    "Desired",
    ".status.desiredNumberScheduled",
    (o) => numberAt(o, "status", "desiredNumberScheduled"),
  ),
  countColumn(
    "Current",
    ".status.currentNumberScheduled",
    (o) => numberAt(o, "status", "currentNumberScheduled"),
  ),
  countColumn("Ready", ".status.numberReady", (o) => numberAt(o, "status", "numberReady")),
  countColumn(
    "Up-to-date",
    ".status.updatedNumberScheduled",
    (o) => numberAt(o, "status", "updatedNumberScheduled"),
  ),
  countColumn("Available", ".status.numberAvailable", (o) => numberAt(o, "status", "numberAvailable")),
  textColumn(
    "Node Selector",
    ".spec.template.spec.nodeSelector",
    (o) => selectorText(at(o, "spec", "template", "spec", "nodeSelector")),
  ),
  age,
  ...templateColumns,
];

export const jobColumns: readonly PrinterColumn[] = [
  textColumn("Status", ".status.conditions[0].type", jobStatus),
  textColumn(
    "Completions",
    ".status.succeeded",
    (o) => `${numberAt(o, "status", "succeeded")}/${at(o, "spec", "completions") ?? 1}`,
  ),
  age,
  ...templateColumns,
];

function jobStatus(object: KubeObject): string {
  const isTrue = (condition: unknown) => at(condition, "status") === "True";
  const condition = listAt(object, "status", "conditions").find(isTrue);
  return textAt(condition, "type") || "Running";
}

const statuses = (pod: KubeObject) => listAt(pod, "status", "containerStatuses");

export const podColumns: readonly PrinterColumn[] = [
  textColumn(
    "Ready",
    ".status.containerStatuses[*].ready",
    (pod) =>
      `${statuses(pod).filter((status) => at(status, "ready") === true).length}/${
        listAt(pod, "spec", "containers").length
      }`,
  ),
  textColumn("Status", ".status.phase", podStatus),
  countColumn(
    "Restarts",
    ".status.containerStatuses[0].restartCount",
    (pod) => statuses(pod).reduce<number>((sum, status) => sum + numberAt(status, "restartCount"), 0),
  ),
  age,
  textColumn("IP", ".status.podIP", (pod) => textAt(pod, "status", "podIP"), "wide"),
  textColumn("Node", ".spec.nodeName", (pod) => textAt(pod, "spec", "nodeName"), "wide"),
  textColumn(
    "Nominated Node",
    ".status.nominatedNodeName",
    (p) => textAt(p, "status", "nominatedNodeName"),
    "wide",
  ),
  textColumn("Readiness Gates", ".spec.readinessGates", () => "", "wide"),
];

/** What kubectl shows as a pod's STATUS: why it waits, else why it ended, else its phase. */
export function podStatus(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return "Terminating";
  for (const status of statuses(pod)) {
    const reason = textAt(status, "state", "waiting", "reason") ||
      textAt(status, "state", "terminated", "reason");
    if (reason !== "") return reason;
  }
  return textAt(pod, "status", "reason") || textAt(pod, "status", "phase") || "Unknown";
}

/** DESIRED counters without pods, for kinds that this server stores and no controller acts on. */
export const cronJobColumns: readonly PrinterColumn[] = [
  pathColumn("Schedule", ".spec.schedule"),
  textColumn("Timezone", ".spec.timeZone", (o) => textAt(o, "spec", "timeZone")),
  textColumn("Suspend", ".spec.suspend", (o) => (at(o, "spec", "suspend") === true ? "True" : "False")),
  countColumn("Active", ".status.active", (o) => listAt(o, "status", "active").length),
  pathColumn("Last Schedule", ".status.lastScheduleTime", { type: "date" }),
  age,
];
