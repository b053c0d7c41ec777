/**
 * What the syncer of one edge may do in its mailbox, as rules of RBAC, computed whole from the SyncerConfig and from what the mailbox
 * serves (decision 31).
 *
 * RBAC limits neither `create` nor anything by label or namespace of a whole cluster; what it cannot say, the embedded hub adds. @module
 */
import { namespaces } from "../kube/core_api.ts";
import { naturalResource } from "../kube/denatured.ts";
import { syncerConfigs, type SyncerConfigSpec, theOneName, type UpsyncSet } from "../kube/edge_api.ts";
import { by, byCodeUnit } from "../kube/order.ts";
import type { ResourceRule } from "../kube/rbac_api.ts";
import { type ApiResource, type GroupResource, groupResourceKey } from "../kube/resource.ts";
import { everyName, includes } from "./name_list.ts";
import { goesToEdge, inMailbox } from "./resource_modes.ts";
import { mayUpsync } from "./upsync.ts";

/** The rules, sorted: equal inputs give equal rules. `served` is the mailbox's discovery. */
export function syncerRules(
  spec: SyncerConfigSpec,
  served: readonly ApiResource[],
): readonly ResourceRule[] {
  const rows = [...served].sort(by(groupResourceKey));
  const upsynced = rows.filter((row) => mayUpsync(row) && row.verbs.includes("delete"));
  return [
    ...rulesFor(["get", "list", "watch"], rows.filter(isReadable)),
    ...heartbeatRules,
    ...rulesFor(["update"], rows.filter((row) => isDownsynced(spec, row)).flatMap(statusOf)),
    ...rulesFor(["delete"], upsynced),
    ...(spec.upsync ?? []).flatMap((term) => termRules(term, rows)),
  ];
}

/** What the SyncerConfig names and the mailbox does not serve (yet), by `groupResourceKey`; sorted. */
export function unservedIn(spec: SyncerConfigSpec, served: readonly ApiResource[]): readonly string[] {
  const known = new Set(served.map(groupResourceKey));
  const terms = (spec.upsync ?? []).flatMap(({ apiGroup: group = "", resources }) =>
    resources.filter((resource) => resource !== everyName).map((resource) => ({ group, resource }))
  );
  const named = [...heldFor(spec), ...terms];
  return [...new Set(named.map(groupResourceKey))].filter((key) => !known.has(key)).sort(byCodeUnit);
}

/** Whatever can be in a mailbox, for it is this edge's own; of cluster-scoped things only those that go down or come up. */
function isReadable(row: ApiResource): boolean {
  const isConfig = groupResourceKey(row) === groupResourceKey(syncerConfigs);
  return row.verbs.includes("list") && row.verbs.includes("watch") &&
    (row.namespaced || isConfig || goesToEdge(row) || mayUpsync(row));
}

/** The beat is written to the status of `the-one`, and nothing else of it (decision 26). */
const heartbeatRules: readonly ResourceRule[] = [{
  verbs: ["get", "patch", "update"],
  apiGroups: [syncerConfigs.group],
  resources: [`${syncerConfigs.resource}/status`],
  resourceNames: [theOneName],
}];

function isDownsynced(spec: SyncerConfigSpec, row: GroupResource): boolean {
  const key = groupResourceKey(row);
  return heldFor(spec).some((held) => groupResourceKey(held) === key);
}

/** What the mailbox holds of what goes down: some of it in an inert form (decision 38). */
function heldFor({ namespaceScope, clusterScope }: SyncerConfigSpec): readonly GroupResource[] {
  return [...(namespaceScope?.resources ?? []), ...(clusterScope ?? [])].map((
    { group, resource, apiVersion },
  ) => inMailbox({ group, resource, version: apiVersion }));
}

/**
 * Where the status of such an object is written: in the object itself, if a custom kind has no place of its own for it (6.5). Kinds of
 * Kubernetes have such a place or no status at all.
 */
function statusOf({ group, resource, subresources }: ApiResource): readonly GroupResource[] {
  if (subresources?.includes("status") ?? true) return [{ group, resource: `${resource}/status` }];
  return isOfKubernetes(naturalResource({ group, resource }).group) ? [] : [{ group, resource }];
}

function isOfKubernetes(group: string): boolean {
  return !group.includes(".") || group.endsWith(".k8s.io");
}

/** An object that no name of the term fits cannot be changed; that none is made is not for RBAC to say. */
function termRules(term: UpsyncSet, served: readonly ApiResource[]): readonly ResourceRule[] {
  const { apiGroup = "", resources, names = [] } = term;
  const rows = served.filter((row) =>
    row.group === apiGroup && includes(resources, row.resource) && mayUpsync(row) &&
    row.verbs.includes("create") && (!row.namespaced || (term.namespaces ?? []).length > 0)
  );
  if (rows.length === 0 || names.length === 0) return [];
  const statuses = rows.filter(({ subresources }) => subresources?.includes("status")).flatMap(statusOf);
  return [
    ...rulesFor(["create"], rows),
    ...rulesFor(["update"], [...rows, ...statuses].sort(by(groupResourceKey)), names),
    ...(rows.some(({ namespaced }) => namespaced) ? namespaceRules(term.namespaces ?? []) : []),
  ];
}

/** An object brings its Namespace along. */
function namespaceRules(names: readonly string[]): readonly ResourceRule[] {
  return [...rulesFor(["create"], [namespaces]), ...rulesFor(["update"], [namespaces], names)];
}

/** One rule for each group. */
function rulesFor(
  verbs: readonly string[],
  rows: readonly GroupResource[],
  names: readonly string[] = [everyName],
): readonly ResourceRule[] {
  const groups = [...new Set(rows.map(({ group }) => group))].sort(byCodeUnit);
  const named = names.includes(everyName) ? {} : { resourceNames: [...names].sort(byCodeUnit) };
  return groups.map((group) => ({
    verbs,
    apiGroups: [group],
    resources: rows.filter((row) => row.group === group).map(({ resource }) => resource),
    ...named,
  }));
}
