/** Empties a logical cluster in the order in which its contents depend on each other. @module */
import { groupResourceKey } from "../../../kube/resource.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import type { Hub } from "../../hub.ts";
import { emptyCollection, storedKinds } from "../machinery/contents.ts";

/**
 * Children first, because they have contents of their own; then namespaces, whose controllers would refill them
 * otherwise; then the rest; and at last what defines and exports the other kinds.
 */
function stageOf(kind: KindDefinition): number {
  switch (groupResourceKey(kind)) {
    case "workspaces.tenancy.kcp.io":
      return 0;
    case "namespaces":
      return 1;
    case "apibindings.apis.kcp.io":
    case "customresourcedefinitions.apiextensions.k8s.io":
      return 3;
    default:
      return 2;
  }
}

/** Deletes what can be deleted now, and says whether anything is left. */
export function emptyLogicalCluster(
  { objects, catalog }: Pick<Hub, "objects" | "catalog">,
  cluster: string,
): "empty" | "emptying" {
  const kinds = storedKinds(catalog, cluster).filter(({ resource }) => resource !== "logicalclusters");
  for (const stage of [0, 1, 2, 3]) {
    const left = kinds.filter((kind) => stageOf(kind) === stage)
      .flatMap((resource) => emptyCollection(objects, { cluster, resource }));
    if (left.length > 0) return "emptying";
  }
  return "empty";
}
