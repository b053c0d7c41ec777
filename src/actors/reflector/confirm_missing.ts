/**
 * A list that lacks what was there is checked against one of the missing: a proxy that answers with an empty list would otherwise look like
 * a server on which everything was deleted. @module
 */
import { parseLabelSelector } from "../../kube/label_selector_text.ts";
import { clusterOf, type KubeObject } from "../../kube/object.ts";
import { matches } from "../../kube/selector.ts";
import type { View } from "../../machines/addresses.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { notAList } from "./read_list.ts";

const everywhere = "*";

/** Who asks; one of the two is called, unless it is not wanted any more. */
export interface MissingReader {
  isWanted(): boolean;
  /** The object is there after all, or that cannot be told. */
  refused(error: KubeError): void;
  gone(): void;
}

/** Whoever may not read single objects believes the list. */
export function confirmMissing(
  api: ClusterApi,
  view: View,
  missing: KubeObject,
  reader: MissingReader,
): void {
  const { uid, namespace, name } = missing.metadata;
  const cluster = view.cluster === everywhere ? clusterOf(missing) : view.cluster;
  const at = { cluster, resource: view.gvr, name, ...(namespace !== undefined && { namespace }) };
  api.call({ verb: "get", ...at }, (answer) => {
    if (!reader.isWanted()) return;
    if (!answer.ok) return isRefusal(answer.error) ? reader.gone() : reader.refused(answer.error);
    const found = (answer.body as KubeObject).metadata;
    const isThere = found.uid === uid && matches(parseLabelSelector(view.selector), found.labels);
    if (isThere) reader.refused(notAList(`the list lacks ${name}, which is there`));
    else reader.gone();
  });
}

/** Whether the server itself has said no, which neither a broken way nor one that is too busy does. */
function isRefusal({ status }: KubeError): boolean {
  return status >= 400 && status < 500 && status !== 429;
}
