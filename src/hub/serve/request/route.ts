/** What a request is about, from the segments of its path. @module */
import type { Gvr } from "../../../kube/resource.ts";

/** A collection, an object, or a subresource of one. */
export interface ResourceRoute {
  readonly kind: "resource";
  readonly resource: Gvr;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** A document that describes the API; `group` and `version` are absent where the document spans them. */
export interface DiscoveryRoute {
  readonly kind: "paths" | "coreVersions" | "groups" | "group" | "resources" | "openapiV2" | "openapiV3";
  readonly group?: string;
  readonly version?: string;
}

export type PlainRoute =
  | { readonly kind: "health" }
  | { readonly kind: "version" }
  | { readonly kind: "unknown" };

export type Route = ResourceRoute | DiscoveryRoute | PlainRoute;

/** The virtual workspace of an APIExport (kcp "virtual workspaces"). */
export interface VirtualWorkspace {
  /** Logical cluster of the export, as path or id. */
  readonly exportCluster: string;
  readonly exportName: string;
}

export interface RoutedPath {
  /** As written: path, id or "*"; undefined when the path names none and the server's own default holds. */
  readonly cluster: string | undefined;
  /** What stands before `/api` and `/openapi`, such as `/clusters/root`; "" for none. */
  readonly prefix: string;
  readonly virtualWorkspace?: VirtualWorkspace;
  readonly route: Route;
}

const unknown: PlainRoute = { kind: "unknown" };

/** Reads `/clusters/<c>/…`, `/services/apiexport/<cluster>/<export>/clusters/<c>/…`, or a path without a cluster. */
export function routePath(segments: readonly string[]): RoutedPath {
  if (segments[0] === "clusters" && segments.length > 1) return clusterPath(segments.slice(1), "");
  const [services, apiexport, exportCluster = "", exportName = "", clusters, ...rest] = segments;
  if (services !== "services") return { cluster: undefined, prefix: "", route: routeWithin(segments) };
  if (apiexport !== "apiexport" || clusters !== "clusters" || rest.length === 0) {
    return { cluster: undefined, prefix: "", route: unknown };
  }
  const prefix = `/services/apiexport/${exportCluster}/${exportName}`;
  return { ...clusterPath(rest, prefix), virtualWorkspace: { exportCluster, exportName } };
}

function clusterPath([cluster = "", ...rest]: readonly string[], before: string): RoutedPath {
  return { cluster, prefix: `${before}/clusters/${cluster}`, route: routeWithin(rest) };
}

const healthPaths = ["healthz", "livez", "readyz"];

function routeWithin(segments: readonly string[]): Route {
  const [first = "", ...rest] = segments;
  if (segments.length === 0) return { kind: "paths" };
  if (segments.length === 1 && healthPaths.includes(first)) return { kind: "health" };
  if (segments.length === 1 && first === "version") return { kind: "version" };
  if (first === "openapi") return openapiRoute(rest);
  if (first === "api") return rest.length === 0 ? { kind: "coreVersions" } : versionRoute("", rest);
  if (first !== "apis") return unknown;
  const [group, ...below] = rest;
  if (group === undefined) return { kind: "groups" };
  return below.length === 0 ? { kind: "group", group } : versionRoute(group, below);
}

function openapiRoute([format, root, ...rest]: readonly string[]): Route {
  if (format === "v2" && root === undefined) return { kind: "openapiV2" };
  if (format !== "v3") return unknown;
  if (root === undefined) return { kind: "openapiV3" };
  const [group, version, ...more] = root === "api" ? ["", ...rest] : root === "apis" ? rest : [];
  return version === undefined || more.length > 0 ? unknown : { kind: "openapiV3", group, version };
}

function versionRoute(group: string, [version = "", ...rest]: readonly string[]): Route {
  if (rest.length === 0) return { kind: "resources", group, version };
  return resourceRoute({ group, version }, rest);
}

/** Subresources of a namespace, which stand where a resource inside it would. */
const namespaceSubresources = ["status", "finalize"];

function resourceRoute(groupVersion: Omit<Gvr, "resource">, segments: readonly string[]): Route {
  const [first = "", namespace, resource, ...rest] = segments;
  const inside = first === "namespaces" && resource !== undefined &&
    !(namespaceSubresources.includes(resource) && groupVersion.group === "");
  return inside
    ? objectRoute({ ...groupVersion, resource }, rest, namespace)
    : objectRoute({ ...groupVersion, resource: first }, segments.slice(1), undefined);
}

function objectRoute(resource: Gvr, rest: readonly string[], namespace: string | undefined): Route {
  const [name, subresource] = rest;
  return rest.length > 2 ? unknown : { kind: "resource", resource, namespace, name, subresource };
}
