/** Namespaces that are mailboxes, as the Workspaces that the runtime makes, watches and deletes. @module */
import { namespaces } from "../../../kube/core_api.ts";
import type { Workspace } from "../../../kube/kcp_api.ts";
import { clusterAnnotation, type KubeList, type KubeObject } from "../../../kube/object.ts";
import type {
  ApiAnswer,
  ApiRequest,
  ClusterApi,
  WatchHandle,
  WatchRequest,
  WatchSink,
} from "../../../ports/cluster_api.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import { hubCluster, isMailbox } from "./hub_cluster.ts";
import { answerLater } from "./later.ts";

/** Asks for a mailbox's Workspace, or all of them; of others there are none. */
export function callWorkspaces(
  api: ClusterApi,
  request: ApiRequest,
  answer: (answer: ApiAnswer) => void,
): void {
  const body = request.body as KubeObject | undefined;
  const name = request.name ?? body?.metadata.name;
  if (request.verb !== "list" && !(name !== undefined && isMailbox(name))) {
    return answerLater(answer, notServed(name));
  }
  const at: ApiRequest = { ...request, cluster: "", resource: namespaces };
  const asked = request.verb === "create" ? { ...at, body: namespaceFor(body!) } : at;
  api.call(asked, (given) => answer(present(given)));
}

/** Follows the Workspaces of mailboxes. */
export function watchWorkspaces(api: ClusterApi, request: WatchRequest, sink: WatchSink): WatchHandle {
  return api.watch({ ...request, cluster: "", resource: namespaces }, {
    opened: () => sink.opened?.(),
    closed: (error) => sink.closed(error),
    event: ({ type, object }) => {
      if (type === "BOOKMARK") sink.event({ type, object });
      else if (isMailbox(object.metadata.name)) sink.event({ type, object: workspaceOf(object) });
    },
  });
}

function notServed(name = ""): KubeError {
  const message = `this hub is a Kubernetes without workspaces; of "${name}" there can be none but mailboxes`;
  return new KubeError(403, "Forbidden", message, { name, group: "tenancy.kcp.io", kind: "workspaces" });
}

function namespaceFor({ metadata: { name, labels = {}, annotations = {} } }: KubeObject): KubeObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels, annotations } };
}

function present(answer: ApiAnswer): ApiAnswer {
  if (!answer.ok) return answer;
  const { body } = answer;
  if (!Array.isArray(body["items"])) {
    return { ...answer, body: body.kind === "Status" ? body : workspaceOf(body as KubeObject) };
  }
  const { items, ...list } = body as KubeList;
  const shown = items.filter(({ metadata }) => isMailbox(metadata.name)).map(workspaceOf);
  return { ...answer, body: { ...list, items: shown } };
}

/** It is ready as soon as it is there: what a mailbox needs is served everywhere. */
function workspaceOf({ metadata }: KubeObject): Workspace {
  const { annotations, deletionTimestamp } = metadata;
  return {
    apiVersion: "tenancy.kcp.io/v1alpha1",
    kind: "Workspace",
    metadata: { ...metadata, annotations: { ...annotations, [clusterAnnotation]: hubCluster } },
    spec: { type: { name: "universal", path: "root" }, cluster: metadata.name },
    status: { phase: deletionTimestamp === undefined ? "Ready" : "Scheduling" },
  };
}
