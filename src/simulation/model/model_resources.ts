/** Names of resources that only the simulation uses beside those of `kube`. @module */
import type { Gvr } from "../../kube/resource.ts";

export const clusterRoles: Gvr = {
  group: "rbac.authorization.k8s.io",
  version: "v1",
  resource: "clusterroles",
};
/** A kind that a CRD defines. */
export const widgets: Gvr = { group: "example.org", version: "v1", resource: "widgets" };
