/**
 * The virtual workspace of an APIExport: its resources, in all logical clusters that have bound it (kcp, "virtual
 * workspaces").
 *
 * Each request needs its verb on `apiexports/content` of the export, where the export stands. What is then done
 * in the consumers' workspaces is done in the exporter's right, so it is held to exactly what they have bound. @module
 */
import { clusterOf, type KubeList, type KubeObject } from "../../../kube/object.ts";
import { type ApiBinding, apiBindings, type ApiExport, apiExports } from "../../../kube/kcp_api.ts";
import { type GroupResource, groupResourceKey, gvrKey } from "../../../kube/resource.ts";
import type { Caller } from "../../../ports/api_backend.ts";
import type { ApiAnswer, ApiRequest, WatchSink } from "../../../ports/cluster_api.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import { mastersGroup } from "../../authorize/authorizer.ts";
import { definitionsOf, findExport, isObstacle } from "../../controllers/resources/bound_export.ts";
import type { Hub } from "../../hub.ts";
import { apiResourceOf, type KindDefinition } from "../../resources/kind_definition.ts";
import { unknownResource } from "../../request/refusals.ts";
import type { VirtualWorkspace } from "../request/route.ts";
import type { ServedHub } from "../served_hub.ts";
import { exportAccessRequest } from "./export_access_request.ts";

/** For `ServeOptions.virtualWorkspace`: every export of this hub, each for those who may see its content. */
export function exportWorkspaces(hub: Hub): (address: VirtualWorkspace) => ServedHub | undefined {
  return ({ exportCluster, exportName }) => {
    const cluster = hub.resolveCluster(exportCluster);
    if (cluster === undefined) return undefined;
    const found = hub.objects.get({ cluster, resource: apiExports, name: exportName });
    return found === undefined ? undefined : exportWorkspace(hub, cluster, found as ApiExport);
  };
}

function exportWorkspace(hub: Hub, home: string, exported: ApiExport): ServedHub {
  const { name } = exported.metadata;
  const kinds = exportedKinds(hub, home, name);
  const served = new Map(kinds.map((kind) => [gvrKey(kind), kind]));
  const identity = exported.status?.identityHash;

  const may = (caller: Caller, verb: string): boolean =>
    hub.authorize(exportAccessRequest({ caller, verb, cluster: home, name, subresource: "content" })).allowed;

  /** Undefined when the request may go on, in the cluster that is returned beside it. */
  function refusalOf(caller: Caller, verb: string, { cluster, resource }: Asked): KubeError | undefined {
    if (!may(caller, verb)) return refused(caller);
    if (!served.has(gvrKey(resource))) return unknownResource();
    return cluster === "*" || hasBound(hub, hub.resolveCluster(cluster), identity, resource)
      ? undefined
      : refused(caller);
  }

  const isBoundAt = (object: KubeObject, resource: GroupResource) =>
    hasBound(hub, clusterOf(object), identity, resource);

  return {
    profile: hub.profile,
    authorize: hub.authorize,
    catalog: { resolveAnywhere: (gvr) => served.get(gvrKey(gvr)) },
    kindsFor: (cluster, caller) => {
      if (!may(caller, "get")) return undefined;
      if (cluster === "*") return kinds;
      const id = hub.resolveCluster(cluster);
      const bound = kinds.filter((kind) => hasBound(hub, id, identity, kind));
      return bound.length === 0 ? undefined : bound;
    },
    discover: (_cluster, caller) =>
      may(caller, "get")
        ? { ok: true, resources: kinds.map(apiResourceOf) }
        : { ok: false, error: refused(caller) },
    refusalFor: (request, caller) => refusalOf(caller, "watch", request) ?? null,
    handle: (request, caller) => {
      const error = refusalOf(caller, request.verb, request);
      if (error !== undefined) return { ok: false, error };
      const answer = hub.handle(request, exporter(caller));
      return request.cluster === "*"
        ? onlyBound(answer, (object) => isBoundAt(object, request.resource))
        : answer;
    },
    watch: (request, caller, sink) => {
      const error = refusalOf(caller, "watch", request);
      if (error === undefined) {
        const isVisible = (object: KubeObject) =>
          request.cluster !== "*" || isBoundAt(object, request.resource);
        return hub.watch(request, exporter(caller), onlyVisible(sink, isVisible));
      }
      sink.closed(error);
      return { stop: () => {} };
    },
  };
}

type Asked = Pick<ApiRequest, "cluster" | "resource">;

/** What the export offers now; nothing while a schema of it is missing. */
function exportedKinds(hub: Hub, home: string, name: string): readonly KindDefinition[] {
  const toItself = { spec: { reference: { export: { name } } } } as ApiBinding;
  const found = findExport(hub, home, toItself);
  return isObstacle(found) ? [] : definitionsOf(hub, found);
}

/** A binding that is bound says so for each resource, with the identity of the export it got it from. */
function hasBound(
  { objects }: Hub,
  cluster: string | undefined,
  identity: string | undefined,
  resource: GroupResource,
): boolean {
  if (cluster === undefined || cluster === "" || identity === undefined) return false;
  const key = groupResourceKey(resource);
  return objects.list({ cluster, resource: apiBindings }).some((binding) =>
    (binding as ApiBinding).status?.boundResources?.some((bound) =>
      groupResourceKey(bound) === key && bound.schema.identityHash === identity
    )
  );
}

/** Known by name, with the rights of the export's owner; only for requests that were held to the export before. */
function exporter({ groups, ...rest }: Caller): Caller {
  return { ...rest, groups: [...groups, mastersGroup] };
}

function onlyBound(answer: ApiAnswer, isVisible: (object: KubeObject) => boolean): ApiAnswer {
  if (!answer.ok || !Array.isArray(answer.body["items"])) return answer;
  const list = answer.body as KubeList;
  return { ...answer, body: { ...list, items: list.items.filter(isVisible) } };
}

function onlyVisible(sink: WatchSink, isVisible: (object: KubeObject) => boolean): WatchSink {
  return {
    opened: () => sink.opened?.(),
    event: (event) => {
      if (event.type === "BOOKMARK" || isVisible(event.object)) sink.event(event);
    },
    closed: (error) => sink.closed(error),
  };
}

/** An export that is not there and one that may not be seen look alike. */
function refused({ user }: Caller): KubeError {
  return new KubeError(403, "Forbidden", `forbidden: User "${user}" cannot access this path`);
}
