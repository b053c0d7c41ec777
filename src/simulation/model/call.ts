/** One request about one object, looked up: where the object is, and what is there. @module */
import type { KubeObject } from "../../kube/object.ts";
import { type ApiResource, groupResourceKey } from "../../kube/resource.ts";
import type { ApiRequest } from "../../ports/cluster_api.ts";
import { type Author, type History, storageKey } from "./history.ts";

export interface Call {
  readonly cluster: string;
  readonly row: ApiResource;
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly known: KubeObject | null;
  readonly request: ApiRequest;
  readonly body: KubeObject | undefined;
  /** Who will manage the fields that are written. */
  readonly manager: string;
  readonly author: Author;
}

export function lookUp(
  history: History,
  cluster: string,
  row: ApiResource,
  request: ApiRequest,
  author: Author,
): Call {
  const body = request.body as KubeObject | undefined;
  const name = request.name ?? body?.metadata?.name ?? "";
  const namespace = row.namespaced ? request.namespace ?? body?.metadata?.namespace ?? "" : "";
  const key = storageKey(cluster, namespace, name);
  const known = history.find(groupResourceKey(row), key);
  const manager = request.query?.["fieldManager"] ?? "unknown";
  return { cluster, row, key, namespace, name, known, request, body, manager, author };
}

/** Which object a write is meant for, and which version of it; what is absent is any. */
export interface Precondition {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export function isMeant({ uid, resourceVersion }: Precondition, { metadata }: KubeObject): boolean {
  return (uid === undefined || uid === metadata.uid) &&
    (resourceVersion === undefined || resourceVersion === metadata.resourceVersion);
}
