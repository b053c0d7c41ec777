/** The content of a mailbox's SyncerConfig `the-one`, from the shares of its sources. @module */
import type {
  ClusterScopeObjects,
  NamespaceScope,
  NamespaceScopeResource,
  SyncerConfigSpec,
  UpsyncSet,
} from "../kube/edge_api.ts";
import { by, byCodeUnit } from "../kube/order.ts";
import { groupResourceKey, type Gvr } from "../kube/resource.ts";
import { goesToEdge } from "./resource_modes.ts";
import { upsyncKey } from "./upsync.ts";
import { chooseVersions, type VersionConflict } from "./version_choice.ts";

/** What one workload workspace sends to the mailbox, versions as preferred there. */
export interface SyncerConfigPart {
  /** Logical cluster id of the workspace. */
  readonly workload: string;
  readonly namespaces: readonly string[];
  /** Namespaced resources served there, whether or not objects of them exist. */
  readonly resources: readonly Gvr[];
  /** Named cluster-scoped objects, with the Namespaces that are wanted as objects. */
  readonly clusterObjects: readonly (Gvr & { readonly names: readonly string[] })[];
  readonly upsync: readonly UpsyncSet[];
}

/** The spec, and what its sources disagree about. */
export interface SyncerConfigContent {
  readonly spec: SyncerConfigSpec;
  readonly conflicts: readonly VersionConflict[];
}

/**
 * The union of the parts, every list sorted and without repetition, so that equal sets give equal bytes. Lists within an upsync
 * term keep the user's order. Without parts it is exactly `{namespaceScope: {}}`.
 */
export function syncerConfigContent(parts: Iterable<SyncerConfigPart>): SyncerConfigContent {
  const sending = [...parts].map(withoutIdleResources);
  const { versions, conflicts } = chooseVersions(sending.flatMap(votesOf));
  const clusterScope = clusterScopeOf(sending, versions);
  const upsync = upsyncOf(sending);
  const spec: SyncerConfigSpec = {
    namespaceScope: namespaceScopeOf(sending, versions),
    ...(clusterScope.length > 0 && { clusterScope }),
    ...(upsync.length > 0 && { upsync }),
  };
  return { spec, conflicts };
}

/** A workspace that sends no namespace distributes no namespaced resource. */
function withoutIdleResources(part: SyncerConfigPart): SyncerConfigPart {
  return {
    ...part,
    resources: part.namespaces.length > 0 ? part.resources.filter(goesToEdge) : [],
    clusterObjects: part.clusterObjects.filter((row) => goesToEdge(row) && row.names.length > 0),
  };
}

function votesOf({ workload, resources, clusterObjects }: SyncerConfigPart) {
  return [...resources, ...clusterObjects].map(({ group, version, resource }) => {
    return { workload, group, version, resource };
  });
}

function namespaceScopeOf(
  parts: readonly SyncerConfigPart[],
  versions: ReadonlyMap<string, Gvr>,
): NamespaceScope {
  const namespaces = sortedSet(parts.flatMap((part) => part.namespaces));
  const keys = sortedSet(parts.flatMap((part) => part.resources.map(groupResourceKey)));
  const resources = keys.map((key) => rowOf(versions.get(key)!));
  return { ...(namespaces.length > 0 && { namespaces }), ...(resources.length > 0 && { resources }) };
}

function clusterScopeOf(
  parts: readonly SyncerConfigPart[],
  versions: ReadonlyMap<string, Gvr>,
): readonly ClusterScopeObjects[] {
  const namesByKey = new Map<string, string[]>();
  for (const row of parts.flatMap((part) => part.clusterObjects)) {
    const key = groupResourceKey(row);
    namesByKey.set(key, [...(namesByKey.get(key) ?? []), ...row.names]);
  }
  return [...namesByKey].sort(by(([key]) => key))
    .map(([key, names]) => ({ ...rowOf(versions.get(key)!), objects: sortedSet(names) }));
}

function upsyncOf(parts: readonly SyncerConfigPart[]): readonly UpsyncSet[] {
  const terms = new Map(
    parts.flatMap((part) => part.upsync).map((term) => [upsyncKey(term), writtenOut(term)]),
  );
  return [...terms].sort(by(([key]) => key)).map(([, term]) => term);
}

/** Of an absent and an empty list only one form is written, so that either gives the same bytes. */
function writtenOut({ apiGroup = "", resources, namespaces = [], names = [] }: UpsyncSet): UpsyncSet {
  return {
    ...(apiGroup !== "" && { apiGroup }),
    resources,
    ...(namespaces.length > 0 && { namespaces }),
    ...(names.length > 0 && { names }),
  };
}

function rowOf({ group, version, resource }: Gvr): NamespaceScopeResource {
  return { group, resource, apiVersion: version };
}

function sortedSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort(byCodeUnit);
}
