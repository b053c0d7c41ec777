/** What a table or a view of an answer needs to know of the request. @module */
import { KubeError } from "../../../ports/kube_error.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";
import type { ResourceRoute } from "../request/route.ts";
import type { IncludeObject } from "../table/table.ts";
import type { Exchange } from "./exchange.ts";

/** How rows of a Table are made. @throws KubeError 400 for an `includeObject` that is none. */
export function tableOptions({ context, query }: Exchange, metaVersion: string) {
  const { includeObject = "Metadata" } = query;
  if (!["None", "Metadata", "Object"].includes(includeObject)) {
    throw new KubeError(
      400,
      "BadRequest",
      `unrecognized includeObject value: ${JSON.stringify(includeObject)}`,
    );
  }
  return { now: context.clock.now(), metaVersion, includeObject: includeObject as IncludeObject };
}

/** The definition of the resource as the caller sees it. */
export function definitionOf(
  { hub, cluster, caller }: Exchange,
  { resource }: ResourceRoute,
): KindDefinition | undefined {
  if (cluster === "*") return hub.catalog.resolveAnywhere(resource);
  const { group, version } = resource;
  return hub.kindsFor(cluster, caller)?.find((kind) =>
    kind.resource === resource.resource && kind.group === group && kind.version === version
  );
}
