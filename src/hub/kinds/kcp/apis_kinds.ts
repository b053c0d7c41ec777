/** The kinds of apis.kcp.io and core.kcp.io, which every workspace serves. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { StatusCause } from "../../../ports/kube_error.ts";
import { ruleProblems } from "../../cel/rule_problems.ts";
import { isRecord, own } from "../../json_value.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import type { JsonSchema } from "../../schema/json_schema.ts";
import { age, listAt, pathColumn } from "../printers/columns.ts";
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
import { apiBindingKind } from "./api_binding_kind.ts";
import type { MayBind } from "./api_binding_kind.ts";
import { immutable, kcpKind, permissionClaims } from "./kcp_kind.ts";

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

/** Rules that do not compile, as in a CustomResourceDefinition. */
function schemaRuleProblems(object: KubeObject): readonly StatusCause[] {
  return listAt(object, "spec", "versions").flatMap((version, at) => {
    const schema = own(version, "schema");
    return isRecord(schema) ? ruleProblems(schema as JsonSchema, `spec.versions[${at}].schema`) : [];
  });
}

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
    validate: (context, object, old) => [
      ...immutable("spec", (schema) => schema.spec)(context, object, old),
      ...(old === undefined ? schemaRuleProblems(object) : []),
    ],
    printerColumns: [
      pathColumn("Group", ".spec.group"),
      pathColumn("Resource", ".spec.names.plural"),
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

/** APIExports, APIResourceSchemas, APIBindings and LogicalClusters. Without `mayBind` everybody may bind. */
export function apisKinds(mayBind: MayBind = () => true): readonly KindDefinition[] {
  return [apiBindingKind(mayBind), apiExport, apiResourceSchema, logicalCluster];
}
