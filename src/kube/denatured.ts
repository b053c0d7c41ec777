/**
 * The inert form of objects that would act where they are only meant to pass through (decision 38).
 *
 * A RoleBinding of a workload is for the edge: in a workspace of the hub it would give rights there. So a mailbox holds it under another
 * group, `rbac.authorization.k8s.io.denatured.edge.kcp.io`, of which no server knows what it means, and the edge gets it as it is
 * meant. Group, version and name are all that differ; what is in the object stays as it is. @module
 */
import { edgeGroup } from "./edge_api.ts";
import { type ObjectFact, objectKey } from "./facts.ts";
import { isDnsSubdomain } from "./names.ts";
import type { KubeObject } from "./object.ts";
import { apiVersionOf, type GroupResource, type Gvr } from "./resource.ts";

/** The end of the groups of inert kinds. */
const suffix = `.denatured.${edgeGroup}`;
/** Inert kinds have one version: what is in them is kept as it is, whatever the version of the natural kind. */
export const denaturedVersion = "v1";

/** Whether a resource is the inert form of another. */
export function isDenatured({ group }: GroupResource): boolean {
  return group.endsWith(suffix);
}

/** The group of the inert form: `core.denatured.edge.kcp.io` for the core group. */
export function denaturedGroup(group: string): string {
  return `${group === "" ? "core" : group}${suffix}`;
}

/** The resource that an inert one stands for; any other resource stands for itself. */
export function naturalResource<R extends GroupResource>(resource: R): R {
  if (!isDenatured(resource)) return resource;
  const group = resource.group.slice(0, -suffix.length);
  return { ...resource, group: group === "core" ? "" : group };
}

/** The inert form of a resource. */
export function denaturedResource({ group, resource }: GroupResource): Gvr {
  return { group: denaturedGroup(group), version: denaturedVersion, resource };
}

const hexPrefix = "hex-";

/**
 * The name of the inert form. RBAC names may be `team:admin`, names of custom resources may not: those that a custom resource cannot have
 * are written in hexadecimal.
 */
export function denaturedName(name: string): string {
  const isPlain = isDnsSubdomain(name) && name.length <= 253 && !name.startsWith(hexPrefix);
  return isPlain ? name : `${hexPrefix}${hexOf(name)}`;
}

function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function textOf(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** The inverse of {@link denaturedName}. A name that only looks like one in hexadecimal is itself. */
export function naturalName(name: string): string {
  if (!name.startsWith(hexPrefix)) return name;
  const natural = textOf(name.slice(hexPrefix.length));
  return denaturedName(natural) === name ? natural : name;
}

/** Who an inert object is in its natural form, at the version that is given; any other fact is itself. */
export function naturalFact(fact: ObjectFact, version: string): ObjectFact {
  if (!isDenatured(fact.gvr)) return fact;
  const { group, resource } = naturalResource(fact.gvr);
  return { ...fact, gvr: { group, version, resource }, name: naturalName(fact.name) };
}

type Identity = Pick<ObjectFact, "namespace" | "name"> & { readonly gvr: GroupResource };

/** The object key of the inert form of a natural object. */
export function denaturedKey({ gvr, namespace, name }: Identity): string {
  return objectKey({ gvr: denaturedResource(gvr), namespace, name: denaturedName(name) });
}

/** The object key of the natural form of an inert object. */
export function naturalKey({ gvr, namespace, name }: Identity): string {
  return objectKey({ gvr: naturalResource(gvr), namespace, name: naturalName(name) });
}

/** The object as it is written in a place: inert in a mailbox, natural at an edge. Only what it is called differs. */
export function inFormOf(
  object: KubeObject,
  place: { readonly resource: Gvr; readonly name: string },
): KubeObject {
  const apiVersion = apiVersionOf(place.resource);
  if (object.apiVersion === apiVersion && object.metadata.name === place.name) return object;
  return { ...object, apiVersion, metadata: { ...object.metadata, name: place.name } };
}
