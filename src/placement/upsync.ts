/** Which objects born at an edge are to be copied to the mailbox (section 1.2, R-63). @module */
import type { UpsyncSet } from "../kube/edge_api.ts";
import type { ObjectIdentity } from "../kube/facts.ts";
import { includes } from "./name_list.ts";

/**
 * Whether some term has the object. "*" in a list means all; an empty or absent list means none; the namespaces of a term say
 * nothing about a cluster-scoped object, whose `namespace` is "". Names are compared as they are written, so `William` is
 * carried and never matches.
 */
export function upsyncMatches(terms: readonly UpsyncSet[] | undefined, object: ObjectIdentity): boolean {
  return (terms ?? []).some((term) => hasObject(term, object));
}

function hasObject(term: UpsyncSet, { group, resource, namespace, name }: ObjectIdentity): boolean {
  return (term.apiGroup ?? "") === group && includes(term.resources, resource) &&
    (namespace === "" || includes(term.namespaces, namespace)) && includes(term.names, name);
}

/**
 * One string per term: equal for terms that are written alike, group and lists element by element in their order, an absent
 * list like an empty one. No term absorbs another.
 */
export function upsyncKey({ apiGroup, resources, namespaces, names }: UpsyncSet): string {
  return JSON.stringify([apiGroup ?? "", resources ?? [], namespaces ?? [], names ?? []]);
}
