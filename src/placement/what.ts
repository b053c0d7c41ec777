/** "What": which objects a placement selects. Only objects that may leave their workspace count. @module */
import { namespaces } from "../kube/core_api.ts";
import type { EdgePlacementSpec, NonNamespacedObjects, UpsyncSet } from "../kube/edge_api.ts";
import type { ObjectFact } from "../kube/facts.ts";
import { by } from "../kube/order.ts";
import { type Gvr, gvrKey } from "../kube/resource.ts";
import { matches, matchesAny } from "../kube/selector.ts";
import { isDenatured, naturalName, naturalResource } from "../kube/denatured.ts";
import { includes } from "./name_list.ts";
import { goesToMailbox } from "./resource_modes.ts";

/** A selected Namespace. `includeNamespaceObject`: its labels and annotations go along, not its name alone. */
export interface NamespacePart {
  readonly name: string;
  readonly includeNamespaceObject: boolean;
}

/** A selected cluster-scoped object other than a Namespace, at the version it was read. */
export interface ClusterScopedPart {
  readonly gvr: Gvr;
  readonly name: string;
}

/** Everything that one placement selects in its workspace; lists are sorted, `upsync` is the user's own. */
export interface ResolvedWhat {
  readonly namespaces: readonly NamespacePart[];
  readonly clusterScoped: readonly ClusterScopedPart[];
  readonly upsync: readonly UpsyncSet[];
}

/** Whether the placement selects the namespace. No selector selects every namespace; an invalid one selects none. */
export function namespaceMatches(spec: EdgePlacementSpec, namespace: Pick<ObjectFact, "labels">): boolean {
  return matches(spec.namespaceSelector ?? {}, namespace.labels);
}

/**
 * Whether some member of `nonNamespacedObjects` has this cluster-scoped object; a Namespace is one too. An inert object is named as what
 * it is at the edge.
 */
export function objectMatches(
  spec: EdgePlacementSpec,
  object: Pick<ObjectFact, "gvr" | "name" | "labels">,
): boolean {
  return goesToMailbox(object.gvr) &&
    (spec.nonNamespacedObjects ?? []).some((member) => isMember(member, object));
}

function isMember(
  member: NonNamespacedObjects,
  { gvr, name: called, labels }: Pick<ObjectFact, "gvr" | "name" | "labels">,
): boolean {
  const { group, resource } = naturalResource(gvr);
  const name = isDenatured(gvr) ? naturalName(called) : called;
  return (member.apiGroup ?? "") === group && includes(member.resources, resource) &&
    (includes(member.resourceNames, name) || matchesAny(member.labelSelectors, labels));
}

/** Whether the placement selects the Namespace *and* wants the Namespace object itself. */
export function includesNamespaceObject(
  spec: EdgePlacementSpec,
  namespace: Pick<ObjectFact, "gvr" | "name" | "labels">,
): boolean {
  return namespaceMatches(spec, namespace) && objectMatches(spec, namespace);
}

/**
 * What the placement selects among the cluster-scoped objects of its workspace. Every call is complete in itself, so nothing
 * is remembered of an object that no longer matches (bugs W1 to W4). Objects that are being deleted do not count.
 */
export function resolveWhat(spec: EdgePlacementSpec, facts: Iterable<ObjectFact>): ResolvedWhat {
  const present = [...facts].filter((fact) => !fact.deleting && fact.namespace === "");
  const spaces = present.filter((fact) => isNamespace(fact.gvr) && namespaceMatches(spec, fact));
  const others = present.filter((fact) => !isNamespace(fact.gvr) && objectMatches(spec, fact));
  return {
    namespaces: spaces.map((fact) => namespacePart(spec, fact)).sort(by(({ name }) => name)),
    clusterScoped: others.map(({ gvr, name }) => ({ gvr, name })).sort(by(partKey)),
    upsync: spec.upsync ?? [],
  };
}

function namespacePart(spec: EdgePlacementSpec, fact: ObjectFact): NamespacePart {
  return { name: fact.name, includeNamespaceObject: includesNamespaceObject(spec, fact) };
}

function isNamespace({ group, resource }: Gvr): boolean {
  return group === namespaces.group && resource === namespaces.resource;
}

function partKey({ gvr, name }: ClusterScopedPart): string {
  return `${gvrKey(gvr)}\0${name}`;
}
