/**
 * Makes a Workspace into a logical cluster, and a deleted one into nothing (kcp, pkg/reconciler/tenancy).
 *
 *     Scheduling ──id given──▶ Initializing ──bindings bound──▶ Ready ──deleted──▶ emptied ──▶ gone
 *
 * Every step is a turn of the work queue, so clients see the phases one after the other. @module
 */
import {
  apiBindings,
  logicalClusterName,
  logicalClusters,
  pathAnnotation,
  workspaces,
  workspaceTypes,
} from "../../../kube/kcp_api.ts";
import type { LogicalCluster, Workspace } from "../../../kube/kcp_api.ts";
import { timestamp } from "../../../ports/clock.ts";
import { logicalClusterFinalizer } from "../../kinds/kcp/workspace_kinds.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { isFalse, isTrue, withFindings } from "../machinery/conditions.ts";
import type { Finding } from "../machinery/conditions.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import {
  deleteExact,
  isDeleting,
  updateStatus,
  withFinalizer,
  withoutFinalizer,
  written,
} from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";
import { createLogicalCluster, ensureBindings, ensureDefaultNamespace } from "./initial_contents.ts";
import { emptyLogicalCluster } from "./workspace_contents.ts";
import { initialBindings, typeName } from "./workspace_types.ts";

const manager = "workspace-controller";
/** One phase takes about this long. */
const settleMs = 10;
const scheduled = "WorkspaceScheduled";
const initialized = "WorkspaceInitialized";

/** Starts the controller. `baseUrl` is how clients reach this server, such as `https://127.0.0.1:6443`. */
export function createWorkspaceController(ports: ControllerPorts, baseUrl: string): Controller {
  const { hub } = ports;
  const { objects } = hub;
  /** Workspaces that wait for something inside their logical cluster, by its id. */
  const waiting = new Map<string, NameInCluster>();
  const queue = createWorkQueue<NameInCluster>({
    ...ports,
    name: manager,
    keyOf: nameKey,
    reconcile,
    settleMs,
  });
  const urlOf = (cluster: string) => `${baseUrl}/clusters/${cluster}`;

  function reconcile(item: NameInCluster): void {
    const workspace = objects.get({ ...item, resource: workspaces }) as Workspace | undefined;
    if (workspace === undefined) return;
    const cluster = workspace.spec?.cluster ?? "";
    if (isDeleting(workspace)) remove(item, workspace, cluster);
    else if (cluster === "" || workspace.spec?.URL !== urlOf(cluster)) schedule(item, workspace, cluster);
    else if (workspace.status?.phase !== "Ready") initialize(item, workspace, cluster);
  }

  /** Gives it an id once, and the address that goes with it; the address follows the server's. */
  function schedule(item: NameInCluster, workspace: Workspace, before: string): void {
    const cluster = before === "" ? ports.randomness.base36(16) : before;
    const guarded = withFinalizer(workspace, logicalClusterFinalizer) as Workspace;
    const spec = { ...guarded.spec, cluster, URL: urlOf(cluster) };
    written(objects.update({ ...item, resource: workspaces }, { ...guarded, spec }, { manager }));
  }

  function initialize(item: NameInCluster, workspace: Workspace, cluster: string): void {
    waiting.set(cluster, item);
    createClusterOf(item, workspace, cluster);
    setPhase(item, workspace, "Initializing", [isTrue(scheduled)]);
    const bindings = initialBindings(hub, workspace.spec?.type);
    if (bindings === undefined) {
      const message = `WorkspaceType ${typeName(workspace.spec?.type)} not found`;
      return setPhase(item, workspace, "Initializing", [
        isFalse(initialized, "WorkspaceTypeNotFound", message),
      ]);
    }
    ensureDefaultNamespace(objects, cluster);
    if (ensureBindings(objects, cluster, bindings) === "waiting") return;
    waiting.delete(cluster);
    completeCluster(cluster);
    setPhase(item, workspace, "Ready", [isTrue(scheduled), isTrue(initialized), isTrue("Ready")]);
  }

  function createClusterOf(item: NameInCluster, workspace: Workspace, cluster: string): void {
    if (clusterObject(cluster) !== undefined) return;
    const parent = clusterObject(item.cluster)?.metadata.annotations?.[pathAnnotation] ?? item.cluster;
    const { name, uid = "" } = workspace.metadata;
    createLogicalCluster(objects, cluster, {
      path: `${parent}:${name}`,
      type: typeName(workspace.spec?.type),
      url: urlOf(cluster),
      owner: { apiVersion: workspace.apiVersion, resource: "workspaces", name, cluster: item.cluster, uid },
    });
  }

  function completeCluster(cluster: string): void {
    const object = clusterObject(cluster);
    if (object === undefined || object.status?.phase === "Ready") return;
    const address = { cluster, resource: logicalClusters, name: logicalClusterName };
    updateStatus(objects, address, object, { ...object.status, phase: "Ready" }, manager);
  }

  function clusterObject(cluster: string): LogicalCluster | undefined {
    const address = { cluster, resource: logicalClusters, name: logicalClusterName };
    return objects.get(address) as LogicalCluster | undefined;
  }

  /** The object may have been written since it was read: the newest one is what must have this phase. */
  function setPhase(
    item: NameInCluster,
    { metadata }: Workspace,
    phase: NonNullable<Workspace["status"]>["phase"],
    findings: readonly Finding[],
  ): void {
    const address = { ...item, resource: workspaces };
    const newest = objects.get(address) as Workspace | undefined;
    if (newest === undefined || newest.metadata.uid !== metadata.uid) return;
    const conditions = withFindings(newest.status?.conditions, findings, timestamp(ports.clock));
    updateStatus(objects, address, newest, { ...newest.status, phase, conditions }, manager);
  }

  function remove(item: NameInCluster, workspace: Workspace, cluster: string): void {
    if (!(workspace.metadata.finalizers ?? []).includes(logicalClusterFinalizer)) return;
    const inside = cluster === "" ? undefined : clusterObject(cluster);
    if (inside) {
      waiting.set(cluster, item);
      if (emptyLogicalCluster(hub, cluster) === "emptying") return;
      deleteExact(objects, { cluster, resource: logicalClusters, name: logicalClusterName }, inside);
    }
    waiting.delete(cluster);
    const address = { ...item, resource: workspaces };
    written(objects.update(address, withoutFinalizer(workspace, logicalClusterFinalizer), { manager }));
  }

  function addInside(cluster: string): void {
    const item = waiting.get(cluster);
    if (item) queue.add(item);
  }

  const observed = [
    objects.observe(workspaces, ({ type, cluster, object }) => {
      if (type !== "DELETED") queue.add({ cluster, name: object.metadata.name });
    }),
    objects.observe(apiBindings, ({ cluster }) => addInside(cluster)),
    objects.observe(workspaceTypes, () => {
      for (const item of waiting.values()) queue.add(item);
    }),
    objects.observe("*", ({ type, cluster }) => {
      if (type === "DELETED") addInside(cluster);
    }),
  ];
  for (const { id } of hub.logicalClusters()) {
    for (const { metadata } of objects.list({ cluster: id, resource: workspaces })) {
      queue.add({ cluster: id, name: metadata.name });
    }
  }
  return together([...observed, queue]);
}
