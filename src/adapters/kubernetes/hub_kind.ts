/** What kind of server a hub is, as its address or its discovery shows it. @module */
import { edgePlacements } from "../../kube/edge_api.ts";
import { workspaces } from "../../kube/kcp_api.ts";
import { type ApiResource, type GroupResource, groupResourceKey } from "../../kube/resource.ts";

/** `workspaces`: a kcp. `plain`: a Kubernetes that serves the edge API. `bare`: a Kubernetes that does not, or not yet. */
export type HubKind = "workspaces" | "plain" | "bare";

/** An address that ends in a workspace is a kcp's, whatever that workspace serves; null when the address does not tell. */
export function kindByAddress(server: string): HubKind | null {
  return /\/clusters\/[^/]+$/.test(server) ? "workspaces" : null;
}

/** The kind of a server that serves these resources. */
export function hubKindOf(resources: readonly ApiResource[]): HubKind {
  const serves = (resource: GroupResource) =>
    resources.some((row) => groupResourceKey(row) === groupResourceKey(resource));
  if (serves(workspaces)) return "workspaces";
  return serves(edgePlacements) ? "plain" : "bare";
}
