/** Whether a ServiceAccount may still be spoken for. @module */
import { serviceAccounts } from "../../../kube/core_api.ts";
import { syncTargets } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import {
  targetClusterAnnotation,
  targetNameAnnotation,
  targetUidAnnotation,
} from "../../../kube/syncer_access.ts";
import type { Objects } from "../../objects.ts";
import type { ServiceAccountIdentity } from "./service_account_tokens.ts";

/**
 * The uid of an account that exists; undefined when there is none, or when it is the account of a syncer whose SyncTarget has gone, or
 * is another by now (F26): an edge that was made anew under the old name is a new edge, and needs a credential of its own.
 */
export function livingUid(
  objects: Pick<Objects, "get">,
  { cluster, namespace, name }: Omit<ServiceAccountIdentity, "uid">,
): string | undefined {
  const account = objects.get({ cluster, resource: serviceAccounts, namespace, name });
  return account !== undefined && hasItsTarget(objects, account) ? account.metadata.uid : undefined;
}

function hasItsTarget(
  objects: Pick<Objects, "get">,
  { metadata: { annotations = {} } }: KubeObject,
): boolean {
  const uid = annotations[targetUidAnnotation];
  if (uid === undefined) return true;
  const [cluster, name] = [annotations[targetClusterAnnotation], annotations[targetNameAnnotation]];
  if (cluster === undefined || name === undefined) return false;
  return objects.get({ cluster, resource: syncTargets, name })?.metadata.uid === uid;
}
