/** Holds every write of a syncer to its SyncerConfig and to its share of the mailbox. @module */
import { type SyncerConfig, syncerConfigs, theOneName } from "../kube/edge_api.ts";
import { groupResourceKey, gvrOf } from "../kube/resource.ts";
import { KubeError } from "../ports/kube_error.ts";
import type { Admission, AdmittedWrite } from "../hub/admission/admission.ts";
import { isUpsynced } from "../placement/upsynced_copy.ts";
import { objectionTo } from "./allowed_write.ts";
import { syncerIn } from "./syncer_caller.ts";
import type { UpsyncShares } from "./upsync_share.ts";

/** For `HubOptions.admission`. The writes of everybody else pass. */
export function confineWrites(shares: UpsyncShares): Admission {
  return (write) => {
    const { context, kind, object, old } = write;
    if (syncerIn(context.caller) === null) return null;
    const config = context.find(syncerConfigs, undefined, theOneName) as SyncerConfig | undefined;
    const terms = config?.spec?.upsync ?? [];
    const objection = objectionTo({ gvr: gvrOf(kind), object, old, terms }) ??
      (isUpsynced(object) ? shares.objectionTo(context.cluster, kind, object) : null);
    return objection === null ? null : refused(write, objection);
  };
}

function refused({ kind, object: { metadata: { name } } }: AdmittedWrite, why: string): KubeError {
  const message = `${groupResourceKey(kind)} "${name}" is forbidden: ${why}`;
  return new KubeError(403, "Forbidden", message, { name, group: kind.group, kind: kind.resource });
}
