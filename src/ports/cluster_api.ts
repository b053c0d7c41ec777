/**
 * The one way to an API server, whether it is embedded or at the end of a wire.
 *
 * Answers come through callbacks and not promises, so that a simulator decides when each one arrives. A call
 * answers exactly once and never throws: a refusal is an answer. @module
 */
import type { KubeList, KubeObject } from "../kube/object.ts";
import type { ApiResource, Gvr } from "../kube/resource.ts";
import type { KubeError } from "./kube_error.ts";

export type Verb = "get" | "list" | "create" | "update" | "patch" | "delete" | "deletecollection";

/** RFC 6902, RFC 7386, Kubernetes' strategic merge, and server-side apply. */
export type PatchType = "json" | "merge" | "strategic" | "apply";

export interface ApiRequest {
  readonly verb: Verb;
  /** Logical cluster as path (`root:espw`) or id; "*" is every cluster (list and watch); "" = no workspaces. */
  readonly cluster: string;
  readonly resource: Gvr;
  readonly subresource?: string;
  /** Absent on a list of a namespaced resource means every namespace. */
  readonly namespace?: string;
  readonly name?: string;
  /** The object (create, update), the patch (patch), or DeleteOptions (delete, deletecollection). */
  readonly body?: unknown;
  readonly patchType?: PatchType;
  /** Query parameters by their Kubernetes names: labelSelector, limit, continue, fieldManager, dryRun … */
  readonly query?: Readonly<Record<string, string>>;
}

export type ApiAnswer<T = KubeObject | KubeList> =
  | { readonly ok: true; readonly status: number; readonly body: T; readonly warnings?: readonly string[] }
  | { readonly ok: false; readonly error: KubeError };

export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";

export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: WatchEventType;
  readonly object: T;
}

export interface WatchRequest {
  readonly cluster: string;
  readonly resource: Gvr;
  readonly namespace?: string;
  /** Includes resourceVersion, allowWatchBookmarks, timeoutSeconds, labelSelector, fieldSelector … */
  readonly query?: Readonly<Record<string, string>>;
}

/** Receives a watch. After `closed` nothing more arrives; an ERROR event arrives as `closed(error)`. */
export interface WatchSink {
  /** The server has accepted the watch; called once, before any event. */
  opened?(): void;
  event(event: WatchEvent): void;
  closed(error: KubeError | null): void;
}

export interface WatchHandle {
  /** Ends the watch; idempotent; `closed` is not called for it. */
  stop(): void;
}

export type DiscoveryAnswer =
  | { readonly ok: true; readonly resources: readonly ApiResource[] }
  | { readonly ok: false; readonly error: KubeError };

export interface ClusterApi {
  call(request: ApiRequest, answer: (answer: ApiAnswer) => void): void;
  watch(request: WatchRequest, sink: WatchSink): WatchHandle;
  /** One row per resource, at the group's preferred version ("preferred resources" in client-go). */
  discover(cluster: string, answer: (answer: DiscoveryAnswer) => void): void;
  /** Closes connections and watches; nothing is answered afterwards. */
  close(): void;
}
