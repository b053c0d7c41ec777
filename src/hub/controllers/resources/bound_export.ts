/** What an APIBinding leads to, looked up and judged, without writing anything. @module */
import {
  apiExports,
  apiResourceSchemas,
  logicalClusterName,
  logicalClusters,
  pathAnnotation,
} from "../../../kube/kcp_api.ts";
import type { ApiBinding, ApiExport, ApiResourceSchema } from "../../../kube/kcp_api.ts";
import type { Hub } from "../../hub.ts";
import { definitionsOfSchema } from "../../kinds/exports/resource_definition.ts";
import { systemKind } from "../../kinds/exports/system_exports.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";

/** The parts of the server that are read here. */
export type Home = Pick<Hub, "objects" | "resolveCluster">;

/** Schemas and the logical cluster they stand in. */
export interface OfferedSchemas {
  readonly cluster: string;
  readonly schemas: readonly ApiResourceSchema[];
}

/** An export with everything it offers. */
export interface BoundExport extends OfferedSchemas {
  readonly exported: ApiExport;
}

/** Why a binding cannot be bound, in the words of kcp's conditions. */
export interface Obstacle {
  readonly reason:
    | "APIExportNotFound"
    | "APIResourceSchemaNotFound"
    | "InvalidReference"
    | "NamingConflicts";
  readonly message: string;
}

/** Whether this is a reason and not an export. */
export function isObstacle(found: BoundExport | Obstacle): found is Obstacle {
  return "reason" in found;
}

/** The export and its schemas as they are now, or what is missing. No path means the binding's own workspace. */
export function findExport(home: Home, cluster: string, binding: ApiBinding): BoundExport | Obstacle {
  const { path = "", name = "" } = binding.spec?.reference?.export ?? {};
  if (name === "") return { reason: "InvalidReference", message: "spec.reference.export.name is empty" };
  const at = path === "" ? cluster : home.resolveCluster(path);
  const exported = at === undefined
    ? undefined
    : home.objects.get({ cluster: at, resource: apiExports, name });
  if (at === undefined || exported === undefined) {
    return { reason: "APIExportNotFound", message: `APIExport ${path}|${name} not found` };
  }
  const names = (exported as ApiExport).spec?.latestResourceSchemas ?? [];
  const schemas = names.map((schema) => findSchema(home, at, schema));
  const missing = names.find((_, index) => schemas[index] === undefined);
  return missing === undefined
    ? { cluster: at, exported: exported as ApiExport, schemas: schemas as ApiResourceSchema[] }
    : { reason: "APIResourceSchemaNotFound", message: `APIResourceSchema ${path}|${missing} not found` };
}

/** What a binding said it had bound; schemas that are gone are left out. */
export function boundBefore(home: Home, { status }: ApiBinding): OfferedSchemas {
  const cluster = status?.apiExportClusterName ?? "";
  const schemas = (status?.boundResources ?? []).flatMap(({ schema }) =>
    findSchema(home, cluster, schema.name) ?? []
  );
  return { cluster, schemas };
}

function findSchema({ objects }: Home, cluster: string, name: string): ApiResourceSchema | undefined {
  return objects.get({ cluster, resource: apiResourceSchemas, name }) as ApiResourceSchema | undefined;
}

/** The definitions that schemas offer. Those of the system's own exports are the built-in ones. */
export function definitionsOf({ objects }: Home, offered: OfferedSchemas): readonly KindDefinition[] {
  const place = { cluster: offered.cluster, resource: logicalClusters, name: logicalClusterName };
  const path = objects.get(place)?.metadata.annotations?.[pathAnnotation] ?? "";
  return offered.schemas.flatMap((schema) => {
    const system = systemKind(path, schema.metadata.name);
    return system ? [system] : definitionsOfSchema(schema);
  });
}
