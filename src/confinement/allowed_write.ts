/**
 * What a syncer may write of one object, beyond what RBAC can say (S11, S12): of what came down its status, of what goes up what its
 * terms ask for, and never what tells the centre what to do. @module
 */
import { namespaces } from "../kube/core_api.ts";
import {
  edgeGroup,
  markAnnotation,
  projectedLabel,
  syncerConfigs,
  upsyncedLabel,
  type UpsyncSet,
} from "../kube/edge_api.ts";
import { equal } from "../kube/equality.ts";
import type { KubeObject } from "../kube/object.ts";
import { groupResourceKey, type Gvr } from "../kube/resource.ts";
import { includes } from "../placement/name_list.ts";
import { isSystemObject } from "../placement/system_objects.ts";
import { mayUpsync, upsyncMatches } from "../placement/upsync.ts";
import { isUpsynced } from "../placement/upsynced_copy.ts";

export interface ProposedWrite {
  readonly gvr: Gvr;
  readonly object: KubeObject;
  /** What is there now; undefined for a new object. */
  readonly old: KubeObject | undefined;
  /** The terms of the mailbox's SyncerConfig; none when there is no SyncerConfig. */
  readonly terms: readonly UpsyncSet[];
}

/** Why the write is refused, as the end of a sentence; null when it is allowed. */
export function objectionTo({ gvr, object, old, terms }: ProposedWrite): string | null {
  const isConfig = groupResourceKey(gvr) === groupResourceKey(syncerConfigs);
  if (old !== undefined && (isConfig || isProjected(old))) {
    return isStatusOnly(object, old) ? null : "a syncer may write its status and nothing else of it";
  }
  if (old !== undefined && !isUpsynced(old)) return "it was not made by a syncer";
  if (!isAskedFor(gvr, object, terms)) return "no upsync term of the SyncerConfig asks for it";
  return objectionToForm(object);
}

/** An object is asked for itself, or is the Namespace of objects that may be asked for. */
function isAskedFor(gvr: Gvr, { metadata, type }: KubeObject, terms: readonly UpsyncSet[]): boolean {
  const { name, namespace = "" } = metadata;
  const secretType = typeof type === "string" ? type : "";
  if (!mayUpsync(gvr) || isSystemObject({ gvr, name, secretType })) return false;
  const isSpace = groupResourceKey(gvr) === groupResourceKey(namespaces) &&
    terms.some((term) => includes(term.namespaces, name));
  return isSpace || upsyncMatches(terms, { ...gvr, namespace, name });
}

/** A copy says that it is one, says nothing else in our name, and holds nothing up when it is to go. */
function objectionToForm(object: KubeObject): string | null {
  const { labels = {}, annotations = {}, finalizers = [], ownerReferences = [] } = object.metadata;
  if (!isUpsynced(object)) return `a syncer's objects carry the label ${upsyncedLabel}`;
  const keys = [...Object.keys(labels), ...Object.keys(annotations)];
  const foreign = keys.find((key) =>
    key.startsWith(`${edgeGroup}/`) && key !== upsyncedLabel && key !== markAnnotation
  );
  if (foreign !== undefined) return `a syncer may not write ${foreign}`;
  if (finalizers.length > 0) return "a syncer's objects have no finalizers";
  return ownerReferences.length > 0 ? "a syncer's objects have no owners" : null;
}

function isProjected({ metadata: { labels = {} } }: KubeObject): boolean {
  return Object.hasOwn(labels, projectedLabel);
}

/** What the server keeps of each write is not the writer's word. */
function isStatusOnly(object: KubeObject, old: KubeObject): boolean {
  return equal(withoutStatus(object), withoutStatus(old));
}

function withoutStatus({ status: _status, metadata, ...rest }: KubeObject): unknown {
  const { managedFields: _managers, resourceVersion: _version, generation: _generation, ...kept } = metadata;
  return { ...rest, metadata: kept };
}
