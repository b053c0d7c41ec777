/** What a mailbox's `the-one` should be, given how much is known. @module */
import { type SyncerConfigSpec, theOneName } from "../../kube/edge_api.ts";
import type { Permission } from "../copies/operations.ts";
import { everyName } from "../name_list.ts";
import { syncerConfigContent, type SyncerConfigPart } from "../syncer_config.ts";
import type { ShareHead } from "../workload/share.ts";

/**
 * The spec that `the-one` should have, or null when there should be none yet: a mailbox that no placement ever reached has none. When
 * absence is not proven, what is there stays, because the syncer takes away what leaves the config.
 */
export function configFor(
  heads: readonly ShareHead[],
  existing: SyncerConfigSpec | null,
  permission: Permission,
): SyncerConfigSpec | null {
  if (existing === null) return heads.length === 0 ? null : syncerConfigContent(heads).spec;
  const parts: SyncerConfigPart[] = permission === "everything" ? [...heads] : [...heads, partOf(existing)];
  return syncerConfigContent(parts).spec;
}

/** An existing spec, read as if one more workload had told it. */
function partOf({ namespaceScope, clusterScope, upsync }: SyncerConfigSpec): SyncerConfigPart {
  return {
    workload: theOneName,
    namespaces: namespaceScope?.namespaces ?? [],
    resources: (namespaceScope?.resources ?? []).map(({ group, resource, apiVersion }) => ({
      group,
      resource,
      version: apiVersion,
    })),
    clusterObjects: (clusterScope ?? []).map(({ group, resource, apiVersion, objects }) => ({
      group,
      resource,
      version: apiVersion,
      // Absent names are all of them (section 6.3).
      names: objects ?? [everyName],
    })),
    upsync: upsync ?? [],
  };
}
