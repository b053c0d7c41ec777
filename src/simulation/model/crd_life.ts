/** CRDs define kinds, in the hub and on edges; objects go when their CRD goes. @module */
import { customResourceDefinitions } from "../../kube/core_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { type ApiResource, groupResourceKey } from "../../kube/resource.ts";
import type { Delay } from "./common_life.ts";
import type { Commit } from "./history.ts";
import { row } from "./model_kinds.ts";
import type { ModelServer } from "./model_server.ts";

interface CrdSpec {
  readonly group: string;
  readonly scope: "Cluster" | "Namespaced";
  readonly names: { readonly plural: string; readonly kind: string };
  readonly versions: readonly { readonly name: string }[];
}

export function defineByCrds(server: ModelServer, delay: Delay): void {
  server.onCommit.push((commit) => {
    if (commit.resource !== "customresourcedefinitions.apiextensions.k8s.io") return;
    const defined = rowOf(commit.object);
    if (defined === null) return;
    server.clock.after(delay(), () => change(server, commit, defined));
  });
}

function rowOf(crd: KubeObject): ApiResource | null {
  const { group, scope, names, versions } = crd["spec"] as CrdSpec;
  const version = versions[0]?.name;
  if (version === undefined) return null;
  return row(
    { group, version, resource: names.plural },
    names.kind,
    scope === "Namespaced" ? "namespaced" : "cluster",
  );
}

/** As kube-apiserver: the kind is served, and the CRD says so. */
function establish(
  server: ModelServer,
  cluster: string,
  name: string,
  served: Map<string, ApiResource>,
  defined: ApiResource,
): void {
  served.set(groupResourceKey(defined), defined);
  const body = server.find(customResourceDefinitions, cluster, "", name);
  if (body === null) return;
  const status = { conditions: [{ type: "Established", status: "True" }] };
  const metadata = { ...body.metadata, resourceVersion: undefined };
  const at = { cluster, resource: customResourceDefinitions, name, subresource: "status" };
  server.handle({ ...at, verb: "update", body: { ...body, metadata, status } }, "server");
}

function change(server: ModelServer, { type, cluster, object }: Commit, defined: ApiResource): void {
  if (!server.catalog.clusters.has(cluster)) return;
  const served = server.catalog.extraRows.get(cluster) ?? new Map<string, ApiResource>();
  server.catalog.extraRows.set(cluster, served);
  const key = groupResourceKey(defined);
  const isThere = server.list(
    { group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" },
    cluster,
  ).some(({ metadata }) => metadata.name === object.metadata.name);
  if (isThere) return establish(server, cluster, object.metadata.name, served, defined);
  if (type !== "DELETED") return;
  for (const { metadata: { namespace, name } } of server.history.list(key, cluster)) {
    server.handle({ verb: "delete", cluster, resource: defined, namespace, name }, "server");
  }
  served.delete(key);
  server.endWatches(cluster, key);
}
