/** What kcp's controllers do in the model hub: workspaces become ready and go, bindings bring APIs, CRDs define kinds. @module */
import { namespaces } from "../../kube/core_api.ts";
import { apiBindings, logicalClusters, pathAnnotation, workspaces } from "../../kube/kcp_api.ts";
import { servedBy } from "../../kube/facts.ts";
import { clusterAnnotation, type KubeObject } from "../../kube/object.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { Delay } from "./common_life.ts";
import { defineByCrds } from "./crd_life.ts";
import type { Commit } from "./history.ts";
import { exportedRows } from "./model_kinds.ts";
import type { ModelServer } from "./model_server.ts";

/** Makes a logical cluster that is there from the beginning. Answers its id. */
export function foundWorkspace(server: ModelServer, path: string): string {
  const id = server.randomness.base36(16);
  server.catalog.clusters.add(id);
  server.catalog.paths.set(path, id);
  const metadata = { name: "cluster", annotations: { [pathAnnotation]: path } };
  const body = { apiVersion: "core.kcp.io/v1alpha1", kind: "LogicalCluster", metadata };
  server.handle({ verb: "create", cluster: id, resource: logicalClusters, body }, "server");
  return id;
}

export function liveInHub(server: ModelServer, delay: Delay): void {
  defineByCrds(server, delay);
  server.onCommit.push((commit) => {
    if (commit.resource === groupResourceKey(workspaces)) whenWorkspace(server, commit, delay);
    else if (commit.resource === groupResourceKey(apiBindings)) whenBinding(server, commit, delay);
  });
}

function whenWorkspace(server: ModelServer, { type, cluster, object, before }: Commit, delay: Delay): void {
  const { name, deletionTimestamp } = object.metadata;
  if (type === "ADDED") return void server.clock.after(delay(), () => schedule(server, cluster, name, delay));
  const isEnding = deletionTimestamp !== undefined && before?.metadata.deletionTimestamp === undefined;
  if (type === "MODIFIED" && isEnding) server.clock.after(delay(), () => dissolve(server, cluster, object));
}

/** What controllers had begun when a backup was taken, they begin anew in the hub that is restored from it. */
export function resumeInHub(server: ModelServer, delay: Delay): void {
  for (const object of server.history.list(groupResourceKey(workspaces), "*")) {
    const { name, annotations, deletionTimestamp } = object.metadata;
    const parent = annotations?.[clusterAnnotation] ?? "";
    const phase = (object["status"] as { phase?: string } | undefined)?.phase;
    if (deletionTimestamp !== undefined) server.clock.after(delay(), () => dissolve(server, parent, object));
    else if (phase === undefined) server.clock.after(delay(), () => schedule(server, parent, name, delay));
    else if (phase !== "Ready") getReady(server, parent, name, delay);
  }
  for (const object of server.history.list(groupResourceKey(apiBindings), "*")) {
    const cluster = object.metadata.annotations?.[clusterAnnotation] ?? "";
    const isBound = (object["status"] as { phase?: string } | undefined)?.phase === "Bound";
    if (!isBound) whenBinding(server, { type: "ADDED", cluster, object }, delay);
  }
}

/** Scheduling gives the workspace a cluster; a moment later it is Ready. */
function schedule(server: ModelServer, parent: string, name: string, delay: Delay): void {
  const found = server.find(workspaces, parent, "", name);
  if (found === null || found.metadata.deletionTimestamp !== undefined) return;
  const cluster = foundWorkspace(server, `${pathOf(server, parent)}:${name}`);
  edit(server, parent, name, (object) => ({
    ...object,
    spec: { ...(object["spec"] as object), cluster },
    status: { phase: "Initializing" },
  }));
  getReady(server, parent, name, delay);
}

function getReady(server: ModelServer, parent: string, name: string, delay: Delay): void {
  server.clock.after(
    Math.max(delay(), server.workspacesReadyFrom - server.clock.now()),
    () => edit(server, parent, name, (object) => ({ ...object, status: { phase: "Ready" } })),
  );
}

function pathOf(server: ModelServer, id: string): string {
  return [...server.catalog.paths].find(([, known]) => known === id)?.[0] ?? id;
}

function edit(
  server: ModelServer,
  parent: string,
  name: string,
  change: (object: KubeObject) => KubeObject,
): void {
  const found = server.find(workspaces, parent, "", name);
  if (found === null || found.metadata.deletionTimestamp !== undefined) return;
  const next = change(found);
  const request = { cluster: parent, resource: workspaces, name, verb: "update" as const };
  const spec = server.handle({
    ...request,
    body: { ...next, metadata: { ...next.metadata, resourceVersion: undefined } },
  }, "server");
  if (!spec.ok) throw new Error(`Cannot edit workspace ${name}: ${spec.error.message}`);
  server.handle(
    { ...request, subresource: "status", body: { ...spec.body, status: next["status"] } },
    "server",
  );
}

/** Everything in it goes, and then the workspace itself. */
function dissolve(server: ModelServer, parent: string, object: KubeObject): void {
  const { name } = object.metadata;
  const cluster = (object["spec"] as { cluster?: string } | undefined)?.cluster;
  if (cluster !== undefined) {
    const rows = [...server.rows(cluster)].sort((a, b) => Number(b.namespaced) - Number(a.namespaced));
    for (const row of rows) {
      if (groupResourceKey(row) === groupResourceKey(namespaces)) continue;
      removeAll(server, cluster, row);
    }
    removeAll(server, cluster, namespaces);
    server.catalog.clusters.delete(cluster);
    for (const row of rows) server.endWatches(cluster, groupResourceKey(row));
    for (const [path, id] of server.catalog.paths) if (id === cluster) server.catalog.paths.delete(path);
  }
  server.handle({ verb: "delete", cluster: parent, resource: workspaces, name }, "server");
}

function removeAll(
  server: ModelServer,
  cluster: string,
  row: typeof namespaces,
  goes: (object: KubeObject) => boolean = () => true,
): void {
  const objects = server.history.list(groupResourceKey(row), cluster).filter(goes);
  for (const { metadata: { namespace, name } } of objects) {
    server.handle({ verb: "delete", cluster, resource: row, namespace, name }, "server");
  }
}

function whenBinding(
  server: ModelServer,
  { type, cluster, object }: Pick<Commit, "type" | "cluster" | "object">,
  delay: Delay,
): void {
  const { export: bound } =
    (object["spec"] as { reference?: { export?: { name?: string } } } | undefined)?.reference ?? {};
  const rows = exportedRows[bound?.name ?? ""] ?? [];
  if (type === "ADDED") server.clock.after(delay(), () => bind(server, cluster, object.metadata.name, rows));
  if (type !== "DELETED") return;
  const old = rows.flatMap((row) => server.history.list(groupResourceKey(row), cluster))
    .map(({ metadata: { uid = "" } }) => uid);
  server.clock.after(delay(), () => unbind(server, cluster, rows, new Set(old)));
}

function bind(server: ModelServer, cluster: string, name: string, rows: (typeof exportedRows)[string]): void {
  const found = server.find(apiBindings, cluster, "", name);
  if (found === null) return;
  const served = server.catalog.extraRows.get(cluster) ?? new Map();
  server.catalog.extraRows.set(cluster, served);
  for (const row of rows) served.set(groupResourceKey(row), row);
  server.handle({
    verb: "update",
    cluster,
    resource: apiBindings,
    name,
    subresource: "status",
    body: {
      ...found,
      metadata: { ...found.metadata, resourceVersion: undefined },
      status: {
        phase: "Bound",
        boundResources: rows.map(({ group, resource }) => ({
          group,
          resource,
          schema: { name: `v1.${resource}.${group}`, UID: "", identityHash: "" },
        })),
      },
    },
  }, "server");
}

/**
 * The objects of the API go with it. Where another binding has brought the API meanwhile, it stays served: kcp ends the old binding
 * before there can be a new one, so only the objects of the old one's time go.
 */
function unbind(
  server: ModelServer,
  cluster: string,
  rows: (typeof exportedRows)[string],
  old: ReadonlySet<string>,
): void {
  if (!server.catalog.clusters.has(cluster)) return;
  const bound = server.list(apiBindings, cluster).flatMap(servedBy);
  for (const row of rows) {
    const key = groupResourceKey(row);
    const isBound = bound.includes(key);
    removeAll(server, cluster, row, ({ metadata: { uid = "" } }) => !isBound || old.has(uid));
    if (isBound) continue;
    server.catalog.extraRows.get(cluster)?.delete(key);
    server.endWatches(cluster, key);
  }
}
