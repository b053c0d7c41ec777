/** Names of kinds and resources: group, version, kind, plural; and how discovery describes them. @module */

export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** A resource as it stands in a URL; `group` is "" for the core API, `resource` the lower-case plural. */
export interface Gvr extends GroupResource {
  readonly version: string;
}

/** One row of discovery (`APIResource` with its group and version filled in). */
export interface ApiResource extends Gvr {
  readonly kind: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly string[];
  /** Every version at which it is served, the preferred one first; absent where that is the only one. */
  readonly versions?: readonly string[];
}

/** `deployments.apps`, or `pods` for the core group: the form kubectl prints. */
export function groupResourceKey({ group, resource }: GroupResource): string {
  return group === "" ? resource : `${resource}.${group}`;
}

/** `deployments.v1.apps`, or `pods.v1`: unique, and readable in an address. */
export function gvrKey({ group, version, resource }: Gvr): string {
  return group === "" ? `${resource}.${version}` : `${resource}.${version}.${group}`;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(
  { group, version }: { readonly group: string; readonly version: string },
): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The group and version of an `apiVersion` string. */
export function groupVersionOf(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The three parts that name a resource, without whatever else a row of discovery says. */
export function gvrOf({ group, version, resource }: Gvr): Gvr {
  return { group, version, resource };
}
