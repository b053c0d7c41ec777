/** Performs the operations of a plan on the model servers. @module */
import type { KubeObject } from "../../kube/object.ts";
import { workspaces } from "../../kube/kcp_api.ts";
import { type ApiResource, groupResourceKey, groupVersionOf } from "../../kube/resource.ts";
import { syncTargets } from "../../kube/kcp_api.ts";
import { storageKey } from "../model/history.ts";
import type { ModelServer } from "../model/model_server.ts";
import type {
  ApplyOperation,
  ContendOperation,
  HinderOperation,
  Operation,
  Place,
} from "../user/operation.ts";
import { mergePatched } from "../model/field_ownership.ts";
import { mailboxName } from "../../placement/mailbox_name.ts";
import { inventoryPath, providerPath } from "./founding.ts";
import type { World } from "./world.ts";

/** Acts as a user of the servers does; what cannot be done now is left undone. */
export function performOperation(world: World, operation: Operation): void {
  if (operation.fault !== undefined && operation.do !== "contend") world.counters.count(operation.fault);
  switch (operation.do) {
    case "apply":
      return apply(world, operation);
    case "delete":
      return remove(world, operation.in, operation.object as KubeObject);
    case "withdraw":
    case "serve":
      return serve(world, operation.in, operation.resource, operation.do);
    case "reset":
      return void world.edges.get(operation.edge)?.reset();
    case "compact": {
      const server = world.server(operation.server);
      if (server !== undefined) server.history.compacted = server.history.revision;
      return;
    }
    case "contend":
      return contend(world, operation);
    case "backup":
      return world.takeBackup();
    case "restore":
      return world.restoreBackup();
    case "acknowledge":
      return world.acknowledge();
    case "hinder":
      return hinder(world, operation);
    case "crash":
      world.lives.stop();
      world.clock.after(operation.downMs, () => world.lives.start());
  }
}

/** Somebody writes, and writes again whenever the runtime has. */
function contend(world: World, { in: place, object, reactMs, until }: ContendOperation): void {
  const found = find(world, place);
  const resource = found === null ? undefined : rowFor(found, object);
  if (found === null || resource === undefined) return;
  const { namespace = "", name } = object.metadata;
  const key = storageKey(found.server.clusterId(found.cluster) ?? "?", namespace, name);
  const write = () => {
    if (world.elapsed() >= until || found.server.history.find(groupResourceKey(resource), key) === null) {
      return;
    }
    world.counters.count("contention");
    apply(world, { at: 0, do: "apply", in: place, object });
  };
  write();
  found.server.onCommit.push((commit) => {
    if (commit.author !== "runtime" || commit.key !== key || commit.type === "DELETED") return;
    if (commit.resource === groupResourceKey(resource)) world.clock.after(reactMs, write);
  });
}

function hinder(world: World, { what, server: name, until }: HinderOperation): void {
  const server = world.server(name);
  if (server === undefined) return;
  const end = world.start + until;
  if (what === "bookmarks") server.bookmarksFrom = Math.max(server.bookmarksFrom, end);
  else server.workspacesReadyFrom = Math.max(server.workspacesReadyFrom, end);
}

interface Found {
  readonly server: ModelServer;
  readonly cluster: string;
}

function find(world: World, place: Place): Found | null {
  if ("edge" in place) {
    const server = world.edges.get(place.edge);
    return server === undefined ? null : { server, cluster: "" };
  }
  const cluster = "workspace" in place ? place.workspace : mailboxCluster(world, place.mailboxOf);
  return cluster === null ? null : { server: world.hub, cluster };
}

function mailboxCluster({ hub }: World, target: string): string | null {
  const inventory = hub.clusterId(inventoryPath) ?? "";
  const uid = hub.find(syncTargets, inventoryPath, "", target)?.metadata.uid;
  if (uid === undefined) return null;
  const workspace = hub.find(workspaces, providerPath, "", mailboxName(inventory, uid));
  return (workspace?.["spec"] as { cluster?: string } | undefined)?.cluster ?? null;
}

function rowFor({ server, cluster }: Found, { apiVersion, kind }: KubeObject): ApiResource | undefined {
  const { group, version } = groupVersionOf(apiVersion);
  return server.rows(server.clusterId(cluster) ?? "?").find((row) =>
    row.kind === kind && row.group === group && row.version === version
  );
}

function apply(
  world: World,
  { in: place, object, onlyIfAbsent, onlyIfPresent, subresource }: ApplyOperation,
): void {
  const found = find(world, place);
  const resource = found === null ? undefined : rowFor(found, object);
  if (found === null || resource === undefined) return;
  const { namespace, name } = object.metadata;
  const at = { cluster: found.cluster, resource, name, ...(namespace !== undefined && { namespace }) };
  if (subresource !== undefined || onlyIfPresent === true) {
    const part = subresource === undefined ? {} : { subresource };
    found.server.handle({ ...at, ...part, verb: "patch", patchType: "merge", body: object }, "user");
    return;
  }
  const made = found.server.handle({ ...at, verb: "create", body: mergePatched({}, object) }, "user");
  if (made.ok || made.error.reason !== "AlreadyExists" || onlyIfAbsent === true) return;
  found.server.handle({ ...at, verb: "patch", patchType: "merge", body: object }, "user");
}

function remove(world: World, place: Place, object: KubeObject): void {
  const found = find(world, place);
  const resource = found === null ? undefined : rowFor(found, object);
  if (found === null || resource === undefined) return;
  const { namespace, name } = object.metadata;
  const at = { cluster: found.cluster, resource, name, ...(namespace !== undefined && { namespace }) };
  found.server.handle({ ...at, verb: "delete" }, "user");
}

function serve(world: World, where: Place | "everywhere", resource: string, act: "withdraw" | "serve"): void {
  const found = where === "everywhere" ? { server: world.hub, cluster: "*" } : find(world, where);
  if (found === null) return;
  const { server } = found;
  const cluster = server.clusterId(found.cluster) ?? "?";
  const key = `${cluster}/${resource}`;
  if (act === "serve") return void server.catalog.withdrawn.delete(key);
  server.catalog.withdrawn.add(key);
  server.endWatches(cluster, resource);
}

/** Whether a place serves a resource at all. */
export function isServed(server: ModelServer, cluster: string, resource: string): boolean {
  return server.rows(cluster).some((row) => groupResourceKey(row) === resource);
}
