/** What `config/exports` of the PoC holds: the edge API, ready to apply in the edge service provider workspace. @module */
import { edgeGroup } from "../../../kube/edge_api.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { edgeKinds } from "../edge/edge_kinds.ts";
import { exportObject, schemaObject } from "./export_objects.ts";

/**
 * The APIResourceSchemas and the APIExport `edge.kcp.io`, in the order to create them. The PoC's five kinds keep
 * its schema names; StatusSummary and the inert kinds (decision 38) are ours.
 */
export function edgeExports(): readonly KubeObject[] {
  const schemas = edgeKinds.map(({ prefix, kind }) => schemaObject(prefix, kind));
  return [...schemas, exportObject(edgeGroup, schemas)];
}
