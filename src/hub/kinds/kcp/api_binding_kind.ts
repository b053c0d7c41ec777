/** APIBindings, and who may make them. @module */
import type { ApiBinding } from "../../../kube/kcp_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { Caller } from "../../../ports/api_backend.ts";
import { KubeError } from "../../../ports/kube_error.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, pathColumn } from "../printers/columns.ts";
import { conditions, mapOf, record, text, texts, wholeObject } from "../schemas/shapes.ts";
import { immutable, kcpKind, permissionClaims } from "./kcp_kind.ts";

const ready = pathColumn("Ready", '.status.conditions[?(@.type=="Ready")].status');

const boundResource = record({
  group: text,
  resource: text,
  schema: record({ name: text, UID: text, identityHash: text }, ["UID", "identityHash", "name"]),
  storageVersions: texts,
}, ["group", "resource", "schema"]);

/**
 * Whether a caller may bind an export: verb `bind` on the APIExport in its own workspace. `path` is as in the
 * binding, the binding's own logical cluster id where that says none.
 */
export type MayBind = (caller: Caller, path: string, exportName: string) => boolean;

/** Asked on create; the reference never changes afterwards. An export that is not there is refused alike. */
function allowedToBind(mayBind: MayBind): NonNullable<KindDefinition["prepareCreate"]> {
  return ({ caller, cluster }, binding) => {
    const { path = "", name = "" } = (binding as ApiBinding).spec?.reference?.export ?? {};
    if (mayBind(caller, path === "" ? cluster : path, name)) return binding;
    const id = binding.metadata.name;
    const why = `no permission to bind to export ${path}:${name}`;
    const details = { name: id, group: "apis.kcp.io", kind: "apibindings" };
    return new KubeError(403, "Forbidden", `apibindings.apis.kcp.io "${id}" is forbidden: ${why}`, details);
  };
}

const apiBinding: KindDefinition = kcpKind(
  "apis.kcp.io",
  { kind: "APIBinding", resource: "apibindings", categories: ["kcp"] },
  wholeObject("Brings the resources of an APIExport into this workspace.", {
    spec: record({
      reference: record({ export: record({ path: text, name: text }, ["name"]) }),
      permissionClaims,
    }, ["reference"]),
    status: record({
      phase: text,
      apiExportClusterName: text,
      boundResources: mapOf(boundResource, "group", "resource"),
      appliedPermissionClaims: permissionClaims,
      exportPermissionClaims: permissionClaims,
      conditions,
    }),
  }, ["spec"]),
  {
    validate: immutable("spec.reference", (object) => (object.spec as KubeObject | undefined)?.reference),
    printerColumns: [
      pathColumn("ApiExport", ".spec.reference.export.name"),
      pathColumn("Phase", ".status.phase", { wide: true }),
      ready,
      age,
    ],
  },
);

/** The kind, for a server on which `mayBind` decides. */
export function apiBindingKind(mayBind: MayBind): KindDefinition {
  return { ...apiBinding, prepareCreate: allowedToBind(mayBind) };
}
