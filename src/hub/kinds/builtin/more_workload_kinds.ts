/** The workload kinds that kcp does not export: a plain cluster has them, and a workspace can bind them. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, listAt, pathColumn, textAt, textColumn } from "../printers/columns.ts";
import {
  cronJobColumns,
  daemonSetColumns,
  jobColumns,
  replicaSetColumns,
  statefulSetColumns,
} from "../printers/workload_columns.ts";
import { kindsOfGroup, withScale, withStatus } from "./builtin_kind.ts";

const core = kindsOfGroup("", "v1");
const apps = kindsOfGroup("apps", "v1");
const batch = kindsOfGroup("batch", "v1");
const all = { categories: ["all"], namespaced: true } as const;

const texts = (...path: readonly string[]) => (object: KubeObject) => listAt(object, ...path).join(",");

const claimKind: KindDefinition = core({
  kind: "PersistentVolumeClaim",
  resource: "persistentvolumeclaims",
  namespaced: true,
  shortNames: ["pvc"],
  subresources: withStatus,
  generation: "none",
  printerColumns: [
    pathColumn("Status", ".status.phase"),
    pathColumn("Volume", ".spec.volumeName"),
    pathColumn("Capacity", ".status.capacity.storage"),
    textColumn("Access Modes", ".status.accessModes", texts("status", "accessModes")),
    textColumn(
      "StorageClass",
      ".spec.storageClassName",
      (claim) => textAt(claim, "spec", "storageClassName"),
    ),
    age,
    pathColumn("VolumeMode", ".spec.volumeMode", { wide: true }),
  ],
});

/** Without them `kubectl apply --prune` finds its list of kinds incomplete, and does nothing. */
const prunedKinds: readonly KindDefinition[] = [
  core({
    kind: "Endpoints",
    resource: "endpoints",
    namespaced: true,
    shortNames: ["ep"],
    generation: "none",
    printerColumns: [age],
  }),
  core({
    kind: "PersistentVolume",
    resource: "persistentvolumes",
    namespaced: false,
    shortNames: ["pv"],
    subresources: withStatus,
    generation: "none",
    printerColumns: [
      pathColumn("Capacity", ".spec.capacity.storage"),
      textColumn("Access Modes", ".spec.accessModes", texts("spec", "accessModes")),
      pathColumn("Reclaim Policy", ".spec.persistentVolumeReclaimPolicy"),
      pathColumn("Status", ".status.phase"),
      pathColumn("StorageClass", ".spec.storageClassName"),
      age,
    ],
  }),
  core({
    ...all,
    kind: "ReplicationController",
    resource: "replicationcontrollers",
    shortNames: ["rc"],
    subresources: withScale,
    printerColumns: [
      pathColumn("Desired", ".spec.replicas", { type: "integer" }),
      pathColumn("Current", ".status.replicas", { type: "integer" }),
      pathColumn("Ready", ".status.readyReplicas", { type: "integer" }),
      age,
    ],
  }),
];

/** In no order that matters; nothing here acts on them but what the edge room adds. */
export const moreWorkloadKinds: readonly KindDefinition[] = [
  claimKind,
  ...prunedKinds,
  apps({
    ...all,
    kind: "ReplicaSet",
    resource: "replicasets",
    shortNames: ["rs"],
    subresources: withScale,
    printerColumns: replicaSetColumns,
  }),
  apps({
    ...all,
    kind: "StatefulSet",
    resource: "statefulsets",
    shortNames: ["sts"],
    subresources: withScale,
    printerColumns: statefulSetColumns,
  }),
  apps({
    ...all,
    kind: "DaemonSet",
    resource: "daemonsets",
    shortNames: ["ds"],
    subresources: withStatus,
    printerColumns: daemonSetColumns,
  }),
  apps({
    kind: "ControllerRevision",
    resource: "controllerrevisions",
    namespaced: true,
    generation: "none",
    printerColumns: [pathColumn("Revision", ".revision", { type: "integer" }), age],
  }),
  batch({ ...all, kind: "Job", resource: "jobs", subresources: withStatus, printerColumns: jobColumns }),
  batch({
    ...all,
    kind: "CronJob",
    resource: "cronjobs",
    shortNames: ["cj"],
    subresources: withStatus,
    printerColumns: cronJobColumns,
  }),
];
