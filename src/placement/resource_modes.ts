/** Which resources go to mailboxes and to edges: the classification of section 4.1. @module */
import { type GroupResource, groupResourceKey, type Gvr } from "../kube/resource.ts";
import type { CopyIdentity } from "./copies/book.ts";
import {
  denaturedKey,
  denaturedName,
  denaturedResource,
  isDenatured,
  naturalResource,
} from "../kube/denatured.ts";

/**
 * - `forciblyDenatured`: inert in the mailbox, natural at the edge: the centre must not act on it (decision 38).
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

/** The mode of a resource, whatever its version. An inert kind is meant for where its natural form is meant for. */
export function modeOf(resource: GroupResource): ResourceMode {
  if (groupsNotForEdge.has(resource.group)) return "notForEdge";
  const mode = modes.get(groupResourceKey(naturalResource(resource))) ?? "naturallyDenatured";
  return isDenatured(resource) && mode !== "forciblyDenatured" ? "notForEdge" : mode;
}

/** The resource by which a mailbox holds what is such a resource at the edge. */
export function inMailbox(natural: Gvr): Gvr {
  return !isDenatured(natural) && modeOf(natural) === "forciblyDenatured"
    ? denaturedResource(natural)
    : natural;
}

/** Who an object of the edge, or of a workspace, is in a mailbox. */
export function identityInMailbox(natural: CopyIdentity): CopyIdentity {
  const gvr = inMailbox(natural.gvr);
  if (gvr === natural.gvr) return natural;
  return { ...natural, gvr, key: denaturedKey(natural), name: denaturedName(natural.name) };
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
