/**
 * The inert forms of kinds that would act in a workspace: RBAC, admission, quotas, accounts and priorities. The server keeps them as they
 * are and knows nothing of what they mean (decision 38). @module
 */
import { denaturedGroup, denaturedVersion } from "../../../kube/denatured.ts";
import { described } from "../schemas/shapes.ts";
import { anyObject } from "../schemas/shapes.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age } from "../printers/columns.ts";

type Row = readonly [
  group: string,
  kind: string,
  resource: string,
  scope: "cluster" | "namespaced",
  subresource?: "status",
];

const rows: readonly Row[] = [
  ["", "LimitRange", "limitranges", "namespaced"],
  ["", "ResourceQuota", "resourcequotas", "namespaced", "status"],
  ["", "ServiceAccount", "serviceaccounts", "namespaced"],
  [
    "admissionregistration.k8s.io",
    "MutatingWebhookConfiguration",
    "mutatingwebhookconfigurations",
    "cluster",
  ],
  [
    "admissionregistration.k8s.io",
    "ValidatingWebhookConfiguration",
    "validatingwebhookconfigurations",
    "cluster",
  ],
  ["flowcontrol.apiserver.k8s.io", "FlowSchema", "flowschemas", "cluster", "status"],
  [
    "flowcontrol.apiserver.k8s.io",
    "PriorityLevelConfiguration",
    "prioritylevelconfigurations",
    "cluster",
    "status",
  ],
  ["rbac.authorization.k8s.io", "ClusterRole", "clusterroles", "cluster"],
  ["rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings", "cluster"],
  ["rbac.authorization.k8s.io", "Role", "roles", "namespaced"],
  ["rbac.authorization.k8s.io", "RoleBinding", "rolebindings", "namespaced"],
];

function denaturedKind([group, kind, resource, scope, subresource]: Row): KindDefinition {
  const article = /^[AEIOU]/.test(kind) ? "An" : "A";
  return {
    group: denaturedGroup(group),
    version: denaturedVersion,
    kind,
    resource,
    singular: kind.toLowerCase(),
    namespaced: scope === "namespaced",
    schema: described(`${article} ${kind} for edge clusters. Here it does nothing.`, anyObject),
    schemaUse: "structural",
    generation: subresource === "status" ? "spec" : "content",
    updateNeedsResourceVersion: true,
    printerColumns: [age],
    ...(subresource === "status" && { subresources: { status: true } }),
  };
}

/** One for each kind that is forcibly denatured (section 4.1). */
export const denaturedKinds: readonly KindDefinition[] = rows.map(denaturedKind);
