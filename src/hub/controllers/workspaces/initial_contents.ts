/** What stands in a logical cluster from its beginning: its own description, bindings, the namespace `default`. @module */
import { namespaces } from "../../../kube/core_api.ts";
import { apiBindings, logicalClusterName, logicalClusters, pathAnnotation } from "../../../kube/kcp_api.ts";
import type { ApiBinding, LogicalCluster } from "../../../kube/kcp_api.ts";
import type { Objects } from "../../objects.ts";
import { workspaceTypeAnnotation } from "../../kinds/kcp/workspace_kinds.ts";
import { base36Hash } from "../machinery/base36.ts";
import { writtenOr } from "../machinery/writes.ts";
import type { InitialBinding } from "./workspace_types.ts";

const manager = "workspace-controller";

/** The LogicalCluster object of a workspace. */
export interface LogicalClusterOptions {
  readonly path: string;
  /** `root:universal`. */
  readonly type: string;
  readonly url: string;
  readonly owner?: NonNullable<LogicalCluster["spec"]>["owner"];
}

/** Makes the logical cluster exist: from now on its path leads to its id. */
export function createLogicalCluster(
  objects: Objects,
  cluster: string,
  { path, type, url, owner }: LogicalClusterOptions,
): void {
  const object: LogicalCluster = {
    apiVersion: "core.kcp.io/v1alpha1",
    kind: "LogicalCluster",
    metadata: {
      name: logicalClusterName,
      annotations: { [pathAnnotation]: path, [workspaceTypeAnnotation]: type },
    },
    spec: owner ? { owner } : {},
    status: { URL: url, phase: "Initializing" },
  };
  writtenOr(objects.create({ cluster, resource: logicalClusters }, object, { manager }), "AlreadyExists");
}

/** Creates what is missing of the initial bindings; says whether all of them are bound. */
export function ensureBindings(
  objects: Objects,
  cluster: string,
  bindings: readonly InitialBinding[],
): "bound" | "waiting" {
  const states = bindings.map((binding) => {
    const name = bindingName(cluster, binding);
    const existing = objects.get({ cluster, resource: apiBindings, name }) as ApiBinding | undefined;
    if (existing === undefined) createBinding(objects, cluster, name, binding);
    return existing?.status?.phase;
  });
  return states.every((phase) => phase === "Bound") ? "bound" : "waiting";
}

/** The export's name and a hash, so that a second try names the same object. */
function bindingName(cluster: string, { path, export: name }: InitialBinding): string {
  return `${name}-${base36Hash(`${cluster}|${path}|${name}`).slice(0, 5)}`;
}

function createBinding(objects: Objects, cluster: string, name: string, from: InitialBinding): void {
  const object: ApiBinding = {
    apiVersion: "apis.kcp.io/v1alpha1",
    kind: "APIBinding",
    metadata: { name },
    spec: { reference: { export: { path: from.path, name: from.export } } },
  };
  writtenOr(objects.create({ cluster, resource: apiBindings }, object, { manager }), "AlreadyExists");
}

/** Creates the namespace `default` unless it is there. */
export function ensureDefaultNamespace(objects: Objects, cluster: string): void {
  const name = "default";
  if (objects.get({ cluster, resource: namespaces, name }) !== undefined) return;
  const object = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  writtenOr(objects.create({ cluster, resource: namespaces }, object, { manager }), "AlreadyExists");
}
