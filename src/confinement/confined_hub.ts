/**
 * The hub as it is served to syncers: what RBAC gives them, less what it cannot take away.
 *
 * A Secret is seen only if it came down or went up; an object is deleted only if a syncer made it, a Namespace only if there is nothing
 * else in it (S14); a token lives no longer than we say. For all other callers it is the hub itself. @module
 */
import { namespaces, secrets, serviceAccounts } from "../kube/core_api.ts";
import { projectedLabel, upsyncedLabel } from "../kube/edge_api.ts";
import { factOf } from "../kube/facts.ts";
import type { KubeList, KubeObject } from "../kube/object.ts";
import { type GroupResource, groupResourceKey, gvrOf } from "../kube/resource.ts";
import { syncerTokenSeconds } from "../kube/syncer_access.ts";
import type { Hub } from "../hub/hub.ts";
import type { ServedHub } from "../hub/serve/served_hub.ts";
import { isSystemObject } from "../placement/system_objects.ts";
import { isUpsynced } from "../placement/upsynced_copy.ts";
import type { ApiAnswer, ApiRequest, WatchSink } from "../ports/cluster_api.ts";
import { KubeError } from "../ports/kube_error.ts";
import { syncerIn } from "./syncer_caller.ts";

/** For `ServeOptions.hub`. */
export function confinedHub(hub: Hub): ServedHub {
  return {
    profile: hub.profile,
    authorize: hub.authorize,
    catalog: hub.catalog,
    kindsFor: (cluster, caller) => hub.kindsFor(cluster, caller),
    discover: (cluster, caller) => hub.discover(cluster, caller),
    refusalFor: (request, caller) => hub.refusalFor(request, caller),
    handle(request, caller) {
      if (syncerIn(caller) === null) return hub.handle(request, caller);
      const objection = objectionTo(hub, request);
      // Who may not do it anyway is refused in the usual words, and learns nothing about what exists.
      const error = objection === null
        ? null
        : hub.authorizes(request, caller)
        ? refused(request, objection)
        : null;
      return error === null ? visiblePart(request, hub.handle(request, caller)) : { ok: false, error };
    },
    watch(request, caller, sink) {
      const isKept = syncerIn(caller) !== null && isOf(secrets, request.resource);
      return hub.watch(request, caller, isKept ? onlyVisible(sink) : sink);
    },
  };
}

function objectionTo(hub: Hub, request: ApiRequest): string | null {
  const { verb, resource, subresource } = request;
  if (verb === "deletecollection") return "a syncer deletes what it made, one by one";
  if (verb === "delete") return objectionToDeletion(hub, request);
  const asksToken = isOf(serviceAccounts, resource) && subresource === "token";
  return asksToken && lifetimeIn(request.body) > syncerTokenSeconds
    ? `a syncer's token lives for at most ${syncerTokenSeconds} s`
    : null;
}

function objectionToDeletion(
  hub: Hub,
  { cluster: asked, resource, namespace, name = "" }: ApiRequest,
): string | null {
  const cluster = hub.resolveCluster(asked) ?? asked;
  const object = hub.objects.get({ cluster, resource, namespace, name });
  if (object === undefined) return null;
  if (!isUpsynced(object)) return "it was not made by a syncer";
  const found = isOf(namespaces, resource) ? foreignIn(hub, cluster, name) : undefined;
  return found === undefined ? null : `it holds ${found}`;
}

/** Something in a namespace that neither a syncer made nor the server itself. */
function foreignIn({ catalog, objects }: Hub, cluster: string, namespace: string): string | undefined {
  for (const kind of catalog.list(cluster)) {
    if (!kind.namespaced || kind.answer !== undefined || kind.resource === "events") continue;
    const found = objects.list({ cluster, resource: kind, namespace }).find((object) =>
      !isUpsynced(object) && !isSystemObject(factOf(gvrOf(kind), object))
    );
    if (found !== undefined) return `${groupResourceKey(kind)} ${found.metadata.name}`;
  }
  return undefined;
}

function lifetimeIn(body: unknown): number {
  const { spec } = (body ?? {}) as { readonly spec?: { readonly expirationSeconds?: unknown } };
  return Number(spec?.expirationSeconds ?? 0);
}

function visiblePart({ resource, verb }: ApiRequest, answer: ApiAnswer): ApiAnswer {
  if (!answer.ok || !isOf(secrets, resource)) return answer;
  if (verb === "list") {
    const list = answer.body as KubeList;
    return { ...answer, body: { ...list, items: list.items.filter(isVisible) } };
  }
  const object = answer.body as KubeObject;
  if (verb !== "get" || isVisible(object)) return answer;
  return { ok: false, error: hidden(object.metadata.name) };
}

function isVisible({ metadata: { labels = {} } }: KubeObject): boolean {
  return Object.hasOwn(labels, projectedLabel) || Object.hasOwn(labels, upsyncedLabel);
}

/** An object that stops to be visible is gone for the watcher. */
function onlyVisible(sink: WatchSink): WatchSink {
  const shown = new Set<string>();
  return {
    opened: () => sink.opened?.(),
    event(event) {
      const { type, object } = event;
      if (type === "BOOKMARK") return sink.event(event);
      const { uid = "" } = object.metadata;
      if (isVisible(object)) {
        if (type === "DELETED") shown.delete(uid);
        else shown.add(uid);
        return sink.event(event);
      }
      if (shown.delete(uid)) sink.event({ type: "DELETED", object: withoutContent(object) });
    },
    closed: (error) => sink.closed(error),
  };
}

function withoutContent({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata };
}

function isOf(known: GroupResource, asked: GroupResource): boolean {
  return groupResourceKey(known) === groupResourceKey(asked);
}

function refused({ resource, name = "" }: ApiRequest, why: string): KubeError {
  const message = `${groupResourceKey(resource)} "${name}" is forbidden: ${why}`;
  return new KubeError(403, "Forbidden", message, { name, group: resource.group, kind: resource.resource });
}

function hidden(name: string): KubeError {
  return refused(
    { verb: "get", cluster: "", resource: secrets, name },
    "a syncer sees what came down or went up",
  );
}
