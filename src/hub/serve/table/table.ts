/** Lists, objects and watch events as `Table`, and as metadata alone (API concepts, "Receiving resources as Tables"). @module */
import type { KubeList, KubeObject } from "../../../kube/object.ts";
import type { KindDefinition } from "../../resources/kind_definition.ts";

import { type Column, columnsOf } from "./columns_of.ts";

/** How much of each object a row carries: `includeObject` of the query. */
export type IncludeObject = "None" | "Metadata" | "Object";

export interface TableOptions {
  readonly definition: KindDefinition;
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
  /** `v1` or `v1beta1`. */
  readonly metaVersion: string;
  readonly includeObject: IncludeObject;
  /** False for the later events of a watch, whose columns the client knows. */
  readonly withColumns: boolean;
}

/** A `Table` of one object or of the items of a list. */
export function tableOf(answer: KubeObject | KubeList, options: TableOptions): unknown {
  const columns = columnsOf(options.definition);
  const items = isList(answer) ? answer.items : [answer];
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${options.metaVersion}`,
    metadata: isList(answer) ? answer.metadata : { resourceVersion: answer.metadata.resourceVersion },
    columnDefinitions: options.withColumns ? columns.map(({ definition }) => definition) : null,
    rows: items.map((item) => rowOf(item, columns, options)),
  };
}

function rowOf(object: KubeObject, columns: readonly Column[], options: TableOptions): unknown {
  const cells = columns.map(({ cell }) => cell(object, options.now));
  if (options.includeObject === "None") return { cells, object: null };
  return {
    cells,
    object: options.includeObject === "Object" ? object : metadataOf(object, options.metaVersion),
  };
}

/** `PartialObjectMetadata`, or the list of them. */
export function metadataOf(answer: KubeObject | KubeList, metaVersion: string): unknown {
  const apiVersion = `meta.k8s.io/${metaVersion}`;
  if (!isList(answer)) return { kind: "PartialObjectMetadata", apiVersion, metadata: answer.metadata };
  const items = answer.items.map((item) => metadataOf(item, metaVersion));
  return { kind: "PartialObjectMetadataList", apiVersion, metadata: answer.metadata, items };
}

/** True for a list answer; an object whose kind ends in List but has no items is an object. */
export function isList(answer: KubeObject | KubeList): answer is KubeList {
  return answer.kind.endsWith("List") && Array.isArray(answer.items);
}
