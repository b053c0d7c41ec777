/** A Kubernetes without workspaces that has been initialized, the hub that it is presented as, and short words for asking both. @module */
import { createPlainHub } from "../../../../src/adapters/kubernetes/plain_hub/plain_hub.ts";
import { createInProcessApi } from "../../../../src/adapters/memory/in_process_api.ts";
import { systemClock } from "../../../../src/adapters/system/system_clock.ts";
import { hubDefinitions } from "../../../../src/hub/kinds/exports/definition_objects.ts";
import { customResourceDefinitions, namespaces } from "../../../../src/kube/core_api.ts";
import { edgePlacements } from "../../../../src/kube/edge_api.ts";
import type { KubeList, KubeObject } from "../../../../src/kube/object.ts";
import type { Gvr } from "../../../../src/kube/resource.ts";
import { masterCaller } from "../../../../src/ports/api_backend.ts";
import type { ApiRequest, ClusterApi, WatchHandle } from "../../../../src/ports/cluster_api.ts";
import { startRealServer } from "../../../hub/serve/real_hub.ts";
import { call } from "../../cluster_api_contract.ts";

/** A mailbox as the runtime names them here. */
export const mailbox = "kubernetes-mb-0b0e4b43-6f8e-4f0e-9a53-0d9a8f3a9a10";

export interface PlainServer {
  /** What the runtime sees. */
  readonly hub: ClusterApi;
  /** What kubectl sees. */
  readonly server: ClusterApi;
  close(): Promise<void>;
}

export async function startPlainServer(): Promise<PlainServer> {
  const { hub: backend, close } = await startRealServer("plain");
  const server = createInProcessApi({ backend, caller: masterCaller, clock: systemClock });
  for (const name of ["default", "kube-system"]) await made(server, namespaces, namespace(name));
  for (const body of hubDefinitions()) await made(server, customResourceDefinitions, body);
  const list = { verb: "list", cluster: "", resource: edgePlacements } as const;
  while (!(await call(server, list)).ok) {
    await new Promise((resolve) => systemClock.after(5, () => resolve(null)));
  }
  return { hub: createPlainHub(server), server, close };
}

/** Creates an object in a cluster of the hub, or on the server. @throws {Error} with what the server answers instead */
export function made(api: ClusterApi, resource: Gvr, body: KubeObject, cluster = ""): Promise<KubeObject> {
  const { namespace } = body.metadata;
  return asked(api, {
    verb: "create",
    cluster,
    resource,
    body,
    ...(namespace !== undefined && { namespace }),
  }) as Promise<KubeObject>;
}

/** The answer's body. @throws {Error} with the refusal's message */
export async function asked(api: ClusterApi, request: ApiRequest): Promise<KubeObject | KubeList> {
  const answer = await call(api, request);
  // uvu takes the details of an error for a diff of its own, so the refusal is told in an error without any.
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.status });
  return answer.body;
}

export async function names(api: ClusterApi, request: Omit<ApiRequest, "verb">): Promise<readonly string[]> {
  const { items } = await asked(api, { verb: "list", ...request }) as KubeList;
  return items.map(({ metadata }) => metadata.name).sort();
}

export function namespace(name: string): KubeObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** The mailbox's own namespace, made as the runtime makes it. */
export function makeMailbox(hub: ClusterApi): Promise<KubeObject> {
  const resource = { group: "tenancy.kcp.io", version: "v1alpha1", resource: "workspaces" };
  const metadata = { name: mailbox, annotations: { "edge.kcp.io/sync-target-name": "florin" } };
  const body = { apiVersion: "tenancy.kcp.io/v1alpha1", kind: "Workspace", metadata, spec: {} };
  return made(hub, resource, body, "root:espw");
}

/** Follows a resource, and tells what comes until this many words have come. */
export function follow(
  api: ClusterApi,
  cluster: string,
  resource: Gvr,
  count: number,
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    const handle: WatchHandle = api.watch({
      cluster,
      resource,
      query: { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan", allowWatchBookmarks: "true" },
    }, {
      event: ({ type, object }) => {
        if (type === "BOOKMARK") return;
        if (seen.push(`${type} ${object.metadata.name}`) < count) return;
        handle.stop();
        resolve(seen);
      },
      closed: (error) => reject(error ?? new Error("the watch ended")),
    });
  });
}
