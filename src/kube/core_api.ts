/** Resources of Kubernetes itself that some rule names; versions are the ones every current server serves. @module */
import type { Gvr } from "./resource.ts";

/** Namespaces of the core group. */
export const namespaces: Gvr = { group: "", version: "v1", resource: "namespaces" };
/** ConfigMaps of the core group. */
export const configMaps: Gvr = { group: "", version: "v1", resource: "configmaps" };
/** Secrets of the core group. */
export const secrets: Gvr = { group: "", version: "v1", resource: "secrets" };
/** ServiceAccounts of the core group. */
export const serviceAccounts: Gvr = { group: "", version: "v1", resource: "serviceaccounts" };
/** Services of the core group. */
export const services: Gvr = { group: "", version: "v1", resource: "services" };
/** Pods of the core group. */
export const pods: Gvr = { group: "", version: "v1", resource: "pods" };
/** Events of the core group, the form that kubectl prints. */
export const events: Gvr = { group: "", version: "v1", resource: "events" };
/** Deployments. */
export const deployments: Gvr = { group: "apps", version: "v1", resource: "deployments" };
/** ReplicaSets. */
export const replicaSets: Gvr = { group: "apps", version: "v1", resource: "replicasets" };
/** StatefulSets. */
export const statefulSets: Gvr = { group: "apps", version: "v1", resource: "statefulsets" };
/** DaemonSets. */
export const daemonSets: Gvr = { group: "apps", version: "v1", resource: "daemonsets" };
/** Jobs. */
export const jobs: Gvr = { group: "batch", version: "v1", resource: "jobs" };
/** CronJobs. */
export const cronJobs: Gvr = { group: "batch", version: "v1", resource: "cronjobs" };
/** Leases, for leader election and shards. */
export const leases: Gvr = { group: "coordination.k8s.io", version: "v1", resource: "leases" };
/** ClusterRoles. */
export const clusterRoles: Gvr = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  resource: "clusterroles",
};
/** CustomResourceDefinitions. */
export const customResourceDefinitions: Gvr = {
  group: "apiextensions.k8s.io",
  version: "v1",
  resource: "customresourcedefinitions",
};

/** Secret type of a ServiceAccount's token (Kubernetes, "Secret types"). */
export const serviceAccountTokenType = "kubernetes.io/service-account-token";
/** Secret type of a bootstrap token (Kubernetes, "Secret types"). */
export const bootstrapTokenType = "bootstrap.kubernetes.io/token";
/** Where kubectl apply keeps the whole object it last sent, Secret values included. */
export const lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";
/** The label by which the API server repeats a Namespace's name (KEP-2161). */
export const namespaceNameLabel = "kubernetes.io/metadata.name";
