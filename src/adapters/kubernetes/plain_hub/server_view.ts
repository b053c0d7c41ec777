/**
 * The server itself as a logical cluster: its objects, but for those that its own controllers made, those that it keeps to itself, and
 * mailboxes; and without what its controllers wrote into them, which would be wrong anywhere else. @module
 */
import { customResourceDefinitions, namespaces } from "../../../kube/core_api.ts";
import { edgeGroup } from "../../../kube/edge_api.ts";
import { clusterAnnotation, type KubeList, type KubeObject } from "../../../kube/object.ts";
import { type ApiResource, type GroupResource, groupResourceKey } from "../../../kube/resource.ts";
import type {
  ApiAnswer,
  ApiRequest,
  ClusterApi,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "../../../ports/cluster_api.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import { hubCluster, isReserved } from "./hub_cluster.ts";
import { movable } from "./movable.ts";

/** Asks for an object of the server, or several, whatever the path of the workspace was. */
export function callServer(
  api: ClusterApi,
  request: ApiRequest,
  answer: (answer: ApiAnswer) => void,
): void {
  const { body } = request;
  const asked = { ...request, cluster: "", ...(body !== undefined && { body: withoutCluster(body) }) };
  api.call(asked, (given) => answer(present(request, given)));
}

/** What is not to be seen is told as gone: it may have been seen before. */
export function watchServer(api: ClusterApi, request: WatchRequest, sink: WatchSink): WatchHandle {
  const { resource } = request;
  return api.watch({ ...request, cluster: "" }, {
    opened: () => sink.opened?.(),
    closed: (error) => sink.closed(error),
    event: ({ type, object }) => {
      if (type === "BOOKMARK") return sink.event({ type, object });
      sink.event({ type: isHidden(resource, object) ? "DELETED" : type, object: shown(resource, object) });
    },
  });
}

/** Controllers make these out of Services, at the edge as here. */
const derived: ReadonlySet<string> = new Set(["endpoints", "endpointslices.discovery.k8s.io"]);

/** The resources of the server that somebody might want to place. */
export function servedRows(resources: readonly ApiResource[]): readonly ApiResource[] {
  return resources.filter((row) => !derived.has(groupResourceKey(row)));
}

/** Definitions that are there for Edgechart itself. */
const ownGroups = [`.${edgeGroup}`, ".workload.kcp.io", ".scheduling.kcp.io"];

function isHidden(resource: GroupResource, { metadata }: KubeObject): boolean {
  const { name, namespace = "", ownerReferences = [] } = metadata;
  const key = groupResourceKey(resource);
  if (isReserved(key === groupResourceKey(namespaces) ? name : namespace)) return true;
  if (key === groupResourceKey(customResourceDefinitions)) {
    return ownGroups.some((group) => name.endsWith(group));
  }
  if (key === "services" && namespace === "default" && name === "kubernetes") return true;
  return ownerReferences.some(({ controller }) => controller === true);
}

function shown(resource: GroupResource, object: KubeObject): KubeObject {
  const { metadata, ...rest } = movable(resource, object);
  const annotations = { ...metadata.annotations, [clusterAnnotation]: hubCluster };
  return { ...rest, metadata: { ...metadata, annotations } } as KubeObject;
}

function present(request: ApiRequest, answer: ApiAnswer): ApiAnswer {
  if (!answer.ok) return answer;
  const { resource } = request;
  if (request.verb === "list") {
    const { items, ...list } = answer.body as KubeList;
    const seen = items.filter((item) => !isHidden(resource, item)).map((item) => shown(resource, item));
    return { ...answer, body: { ...list, items: seen } };
  }
  const object = answer.body as KubeObject;
  if (object.kind === "Status") return answer;
  if (!isHidden(resource, object)) return { ...answer, body: shown(resource, object) };
  const { name } = object.metadata;
  const details = { name, group: resource.group, kind: resource.resource };
  const message = `${resource.resource} "${name}" not found: it belongs to the server itself`;
  return { ok: false, error: new KubeError(404, "NotFound", message, details) };
}

function withoutCluster(body: unknown): unknown {
  const { metadata } = body as Partial<KubeObject>;
  if (metadata?.annotations?.[clusterAnnotation] === undefined) return body;
  const { [clusterAnnotation]: _cluster, ...annotations } = metadata.annotations;
  return { ...(body as KubeObject), metadata: { ...metadata, annotations } };
}
