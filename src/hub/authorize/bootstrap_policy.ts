/**
 * The ClusterRoles that exist everywhere without an object (k8s.io/kubernetes `rbac/bootstrappolicy`), as kcp has
 * them in every workspace. A ClusterRole object of the same name comes first. @module
 */
import type { LabelSelector } from "../../kube/selector.ts";
import type { PolicyRule } from "./policy_rule.ts";

const readVerbs = ["get", "list", "watch"];
const writeVerbs = ["create", "delete", "deletecollection", "patch", "update"];

const readable: PolicyRule = {
  verbs: readVerbs,
  apiGroups: ["", "apps", "batch", "autoscaling", "networking.k8s.io", "policy", "events.k8s.io"],
  resources: [
    "bindings",
    "configmaps",
    "controllerrevisions",
    "cronjobs",
    "daemonsets",
    "daemonsets/status",
    "deployments",
    "deployments/scale",
    "deployments/status",
    "endpoints",
    "events",
    "horizontalpodautoscalers",
    "horizontalpodautoscalers/status",
    "ingresses",
    "ingresses/status",
    "jobs",
    "jobs/status",
    "limitranges",
    "namespaces",
    "networkpolicies",
    "persistentvolumeclaims",
    "persistentvolumeclaims/status",
    "poddisruptionbudgets",
    "pods",
    "pods/log",
    "pods/status",
    "replicasets",
    "replicasets/scale",
    "replicasets/status",
    "replicationcontrollers",
    "resourcequotas",
    "serviceaccounts",
    "services",
    "services/status",
    "statefulsets",
    "statefulsets/scale",
    "statefulsets/status",
  ],
};

const writable: PolicyRule = {
  verbs: writeVerbs,
  apiGroups: ["", "apps", "batch", "autoscaling", "networking.k8s.io", "policy"],
  resources: [
    "configmaps",
    "cronjobs",
    "daemonsets",
    "deployments",
    "deployments/scale",
    "endpoints",
    "horizontalpodautoscalers",
    "ingresses",
    "jobs",
    "networkpolicies",
    "persistentvolumeclaims",
    "poddisruptionbudgets",
    "pods",
    "replicasets",
    "replicasets/scale",
    "replicationcontrollers",
    "secrets",
    "serviceaccounts",
    "services",
    "statefulsets",
    "statefulsets/scale",
  ],
};

const secrets: PolicyRule = { verbs: readVerbs, apiGroups: [""], resources: ["secrets"] };
const roles: PolicyRule = {
  verbs: [...readVerbs, ...writeVerbs],
  apiGroups: ["rbac.authorization.k8s.io"],
  resources: ["roles", "rolebindings"],
};
/** In a workspace nobody sees anything without it (kcp, "workspace content authorizer"). */
const access: PolicyRule = { verbs: ["access"], nonResourceURLs: ["/"] };

const discovery: PolicyRule = {
  verbs: ["get"],
  nonResourceURLs: [
    "/api",
    "/api/*",
    "/apis",
    "/apis/*",
    "/healthz",
    "/livez",
    "/openapi",
    "/openapi/*",
    "/readyz",
    "/version",
    "/version/",
  ],
};
const selfReviews: readonly PolicyRule[] = [
  {
    verbs: ["create"],
    apiGroups: ["authorization.k8s.io"],
    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
  },
  { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
];

/** By name. */
export const bootstrapRoles: ReadonlyMap<string, readonly PolicyRule[]> = new Map([
  ["cluster-admin", [
    { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
    { verbs: ["*"], nonResourceURLs: ["*"] },
  ]],
  ["admin", [readable, writable, secrets, roles]],
  ["edit", [readable, writable, secrets]],
  ["view", [readable]],
  ["system:kcp:workspace:access", [access]],
]);

const aggregatedTo = (role: string): LabelSelector => ({
  matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${role}`]: "true" },
});

/** Which ClusterRoles of a workspace add to a role of these, by its name: `edit` has what `view` has, and so on. */
export const bootstrapAggregation: ReadonlyMap<string, readonly LabelSelector[]> = new Map([
  ["admin", [aggregatedTo("admin"), aggregatedTo("edit"), aggregatedTo("view")]],
  ["edit", [aggregatedTo("edit"), aggregatedTo("view")]],
  ["view", [aggregatedTo("view")]],
]);

/** What every authenticated caller may do where it has access: find out what there is, and ask about itself. */
export const authenticatedRules: readonly PolicyRule[] = [discovery, ...selfReviews];
