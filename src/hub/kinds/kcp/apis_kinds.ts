/** The kinds of apis.kcp.io and core.kcp.io, which every workspace serves. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { StatusCause } from "../../../ports/kube_error.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import { age, pathColumn } from "../printers/columns.ts";
import {
  anyObject,
  anything,
  conditions,
  described,
  flag,
  listOf,
  mapOf,
  record,
  text,
  texts,
  wholeObject,
} from "../schemas/shapes.ts";

const permissionClaims = listOf(anyObject);
const ready = pathColumn("Ready", '.status.conditions[?(@.type=="Ready")].status');

/** Refuses a change of a value that is set once. */
export function immutable(
  field: string,
  value: (object: KubeObject) => unknown,
): NonNullable<KindDefinition["validate"]> {
  return (_context, object, old): readonly StatusCause[] =>
    old === undefined || JSON.stringify(value(object)) === JSON.stringify(value(old))
      ? []
      : [{ reason: "FieldValueInvalid", field, message: "Value is immutable" }];
}

/** A cluster-scoped kcp kind with status, defaults and pruning, as a custom resource has them. */
export function kcpKind(
  group: string,
  names: Pick<KindDefinition, "kind" | "resource" | "shortNames" | "categories">,
  schema: JsonSchema,
  more: Partial<KindDefinition>,
): KindDefinition {
  return {
    group,
    version: "v1alpha1",
    singular: names.kind.toLowerCase(),
    namespaced: false,
    schema,
    schemaUse: "structural",
    subresources: { status: true },
    updateNeedsResourceVersion: true,
    printerColumns: [age],
    ...names,
    ...more,
  };
}

const apiExport = kcpKind(
  "apis.kcp.io",
  { kind: "APIExport", resource: "apiexports", categories: ["kcp"] },
  wholeObject("Offers the resources of its schemas to other workspaces.", {
    spec: record({
      latestResourceSchemas: described("Names of APIResourceSchemas in this workspace.", texts),
      identity: anyObject,
      maximalPermissionPolicy: anyObject,
      permissionClaims,
    }),
    status: record({
      identityHash: text,
      virtualWorkspaces: mapOf(record({ url: text }, ["url"]), "url"),
      conditions,
    }),
  }),
  { printerColumns: [age] },
);

const resourceSchemaVersion = record({
  name: text,
  served: flag,
  storage: flag,
  deprecated: flag,
  deprecationWarning: text,
  schema: anything,
  subresources: anyObject,
  additionalPrinterColumns: listOf(anyObject),
}, ["name", "schema", "served", "storage"]);

const apiResourceSchema = kcpKind(
  "apis.kcp.io",
  { kind: "APIResourceSchema", resource: "apiresourceschemas", categories: ["kcp"] },
  wholeObject("One state of the definition of a resource. Never changes.", {
    spec: record({
      group: text,
      names: record({
        plural: text,
        singular: text,
        kind: text,
        listKind: text,
        shortNames: texts,
        categories: texts,
      }, ["kind", "plural"]),
      scope: { type: "string", enum: ["Cluster", "Namespaced"] },
      versions: mapOf(resourceSchemaVersion, "name"),
    }, ["group", "names", "scope", "versions"]),
  }),
  {
    subresources: undefined,
    generation: "content",
    validate: immutable("spec", (object) => object.spec),
    printerColumns: [
      pathColumn("Group", ".spec.group"),
      pathColumn("Resource", ".spec.names.plural"),
      age,
    ],
  },
);

const boundResource = record({
  group: text,
  resource: text,
  schema: record({ name: text, UID: text, identityHash: text }, ["UID", "identityHash", "name"]),
  storageVersions: texts,
}, ["group", "resource", "schema"]);

const apiBinding = kcpKind(
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

const logicalCluster = kcpKind(
  "core.kcp.io",
  { kind: "LogicalCluster", resource: "logicalclusters", categories: ["kcp"] },
  wholeObject("The workspace it stands in, seen from inside. Its name is always `cluster`.", {
    spec: record({ directlyDeletable: flag, initializers: texts, owner: anyObject }),
    status: record({ URL: text, phase: text, initializers: texts, conditions }),
  }),
  {
    // Made and deleted by the server with the Workspace; a client that could would cut the tree.
    verbs: ["get", "list", "watch", "update", "patch"],
    printerColumns: [pathColumn("Phase", ".status.phase"), pathColumn("URL", ".status.URL"), age],
  },
);

/** APIExports, APIResourceSchemas, APIBindings and LogicalClusters. */
export const apisKinds: readonly KindDefinition[] = [
  apiBinding,
  apiExport,
  apiResourceSchema,
  logicalCluster,
];
