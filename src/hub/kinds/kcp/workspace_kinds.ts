/** Workspaces and their types (tenancy.kcp.io), which the export of the same name brings into a workspace. @module */
import { logicalClusterName, logicalClusters } from "../../../kube/kcp_api.ts";
import type { Workspace } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { HookContext, KindDefinition } from "../../resources/kind_definition.ts";
import { age, pathColumn } from "../printers/columns.ts";
import { anyObject, conditions, flag, listOf, record, text, texts, wholeObject } from "../schemas/shapes.ts";
import { immutable, kcpKind } from "./kcp_kind.ts";

/** Annotation on a LogicalCluster: the workspace's type as `path:name`. */
export const workspaceTypeAnnotation = "internal.tenancy.kcp.io/type";
/** Held by a Workspace until its logical cluster is gone. */
export const logicalClusterFinalizer = "core.kcp.io/logicalcluster";

const typeReference = record({ name: text, path: text }, ["name"]);

const workspace: KindDefinition = kcpKind(
  "tenancy.kcp.io",
  { kind: "Workspace", resource: "workspaces", shortNames: ["ws"], categories: ["kcp"] },
  wholeObject("A logical cluster that is a child of the one it stands in.", {
    spec: record({ type: typeReference, location: anyObject, cluster: text, URL: text }),
    status: record({ phase: text, initializers: texts, conditions }),
  }),
  {
    nameFormat: "label",
    prepareCreate: (context, object) => unscheduled(context, object as Workspace),
    validate: (context, object, old) => [
      ...immutable("spec.type", (w) => (w as Workspace).spec?.type)(context, object, old),
      ...clusterKept(object as Workspace, old as Workspace | undefined),
    ],
    printerColumns: [
      pathColumn("Type", ".spec.type.name"),
      pathColumn("Region", ".metadata.labels['region']"),
      pathColumn("Phase", ".status.phase"),
      pathColumn("URL", ".spec.URL"),
      age,
    ],
  },
);

/** `spec.cluster` is the scheduler's to say, and only once (kcp, "Workspace" admission). */
function clusterKept(object: Workspace, old: Workspace | undefined) {
  const [now, before] = [object.spec?.cluster ?? "", old?.spec?.cluster ?? ""];
  return before === "" || now === before
    ? []
    : [{ reason: "FieldValueInvalid", field: "spec.cluster", message: "Value is immutable" }];
}

/** A new workspace has a type, which its parent's type decides, and no logical cluster yet. */
function unscheduled(context: HookContext, { spec, ...rest }: Workspace): KubeObject {
  const { cluster: _cluster, URL: _url, ...kept } = spec ?? {};
  const type = kept.type ?? defaultTypeIn(context);
  return { ...rest, spec: { ...kept, type: { path: "root", ...type } }, status: { phase: "Scheduling" } };
}

/** Children of root are organizations, all others universal (behaviour, section 1.8). */
function defaultTypeIn({ find }: HookContext): { readonly name: string; readonly path: string } {
  const parent = find(logicalClusters, undefined, logicalClusterName);
  const isRoot = parent?.metadata.annotations?.[workspaceTypeAnnotation] === "root:root";
  return { name: isRoot ? "organization" : "universal", path: "root" };
}

const workspaceType: KindDefinition = kcpKind(
  "tenancy.kcp.io",
  { kind: "WorkspaceType", resource: "workspacetypes", categories: ["kcp"] },
  wholeObject("What a workspace of this type has from the beginning.", {
    spec: record({
      initializer: flag,
      extend: record({ with: listOf(typeReference) }),
      additionalWorkspaceLabels: anyObject,
      defaultChildWorkspaceType: typeReference,
      limitAllowedChildren: anyObject,
      limitAllowedParents: anyObject,
      defaultAPIBindings: listOf(record({ path: text, export: text }, ["export", "path"])),
    }),
    status: record({ conditions, virtualWorkspaces: listOf(record({ url: text }, ["url"])) }),
  }),
  { nameFormat: "label" },
);

/** What the export `tenancy.kcp.io` offers. */
export const workspaceKinds: readonly KindDefinition[] = [workspace, workspaceType];
