/** Which objects a SyncerConfig sends from its mailbox to the edge, read as the PoC's syncer reads it (section 6.3). @module */
import { namespaces } from "../kube/core_api.ts";
import type { ClusterScopeObjects, SyncerConfigSpec } from "../kube/edge_api.ts";
import type { ObjectIdentity } from "../kube/facts.ts";
import type { GroupResource } from "../kube/resource.ts";
import { everyName, includes } from "./name_list.ts";

/** Whether the object belongs to the downsync: a listed namespace itself, what is in it, or a named cluster-scoped object. */
export function downsyncMatches(spec: SyncerConfigSpec | undefined, object: ObjectIdentity): boolean {
  const scope = spec?.namespaceScope;
  const spaces = scope?.namespaces ?? [];
  if (object.namespace !== "") {
    return spaces.includes(object.namespace) && (scope?.resources ?? []).some((row) => isOf(row, object));
  }
  return (isOf(namespaces, object) && spaces.includes(object.name)) ||
    (spec?.clusterScope ?? []).some((row) => isOf(row, object) && hasName(row, object.name));
}

/** Whether the Namespace goes with its labels and annotations; otherwise only its name does. */
export function downsyncsNamespaceObject(spec: SyncerConfigSpec | undefined, name: string): boolean {
  return (spec?.clusterScope ?? []).some((row) => isOf(row, namespaces) && hasName(row, name));
}

/** Absent `objects` means all, an empty list means none (section 6.3, point 2). */
function hasName({ objects }: ClusterScopeObjects, name: string): boolean {
  return objects === undefined || objects === null || includes(objects, name);
}

function isOf(row: GroupResource, { group, resource }: GroupResource): boolean {
  return row.group === group && (row.resource === resource || row.resource === everyName);
}
