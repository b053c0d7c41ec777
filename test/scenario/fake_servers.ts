/** An API server that is just good enough to play stories against: create, get, list, merge patch, delete. @module */
import type { KubeObject } from "../../src/kube/object.ts";
import type { ApiResource } from "../../src/kube/resource.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../src/ports/cluster_api.ts";
import { KubeError } from "../../src/ports/kube_error.ts";

export interface FakeServer {
  readonly api: ClusterApi;
  /** Keys as `cluster|resource|namespace|name`. */
  readonly objects: Map<string, KubeObject>;
  /** The logical clusters that exist; others answer NotFound. */
  readonly clusters: Set<string>;
}

function resourceRow(group: string, resource: string, kind: string, namespaced: boolean): ApiResource {
  const version = group === "" || group === "apps" ? "v1" : "v1alpha1";
  return { group, version, resource, kind, singular: kind.toLowerCase(), namespaced, verbs: ["get", "list"] };
}

export const fakeResources: readonly ApiResource[] = [
  resourceRow("", "configmaps", "ConfigMap", true),
  resourceRow("", "secrets", "Secret", true),
  resourceRow("apps", "deployments", "Deployment", true),
  resourceRow("tenancy.kcp.io", "workspaces", "Workspace", false),
  resourceRow("workload.kcp.io", "synctargets", "SyncTarget", false),
  resourceRow("core.kcp.io", "logicalclusters", "LogicalCluster", false),
];

/** `clusters` are the logical clusters that exist from the beginning. */
export function createFakeServer(clusters: readonly string[]): FakeServer {
  const objects = new Map<string, KubeObject>();
  const known = new Set(clusters);
  let uids = 0;
  const keyOf = ({ cluster, resource, namespace }: ApiRequest, name: string) =>
    `${cluster}|${resource.resource}|${namespace ?? ""}|${name}`;
  const refuse = (status: number, reason: "NotFound" | "AlreadyExists"): ApiAnswer => ({
    ok: false,
    error: new KubeError(status, reason, `it is ${reason}`),
  });
  const store = (key: string, object: KubeObject): ApiAnswer => {
    objects.set(key, object);
    return { ok: true, status: 200, body: object };
  };
  const create = (request: ApiRequest): ApiAnswer => {
    const body = request.body as KubeObject;
    const key = keyOf(request, body.metadata.name);
    if (objects.has(key)) return refuse(409, "AlreadyExists");
    const path = `${request.cluster}:${body.metadata.name}`;
    if (body.kind === "Workspace") known.add(path);
    const ready = body.kind === "Workspace" ? { status: { phase: "Ready" } } : {};
    return store(key, {
      ...body,
      ...ready,
      metadata: { ...body.metadata, namespace: request.namespace, uid: `uid-${uids += 1}` },
    });
  };
  const handle = (request: ApiRequest): ApiAnswer => {
    if (!known.has(request.cluster)) return refuse(404, "NotFound");
    if (request.verb === "create") return create(request);
    if (request.verb === "list") {
      const prefix = `${request.cluster}|${request.resource.resource}|`;
      const items = [...objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => object);
      return {
        ok: true,
        status: 200,
        body: { apiVersion: "v1", kind: "List", metadata: { resourceVersion: "1" }, items },
      };
    }
    const key = keyOf(request, request.name ?? "");
    const before = objects.get(key) ?? logicalCluster(request);
    if (before === undefined) return refuse(404, "NotFound");
    if (request.verb === "patch") return store(key, merge(before, request.body) as KubeObject);
    if (request.verb === "delete") objects.delete(key);
    return { ok: true, status: 200, body: before };
  };
  return {
    objects,
    clusters: known,
    api: {
      call: (request, answer) => answer(handle(request)),
      discover: (cluster, answer) =>
        answer(
          known.has(cluster)
            ? { ok: true, resources: fakeResources }
            : { ok: false, error: new KubeError(404, "NotFound", `no ${cluster}`) },
        ),
      watch: () => ({ stop() {} }),
      close() {},
    },
  };
}

/** The id of the fake logical cluster at a path is the path with its colons replaced. */
function logicalCluster({ cluster, resource }: ApiRequest): KubeObject | undefined {
  if (resource.resource !== "logicalclusters") return undefined;
  const annotations = { "kcp.io/cluster": cluster.replaceAll(":", "-") };
  return {
    apiVersion: "core.kcp.io/v1alpha1",
    kind: "LogicalCluster",
    metadata: { name: "cluster", annotations },
  };
}

function merge(before: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const merged = new Map(Object.entries((before ?? {}) as object));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
