/** Which resources go to mailboxes and to edges: the classification of section 4.1. @module */
import { type GroupResource, groupResourceKey } from "../kube/resource.ts";

/**
 * - `forciblyDenatured`: copied to the mailbox and to the edge; the centre must not act on it (decision 3).
 * - `naturedInBoth`: means the same in the centre and at the edge.
 * - `centerOnly`: copied to the mailbox only.
 * - `notSupported`, `notForEdge`: never leaves its workspace.
 * - `naturallyDenatured`: everything else; the centre has nobody who acts on it.
 */
export type ResourceMode =
  | "forciblyDenatured"
  | "naturedInBoth"
  | "centerOnly"
  | "notSupported"
  | "notForEdge"
  | "naturallyDenatured";

/** `leases` are missing from `notForEdge` as in the PoC's code, so that the seed has its 12 resources (decision 3). */
const listed: readonly (readonly [ResourceMode, group: string, resources: string])[] = [
  [
    "forciblyDenatured",
    "admissionregistration.k8s.io",
    "mutatingwebhookconfigurations validatingwebhookconfigurations",
  ],
  ["forciblyDenatured", "flowcontrol.apiserver.k8s.io", "flowschemas prioritylevelconfigurations"],
  [
    "forciblyDenatured",
    "rbac.authorization.k8s.io",
    "clusterroles clusterrolebindings roles rolebindings",
  ],
  ["forciblyDenatured", "", "limitranges resourcequotas serviceaccounts"],
  ["naturedInBoth", "apiextensions.k8s.io", "customresourcedefinitions"],
  ["naturedInBoth", "", "namespaces"],
  ["centerOnly", "apis.kcp.io", "apibindings"],
  ["notSupported", "apiregistration.k8s.io", "apiservices"],
  ["notSupported", "apiresource.kcp.io", "apiresourceimports negotiatedapiresources"],
  ["notSupported", "apis.kcp.io", "apiconversions"],
  ["notForEdge", "apis.kcp.io", "apiexports apiexportendpointslices apiresourceschemas"],
  ["notForEdge", "apps", "controllerrevisions"],
  ["notForEdge", "authentication.k8s.io", "tokenreviews"],
  [
    "notForEdge",
    "authorization.k8s.io",
    "localsubjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews subjectaccessreviews",
  ],
  ["notForEdge", "certificates.k8s.io", "certificatesigningrequests"],
  ["notForEdge", "core.kcp.io", "logicalclusters shards"],
  ["notForEdge", "events.k8s.io", "events"],
  ["notForEdge", "", "bindings componentstatuses events nodes"],
];

const groupsNotForEdge: ReadonlySet<string> = new Set([
  "edge.kcp.io",
  "scheduling.kcp.io",
  "tenancy.kcp.io",
  "topology.kcp.io",
  "workload.kcp.io",
]);

const modes: ReadonlyMap<string, ResourceMode> = new Map(
  listed.flatMap(([mode, group, resources]) =>
    resources.split(" ").map((resource) => [groupResourceKey({ group, resource }), mode] as const)
  ),
);

/** The mode of a resource, whatever its version. */
export function modeOf(resource: GroupResource): ResourceMode {
  if (groupsNotForEdge.has(resource.group)) return "notForEdge";
  return modes.get(groupResourceKey(resource)) ?? "naturallyDenatured";
}

/** Whether objects of the resource are copied into mailboxes. */
export function goesToMailbox(resource: GroupResource): boolean {
  const mode = modeOf(resource);
  return mode !== "notSupported" && mode !== "notForEdge";
}

/** Whether objects of the resource are copied on to edges, and so stand in the SyncerConfig. */
export function goesToEdge(resource: GroupResource): boolean {
  return goesToMailbox(resource) && modeOf(resource) !== "centerOnly";
}
