/** The path of a request below a server's address. @module */
import type { ApiRequest, WatchRequest } from "../../ports/cluster_api.ts";
import { apiVersionOf } from "../../kube/resource.ts";

const clustersSegment = /\/clusters\/[^/]+$/;

/**
 * The address of one logical cluster. "" is the server's own address as configured; any other name takes the
 * place of the workspace in it (`…/clusters/root` → `…/clusters/root:espw`), or is added.
 */
export function clusterUrl(server: string, cluster: string): string {
  if (cluster === "") return server;
  return `${server.replace(clustersSegment, "")}/clusters/${encodeSegment(cluster)}`;
}

/** The whole URL of a request (Kubernetes API conventions, "Resource URIs"). */
export function requestUrl(
  server: string,
  request: ApiRequest | WatchRequest,
  query: Record<string, string>,
): string {
  const { cluster, resource, namespace } = request;
  const { name, subresource } = request as Partial<ApiRequest>;
  const root = `${resource.group === "" ? "api" : "apis"}/${apiVersionOf(resource)}`;
  const place = namespace === undefined ? [] : ["namespaces", namespace];
  const object = [name, subresource].filter((part) => part !== undefined);
  const path = [...place, resource.resource, ...object].map(encodeSegment).join("/");
  const search = new URLSearchParams(query).toString();
  return `${clusterUrl(server, cluster)}/${root}/${path}${search === "" ? "" : `?${search}`}`;
}

/** Colons and stars stand in names of clusters and roles, and are legal in a path (RFC 3986, 3.3). */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll("%3A", ":");
}
