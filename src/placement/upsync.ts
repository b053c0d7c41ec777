/** Which objects born at an edge are to be copied to the mailbox (section 1.2, R-63). @module */
import type { UpsyncSet } from "../kube/edge_api.ts";
import type { ObjectIdentity } from "../kube/facts.ts";
import type { GroupResource } from "../kube/resource.ts";
import { includes } from "./name_list.ts";
import { modeOf } from "./resource_modes.ts";

/**
 * Whether some term has the object. "*" in a list means all; an empty or absent list means none; the namespaces of a term say
 * nothing about a cluster-scoped object, whose `namespace` is "". Names are compared as they are written, so `William` is
 * carried and never matches.
 */
export function upsyncMatches(terms: readonly UpsyncSet[] | undefined, object: ObjectIdentity): boolean {
  return (terms ?? []).some((term) => hasObject(term, object));
}

function hasObject(term: UpsyncSet, object: ObjectIdentity): boolean {
  const { namespace, name } = object;
  return hasResource(term, object) && (namespace === "" || includes(term.namespaces, namespace)) &&
    includes(term.names, name);
}

function hasResource(term: UpsyncSet, { group, resource }: GroupResource): boolean {
  return (term.apiGroup ?? "") === group && includes(term.resources, resource);
}

/** Whether some term names the resource, whatever it says of namespaces and names. */
export function upsyncNames(terms: readonly UpsyncSet[], resource: GroupResource): boolean {
  return terms.some((term) => hasResource(term, resource));
}

/**
 * Whether an edge may put objects of the resource into its mailbox at all (S11): what has no meaning of its own in the centre, and
 * Namespaces. Never what changes who may do what there, what is served there, or what is to be synced.
 */
export function mayUpsync(resource: GroupResource): boolean {
  const isNamespaces = resource.group === "" && resource.resource === "namespaces";
  return isNamespaces || modeOf(resource) === "naturallyDenatured";
}

/**
 * One string per term: equal for terms that are written alike, group and lists element by element in their order, an absent
 * list like an empty one. No term absorbs another.
 */
export function upsyncKey({ apiGroup, resources, namespaces, names }: UpsyncSet): string {
  return JSON.stringify([apiGroup ?? "", resources ?? [], namespaces ?? [], names ?? []]);
}
