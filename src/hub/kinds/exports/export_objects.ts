/** From definitions to the objects that offer them to other workspaces: APIResourceSchemas and an APIExport. @module */
import type { ApiExport, ApiResourceSchema } from "../../../kube/kcp_api.ts";
import type { KindDefinition, PrinterColumn } from "../../resources/kind_definition.ts";

/** `<prefix>.<plural>.<group>`, where the core group is called `core` (kcp). */
export function schemaName(prefix: string, { resource, group }: KindDefinition): string {
  return `${prefix}.${resource}.${group === "" ? "core" : group}`;
}

/** The APIResourceSchema of a definition. */
export function schemaObject(prefix: string, kind: KindDefinition): ApiResourceSchema {
  const names = {
    plural: kind.resource,
    singular: kind.singular,
    kind: kind.kind,
    listKind: `${kind.kind}List`,
    ...(kind.shortNames ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories ? { categories: kind.categories } : {}),
  };
  return {
    apiVersion: "apis.kcp.io/v1alpha1",
    kind: "APIResourceSchema",
    metadata: { name: schemaName(prefix, kind) },
    spec: {
      group: kind.group,
      names,
      scope: kind.namespaced ? "Namespaced" : "Cluster",
      versions: [versionOf(kind)],
    },
  };
}

function versionOf(kind: KindDefinition) {
  const { status, scale } = kind.subresources ?? {};
  return {
    name: kind.version,
    served: true,
    storage: true,
    schema: kind.schemaUse === "descriptive" ? withoutDescriptions(kind.schema) : kind.schema ?? {},
    subresources: { ...(status ? { status: {} } : {}), ...(scale ? { scale } : {}) },
    additionalPrinterColumns: (kind.printerColumns ?? []).map(columnOf),
  };
}

/** Cells that only code can compute stay behind: an API object can say no more than a path. */
function columnOf({ name, type, jsonPath, format, description, priority }: PrinterColumn): PrinterColumn {
  const column = { name, type, jsonPath, format, description, priority };
  return Object.fromEntries(
    Object.entries(column).filter(([, v]) => v !== undefined),
  ) as unknown as PrinterColumn;
}

/** Three quarters of a pod's schema are prose, which `kubectl explain` finds in the built-in definition. */
function withoutDescriptions(value: unknown, insideProperties?: "properties"): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutDescriptions(item));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "description" || insideProperties);
  return Object.fromEntries(
    kept.map(([key, part]) => [
      key,
      withoutDescriptions(part, key === "properties" && !insideProperties ? "properties" : undefined),
    ]),
  );
}

/** An APIExport of these schemas. */
export function exportObject(name: string, schemas: readonly ApiResourceSchema[]): ApiExport {
  return {
    apiVersion: "apis.kcp.io/v1alpha1",
    kind: "APIExport",
    metadata: { name },
    spec: { latestResourceSchemas: schemas.map((schema) => schema.metadata.name) },
  };
}
