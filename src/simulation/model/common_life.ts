/** What the controllers of any cluster do: namespaces are filled and emptied, and garbage is collected. @module */
import { configMaps, namespaces, serviceAccounts } from "../../kube/core_api.ts";
import { clusterAnnotation, type KubeObject } from "../../kube/object.ts";
import type { ApiResource, Gvr } from "../../kube/resource.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { Commit } from "./history.ts";
import type { ModelServer } from "./model_server.ts";

/** How long a controller takes to act, in milliseconds; drawn anew each time. */
export type Delay = () => number;

export function liveInCluster(server: ModelServer, delay: Delay): void {
  server.onCommit.push((commit) => {
    if (commit.resource === "namespaces") whenNamespace(server, commit, delay);
    if ((commit.object.metadata.ownerReferences ?? []).length > 0) {
      server.clock.after(delay(), () => collectOrphan(server, commit));
    }
    if (commit.type === "DELETED") server.clock.after(delay(), () => collectGarbage(server, commit));
  });
}

/** Namespaces that were ending when a backup was taken go on ending in the hub that is restored from it. */
export function resumeInCluster(server: ModelServer, delay: Delay): void {
  for (const object of server.history.list("namespaces", "*")) {
    if (object.metadata.deletionTimestamp === undefined) continue;
    const cluster = object.metadata.annotations?.[clusterAnnotation] ?? "";
    server.clock.after(delay(), () => emptyNamespace(server, cluster, object, delay));
  }
}

function whenNamespace(server: ModelServer, { type, cluster, object, before }: Commit, delay: Delay): void {
  const { name, deletionTimestamp } = object.metadata;
  if (type === "ADDED") server.clock.after(delay(), () => furnish(server, cluster, name));
  const isEnding = deletionTimestamp !== undefined && before?.metadata.deletionTimestamp === undefined;
  if (type === "MODIFIED" && isEnding) {
    server.clock.after(delay(), () => emptyNamespace(server, cluster, object, delay));
  }
}

/** What every namespace has: Kubernetes' default ServiceAccount and the authority's certificate. */
function furnish(server: ModelServer, cluster: string, namespace: string): void {
  const put = (resource: Gvr, kind: string, name: string) =>
    server.handle({
      verb: "create",
      cluster,
      resource,
      namespace,
      body: { apiVersion: "v1", kind, metadata: { name, namespace } },
    }, "server");
  put(serviceAccounts, "ServiceAccount", "default");
  put(configMaps, "ConfigMap", "kube-root-ca.crt");
}

function emptyNamespace(server: ModelServer, cluster: string, space: KubeObject, delay: Delay): void {
  const { name, uid } = space.metadata;
  if (server.find(namespaces, cluster, "", name)?.metadata.uid !== uid) return;
  for (const { row, object } of contentsOf(server, cluster, name)) removeObject(server, cluster, row, object);
  if (contentsOf(server, cluster, name).length > 0) {
    return void server.clock.after(delay() + 500, () => emptyNamespace(server, cluster, space, delay));
  }
  server.handle({ verb: "delete", cluster, resource: namespaces, name }, "server");
}

/** Everything in a namespace, whether its API is served or not. */
export function contentsOf(
  server: ModelServer,
  cluster: string,
  namespace: string,
): { readonly row: ApiResource; readonly object: KubeObject }[] {
  return server.rows(cluster).filter(({ namespaced }) => namespaced).flatMap((row) =>
    server.history.list(groupResourceKey(row), cluster)
      .filter(({ metadata }) => metadata.namespace === namespace).map((object) => ({ row, object }))
  );
}

/** Deletes as a controller does, that is through finalizers if there are any. */
function removeObject(
  server: ModelServer,
  cluster: string,
  row: ApiResource,
  { metadata }: KubeObject,
): void {
  const { namespace, name, finalizers = [] } = metadata;
  const author = finalizers.length > 0 ? "user" : "server";
  server.handle({ verb: "delete", cluster, resource: row, namespace, name }, author);
}

/** Deletes what nobody owns any more (Background). */
function collectGarbage(server: ModelServer, { cluster, object: { metadata: { uid } } }: Commit): void {
  if (!server.catalog.clusters.has(cluster)) return;
  for (const row of server.rows(cluster)) {
    for (const object of server.history.list(groupResourceKey(row), cluster)) {
      const { ownerReferences = [] } = object.metadata;
      if (!ownerReferences.some((owner) => owner.uid === uid)) continue;
      if (ownerReferences.some((owner) => owner.uid !== uid && isThere(server, cluster, owner.uid))) continue;
      removeObject(server, cluster, row, object);
    }
  }
}

/** An object may be written after its owner has gone. */
function collectOrphan(server: ModelServer, { cluster, resource, key, object }: Commit): void {
  const found = server.catalog.clusters.has(cluster) ? server.history.find(resource, key) : null;
  const row = server.rows(cluster).find((each) => groupResourceKey(each) === resource);
  if (found === null || row === undefined || found.metadata.uid !== object.metadata.uid) return;
  const owners = found.metadata.ownerReferences ?? [];
  if (owners.every(({ uid }) => !isThere(server, cluster, uid))) removeObject(server, cluster, row, found);
}

function isThere(server: ModelServer, cluster: string, uid: string): boolean {
  return server.rows(cluster).some((row) =>
    server.history.list(groupResourceKey(row), cluster).some(({ metadata }) => metadata.uid === uid)
  );
}
