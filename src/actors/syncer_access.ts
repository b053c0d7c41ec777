/** The syncerAccess kind: its machine, and how the role of a mailbox's syncers is compared and written. @module */
import { equal } from "../kube/equality.ts";
import { type ClusterRole, clusterRoles, type ResourceRule } from "../kube/rbac_api.ts";
import { syncerRoleLabel, syncerRoleName, syncerRoleValue } from "../kube/syncer_access.ts";
import {
  type SyncerAccessContext,
  type SyncerAccessInput,
  syncerAccessMachine,
  type WriteRulesParams,
} from "../machines/syncer_access.ts";
import type { SeenLetter } from "../machines/watch_letters.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import type { KubeError } from "../ports/kube_error.ts";
import { discoverFor } from "./discovery.ts";
import { refusalOf } from "./refusal.ts";
import { callForObject } from "./requests.ts";
import type { Kind, PerformContext } from "./system/kind.ts";

const fieldManager = "syncer-access";

/** Selects the roles of syncers: there is one in each mailbox whose edge was joined. */
export const syncerRoleSelector = `${syncerRoleLabel}=${syncerRoleValue}`;

export function createSyncerAccessKind(hub: ClusterApi): Kind {
  return {
    name: "syncerAccess",
    machine: syncerAccessMachine,
    restart: "transient",
    spawnedBy: ["role.added", "role.modified"],
    endedBy: ["role.deleted"],
    input: (_address, letter): SyncerAccessInput => ({
      cluster: (letter as SeenLetter<"role">).fact.cluster,
    }),
    view: (context) => {
      const { cluster, rules, unserved } = context as SyncerAccessContext;
      return { cluster, rules, unserved };
    },
    perform: {
      discover: ({ cluster }: { cluster: string }, context) => discoverFor(hub, cluster, context),
      writeRules: (params: WriteRulesParams, context) => writeRules(hub, params, context),
    },
  };
}

/** The role is read first: a write that changes nothing is not sent, and one that does is for the very role that was read. */
function writeRules(hub: ClusterApi, { cluster, rules }: WriteRulesParams, { reply }: PerformContext): void {
  const at = { cluster, resource: clusterRoles, name: syncerRoleName };
  const agree = () => reply({ type: "rules.agreed" });
  const refuse = (error: KubeError) => {
    const event = { type: "rules.refused", ...refusalOf(error) };
    reply(event);
  };
  callForObject<ClusterRole>(hub, { ...at, verb: "get" }, (role) => {
    if (equal(rulesIn(role), rules)) return agree();
    const body = { ...role, rules };
    callForObject(hub, { ...at, verb: "update", body, query: { fieldManager } }, agree, refuse);
  }, refuse);
}

function rulesIn({ rules }: ClusterRole): readonly ResourceRule[] {
  return rules ?? [];
}
