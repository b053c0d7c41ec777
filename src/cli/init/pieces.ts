/** What each kind of hub must have: kcp exports to bind, a Kubernetes without workspaces definitions. @module */
import { edgeExports } from "../../hub/kinds/exports/edge_exports.ts";
import { hubDefinitions } from "../../hub/kinds/exports/definition_objects.ts";
import { systemExportObjects, systemExports } from "../../hub/kinds/exports/system_exports.ts";
import { customResourceDefinitions } from "../../kube/core_api.ts";
import {
  apiExports,
  apiResourceSchemas,
  type Condition,
  type Workspace,
  workspaces,
} from "../../kube/kcp_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { lackOfDefinition, type Piece } from "./piece.ts";

/** The workspace in which the workspaces of the edge layer begin. */
const rootPath = "root";
const providerName = "espw";
/** Where the edge API is exported, and mailboxes are made. */
export const providerPath = `${rootPath}:${providerName}`;

/** The exports by which kcp up to v0.11 served SyncTargets and Locations; later ones have them no more. */
export const inventoryExports: readonly string[] = ["scheduling.kcp.io", "workload.kcp.io"];

/** For a Kubernetes without workspaces. */
export function definitionPieces(): readonly Piece[] {
  return hubDefinitions().map((object) => ({
    cluster: "",
    resource: customResourceDefinitions,
    object,
    mutable: true,
    lacks: (found) => lackOfDefinition(object, found),
    isReady: (found) => hasCondition(found, "Established"),
  }));
}

/** For a kcp. `missing`: those of {@link inventoryExports} that the kcp itself does not have. */
export function workspacePieces(missing: readonly string[]): readonly Piece[] {
  const inventory = systemExports.filter(({ name }) => missing.includes(name)).flatMap(systemExportObjects);
  return [providerWorkspace, ...[...edgeExports(), ...inventory].map(exportPiece)];
}

const providerWorkspace: Piece = {
  cluster: rootPath,
  resource: workspaces,
  object: {
    apiVersion: "tenancy.kcp.io/v1alpha1",
    kind: "Workspace",
    metadata: { name: providerName },
    spec: { type: { name: "universal", path: rootPath } },
  },
  mutable: false,
  isReady: (found) => (found as Workspace).status?.phase === "Ready",
};

function exportPiece(object: KubeObject): Piece {
  const isSchema = object.kind === "APIResourceSchema";
  return {
    cluster: providerPath,
    resource: isSchema ? apiResourceSchemas : apiExports,
    object,
    mutable: !isSchema,
    lacks: (found) => isSchema ? lackOfDefinition(object, found) : lackOfExport(object, found),
    isReady: (found) => isSchema || hasCondition(found, "IdentityValid"),
  };
}

interface ExportSpec {
  readonly latestResourceSchemas?: readonly string[];
}

/** A schema's name is `<prefix>.<resource>.<group>`; another prefix is another version of the same. */
function lackOfExport(wanted: KubeObject, found: KubeObject): string | null {
  const [ours, theirs] = [wanted, found].map(({ spec }) =>
    ((spec as ExportSpec)?.latestResourceSchemas ?? []).map((name) => name.slice(name.indexOf(".") + 1))
  );
  const lack = ours?.find((name) => !theirs?.includes(name));
  return lack === undefined ? null : `it does not export ${lack}`;
}

function hasCondition({ status }: KubeObject, type: string): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly Condition[] };
  return conditions.some((condition) => condition.type === type && condition.status === "True");
}
