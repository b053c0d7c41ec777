/** The exports that exist from the beginning, in root and in root:compute. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { policyKinds } from "../builtin/cluster_kinds.ts";
import { moreWorkloadKinds } from "../builtin/more_workload_kinds.ts";
import { computeKinds } from "../builtin/workload_kinds.ts";
import { locationKind, syncTargetKind } from "../kcp/inventory_kinds.ts";
import { workspaceKinds } from "../kcp/workspace_kinds.ts";
import { exportObject, schemaName, schemaObject } from "./export_objects.ts";

export interface SystemExport {
  /** Path of the workspace it stands in. */
  readonly path: string;
  readonly name: string;
  readonly kinds: readonly KindDefinition[];
}

/** Prefix of the names of their schemas. */
const prefix = "v1";

/** The path of the workspace that exports Kubernetes' workload kinds. */
export const computePath = "root:compute";

/** What only a cluster makes, and no workspace asks for. */
const made: readonly string[] = ["controllerrevisions", "endpoints", "persistentvolumes"];

/** The other workload kinds, in an export of their own: `kubernetes` brings what kcp's brings, and no more. */
const movableKinds = [...moreWorkloadKinds, ...policyKinds].filter(({ resource }) =>
  !made.includes(resource)
);

/** In the order of their names. */
export const systemExports: readonly SystemExport[] = [
  { path: "root", name: "scheduling.kcp.io", kinds: [locationKind] },
  { path: "root", name: "tenancy.kcp.io", kinds: workspaceKinds },
  { path: "root", name: "workload.kcp.io", kinds: [syncTargetKind] },
  { path: computePath, name: "kubernetes", kinds: computeKinds },
  { path: computePath, name: "kubernetes-workloads", kinds: movableKinds },
];

/** They are large, and every hub of a process has the same. */
const objectsOf = new WeakMap<SystemExport, readonly KubeObject[]>();

/** The schemas and the export itself, in the order to create them. Nobody may change them. */
export function systemExportObjects(each: SystemExport): readonly KubeObject[] {
  const made = objectsOf.get(each) ?? makeObjects(each);
  objectsOf.set(each, made);
  return made;
}

function makeObjects({ name, kinds }: SystemExport): readonly KubeObject[] {
  const schemas = kinds.map((kind) => schemaObject(prefix, kind));
  return [...schemas, exportObject(name, schemas)];
}

const systemKinds = new Map(
  systemExports.flatMap(({ path, kinds }) =>
    kinds.map((kind) => [`${path}|${schemaName(prefix, kind)}`, kind] as const)
  ),
);

/**
 * The definition behind a schema of a system export. It says what the schema says, and has besides what an API
 * object cannot hold: defaults that depend on the workspace, computed columns, descriptions.
 */
export function systemKind(path: string, schema: string): KindDefinition | undefined {
  return systemKinds.get(`${path}|${schema}`);
}
