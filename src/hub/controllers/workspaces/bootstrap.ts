/** Makes the workspaces that exist from the beginning: root, root:compute, and root:espw if asked for. @module */
import {
  apiExports,
  apiResourceSchemas,
  logicalClusterName,
  logicalClusters,
  workspaces,
  workspaceTypes,
} from "../../../kube/kcp_api.ts";
import type { LogicalCluster, Workspace } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { Gvr } from "../../../kube/resource.ts";
import { edgeExports } from "../../kinds/exports/edge_exports.ts";
import { computePath, systemExportObjects, systemExports } from "../../kinds/exports/system_exports.ts";
import { together } from "../machinery/controller.ts";
import type { Controller, ControllerPorts } from "../machinery/controller.ts";
import { updateStatus, writtenOr } from "../machinery/writes.ts";
import { createWorkQueue } from "../machinery/work_queue.ts";
import { createLogicalCluster, ensureBindings, ensureDefaultNamespace } from "./initial_contents.ts";
import { systemWorkspaceTypes } from "./workspace_types.ts";

const manager = "bootstrap";
/** The id of the root logical cluster, which is its path as well. */
export const rootCluster = "root";

export interface BootstrapOptions {
  readonly baseUrl: string;
  /** "edge": also root:espw with the edge API. Otherwise somebody makes it, as the seed scenario does. */
  readonly serviceProvider: "edge" | "none";
}

export interface Bootstrap extends Controller {
  /** Whether everything that must exist from the beginning does. */
  isDone(): boolean;
}

const resources: Readonly<Record<string, Gvr>> = {
  APIExport: apiExports,
  APIResourceSchema: apiResourceSchemas,
  WorkspaceType: workspaceTypes,
};

/** Starts it. What root needs to be usable is written before this returns; the rest follows. */
export function createBootstrap(ports: ControllerPorts, options: BootstrapOptions): Bootstrap {
  const { hub } = ports;
  const { objects, catalog } = hub;
  let done = false;
  const queue = createWorkQueue<"root">({ ...ports, name: manager, keyOf: (item) => item, reconcile });

  function reconcile(): void {
    if (done) return;
    ensureRoot();
    // Types are a kind of the export that root binds: until that is bound, only the exports can be made.
    if (catalog.resolve(rootCluster, workspaces) === undefined) return bindRoot();
    for (const type of systemWorkspaceTypes) ensure(rootCluster, type);
    ensureWorkspace("compute", "universal");
    if (options.serviceProvider === "edge") ensureWorkspace("espw", "organization");
    if (fillWorkspaces() === "filled") finish();
  }

  function ensureRoot(): void {
    const url = `${options.baseUrl}/clusters/${rootCluster}`;
    if (rootObject() === undefined) {
      createLogicalCluster(objects, rootCluster, { path: "root", type: "root:root", url });
    }
    ensureDefaultNamespace(objects, rootCluster);
    for (const each of systemExports.filter(({ path }) => path === "root")) {
      for (const object of systemExportObjects(each)) ensure(rootCluster, object);
    }
  }

  function bindRoot(): void {
    const own = systemExports.filter(({ path }) => path === "root");
    ensureBindings(objects, rootCluster, own.map(({ path, name }) => ({ path, export: name })));
  }

  function rootObject(): LogicalCluster | undefined {
    const address = { cluster: rootCluster, resource: logicalClusters, name: logicalClusterName };
    return objects.get(address) as LogicalCluster | undefined;
  }

  function ensure(cluster: string, object: KubeObject): void {
    const resource = resources[object.kind]!;
    if (objects.get({ cluster, resource, name: object.metadata.name }) !== undefined) return;
    writtenOr(objects.create({ cluster, resource }, object, { manager }), "AlreadyExists");
  }

  function ensureWorkspace(name: string, type: string): void {
    if (objects.get({ cluster: rootCluster, resource: workspaces, name }) !== undefined) return;
    const object: Workspace = {
      apiVersion: "tenancy.kcp.io/v1alpha1",
      kind: "Workspace",
      metadata: { name },
      spec: { type: { name: type, path: "root" } },
    };
    writtenOr(
      objects.create({ cluster: rootCluster, resource: workspaces }, object, { manager }),
      "AlreadyExists",
    );
  }

  function fillWorkspaces(): "filled" | "waiting" {
    const exports = systemExports.filter(({ path }) => path === computePath);
    const wanted: (readonly [string, readonly KubeObject[]])[] = exports.map((each) =>
      [each.path, systemExportObjects(each)] as const
    );
    if (options.serviceProvider === "edge") wanted.push(["root:espw", edgeExports()]);
    const clusters = wanted.map(([path]) => hub.resolveCluster(path));
    if (clusters.includes(undefined)) return "waiting";
    wanted.forEach(([, all], index) => {
      for (const object of all) ensure(clusters[index]!, object);
    });
    return "filled";
  }

  function finish(): void {
    done = true;
    const root = rootObject()!;
    const address = { cluster: rootCluster, resource: logicalClusters, name: logicalClusterName };
    updateStatus(objects, address, root, { ...root.status, phase: "Ready" }, manager);
  }

  const observed = objects.observe(logicalClusters, () => queue.add("root"));
  catalog.onChange((cluster) => {
    if (cluster === rootCluster) queue.add("root");
  });
  reconcile();
  return { ...together([observed, queue]), isDone: () => done };
}
