/** One object that a hub must have before Edgechart can use it, and what to make of an object that is there already. @module */
import { managedByUs } from "../../hub/kinds/exports/definition_objects.ts";
import { contains } from "../../kube/containment.ts";
import type { KubeObject } from "../../kube/object.ts";
import { groupResourceKey, type Gvr } from "../../kube/resource.ts";
import { equal } from "../../kube/equality.ts";
import { lacking } from "./lacking.ts";

/** Pieces are put in one after another, and each is waited for. */
export interface Piece {
  /** Logical cluster, "" on a server without workspaces. */
  readonly cluster: string;
  readonly resource: Gvr;
  readonly object: KubeObject;
  /** Whether one of ours can be brought up to date; an APIResourceSchema never changes. */
  readonly mutable: boolean;
  /** Why another object cannot do what ours would, null when it can. Absent: any object of the name will do. */
  readonly lacks?: (found: KubeObject) => string | null;
  /** Whether it has come into effect. */
  isReady(found: KubeObject): boolean;
}

/** What is to be done about a piece. */
export type Verdict =
  | { readonly step: "create" }
  | { readonly step: "update"; readonly found: KubeObject }
  | { readonly step: "keep"; readonly why: string }
  | { readonly step: "refuse"; readonly why: string };

/** `CustomResourceDefinition synctargets.workload.kcp.io`, with the workspace where there are any. */
export function nameOf({ object, cluster }: Piece): string {
  return `${object.kind} ${object.metadata.name}${cluster === "" ? "" : ` in ${cluster}`}`;
}

/** The object to create. */
export function labelled({ object }: Piece): KubeObject {
  return {
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...managedByUs } },
  };
}

/** The object to replace ours with: what we say of it is as we want it now, and the rest of its metadata is its own. */
export function renewed({ object }: Piece, found: KubeObject): KubeObject {
  return { ...found, spec: object["spec"] };
}

/** What is not ours is never changed (law 4): it serves as it is, or it is in the way. */
export function judge(piece: Piece, found: KubeObject): Verdict {
  if (contains(found["spec"], piece.object["spec"])) return { step: "keep", why: "is there" };
  const isOurs = contains(found.metadata.labels ?? {}, managedByUs);
  if (isOurs && piece.mutable) return { step: "update", found };
  const lack = piece.lacks?.(found) ?? null;
  if (lack === null) return { step: "keep", why: "is not as ours would be, but does; it is left as it is" };
  return { step: "refuse", why: `is not ours, and ${lack}` };
}

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly schema?: unknown;
  readonly subresources?: { readonly status?: unknown };
}

interface DefinitionSpec {
  readonly scope: string;
  readonly names: { readonly kind: string; readonly plural: string };
  readonly versions: readonly Version[];
}

/** What another definition of the same resource lacks of ours: the kind, the scope, our version, its status, or a field. */
export function lackOfDefinition(wanted: KubeObject, found: KubeObject): string | null {
  const [ours, theirs] = [wanted["spec"], found["spec"]] as [DefinitionSpec, DefinitionSpec];
  if (ours.scope !== theirs.scope) return `its scope is ${theirs.scope} instead of ${ours.scope}`;
  if (!equal([ours.names.kind, ours.names.plural], [theirs.names?.kind, theirs.names?.plural])) {
    return `its kind is ${theirs.names?.kind} instead of ${ours.names.kind}`;
  }
  for (const version of ours.versions) {
    const other = theirs.versions.find(({ name, served }) => name === version.name && served);
    if (other === undefined) return `it does not serve version ${version.name}`;
    if (version.subresources?.status !== undefined && other.subresources?.status === undefined) {
      return `version ${version.name} has no status subresource`;
    }
    const lack = lacking(schemaOf(version), schemaOf(other));
    if (lack !== null) return `version ${version.name} ${lack}`;
  }
  return null;
}

/** A CustomResourceDefinition wraps the schema of a version once more than an APIResourceSchema. */
function schemaOf({ schema }: Version): unknown {
  return (schema as { openAPIV3Schema?: unknown } | undefined)?.openAPIV3Schema ?? schema ?? {};
}

/** For refusals of the server: `synctargets.workload.kcp.io`. */
export function resourceName({ resource }: Piece): string {
  return groupResourceKey(resource);
}
