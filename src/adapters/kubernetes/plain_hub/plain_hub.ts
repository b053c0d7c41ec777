/**
 * A Kubernetes without workspaces, presented as the hub that the runtime knows (decision 35): the server itself is inventory, workload and
 * service provider workspace at once, and each mailbox is a namespace of carriers. The actors need not know. @module
 */
import { apiBindings, logicalClusterName, logicalClusters, workspaces } from "../../../kube/kcp_api.ts";
import { edgeBindingName, edgeGroup, syncerConfigs } from "../../../kube/edge_api.ts";
import { clusterAnnotation, type KubeObject } from "../../../kube/object.ts";
import { type ApiResource, groupResourceKey } from "../../../kube/resource.ts";
import type { ApiRequest, ClusterApi, DiscoveryAnswer } from "../../../ports/cluster_api.ts";
import { hubCluster, isMailbox } from "./hub_cluster.ts";
import { answerLater } from "./later.ts";
import { callMailbox, watchMailbox } from "./mailbox_view.ts";
import { callServer, servedRows, watchServer } from "./server_view.ts";
import { callWorkspaces, watchWorkspaces } from "./workspace_view.ts";

/** `api` leads to the server; all that is asked of it has the cluster "". */
export function createPlainHub(api: ClusterApi): ClusterApi {
  return {
    call(request, answer) {
      const implied = impliedObject(request);
      if (implied !== null) return answerLater(answer, implied);
      if (isAbout(request, workspaces)) return callWorkspaces(api, request, answer);
      return isMailbox(request.cluster)
        ? callMailbox(api, request, answer)
        : callServer(api, request, answer);
    },
    watch(request, sink) {
      if (isAbout(request, workspaces)) return watchWorkspaces(api, request, sink);
      return isMailbox(request.cluster) ? watchMailbox(api, request, sink) : watchServer(api, request, sink);
    },
    discover: (cluster, answer) =>
      api.discover("", (given) => answer(isMailbox(cluster) ? mailboxRows(given) : serverRows(given))),
    close: () => api.close(),
  };
}

/** One mailbox of such a hub as a server of its own, for a syncer that may see nothing else: every request is about it. */
export function createPlainMailbox(api: ClusterApi, mailbox: string): ClusterApi {
  const hub = createPlainHub(api);
  return {
    call: (request, answer) => hub.call({ ...request, cluster: mailbox }, answer),
    watch: (request, sink) => hub.watch({ ...request, cluster: mailbox }, sink),
    discover: (_cluster, answer) => hub.discover(mailbox, answer),
    close: () => hub.close(),
  };
}

function isAbout({ resource }: Pick<ApiRequest, "resource">, other: ApiRequest["resource"]): boolean {
  return groupResourceKey(resource) === groupResourceKey(other);
}

/** Objects of kcp that say what is always so here: which cluster this is, and that a mailbox serves the edge API. */
function impliedObject(request: ApiRequest): KubeObject | null {
  const { verb, name, cluster } = request;
  if (verb !== "get") return null;
  if (isAbout(request, logicalClusters) && name === logicalClusterName) {
    return kcpObject("core.kcp.io", "LogicalCluster", name, isMailbox(cluster) ? cluster : hubCluster);
  }
  return isAbout(request, apiBindings) && name === edgeBindingName && isMailbox(cluster)
    ? kcpObject("apis.kcp.io", "APIBinding", name, cluster)
    : null;
}

function kcpObject(group: string, kind: string, name: string, cluster: string): KubeObject {
  const metadata = { name, annotations: { [clusterAnnotation]: cluster } };
  return { apiVersion: `${group}/v1alpha1`, kind, metadata };
}

function serverRows(given: DiscoveryAnswer): DiscoveryAnswer {
  return given.ok ? { ok: true, resources: servedRows(given.resources) } : given;
}

const mailboxVerbs = ["create", "delete", "get", "list", "patch", "update", "watch"];

const syncerConfigRow: ApiResource = {
  ...syncerConfigs,
  kind: "SyncerConfig",
  singular: "syncerconfig",
  namespaced: false,
  verbs: mailboxVerbs,
  subresources: ["status"],
};

/** A mailbox can hold whatever the server can, and the SyncerConfig that only mailboxes have. */
function mailboxRows(given: DiscoveryAnswer): DiscoveryAnswer {
  if (!given.ok) return given;
  const held = servedRows(given.resources).filter(({ group, verbs }) =>
    group !== edgeGroup && mailboxVerbs.every((verb) => verbs.includes(verb))
  );
  const rows = held.map((row) => ({ ...row, verbs: mailboxVerbs, subresources: ["status"] }));
  return { ok: true, resources: [...rows, syncerConfigRow] };
}
