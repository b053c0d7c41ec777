/**
 * A list that lacks what was there is checked against one of the missing: a proxy that answers with an empty list would otherwise look like
 * a server on which everything was deleted. @module
 */
import { parseLabelSelector } from "../../kube/label_selector_text.ts";
import { configMaps, namespaces } from "../../kube/core_api.ts";
import { clusterOf, type KubeList, type KubeObject } from "../../kube/object.ts";
import { isNewer } from "../../kube/resource_version.ts";
import { matches } from "../../kube/selector.ts";
import type { View } from "../../machines/addresses.ts";
import type { ApiRequest, ClusterApi } from "../../ports/cluster_api.ts";
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

interface ShownReader extends Pick<MissingReader, "isWanted" | "refused"> {
  /** It is there as the list shows it. */
  there(): void;
}

/** Checks a list from the past against one of what it shows: what is gone or newer by now was never the newest there was. */
export function confirmShown(api: ClusterApi, view: View, shown: KubeObject, reader: ShownReader): void {
  api.call({ verb: "get", ...placeOf(view, shown) }, (answer) => {
    if (!reader.isWanted()) return;
    if (!answer.ok) return reader.refused(answer.error);
    const found = (answer.body as KubeObject).metadata;
    const { uid, resourceVersion = "", name } = shown.metadata;
    const isSame = found.uid === uid && found.resourceVersion === resourceVersion;
    if (isSame) reader.there();
    else reader.refused(notAList(`the list shows ${name} as it was, not as it is`));
  });
}

interface PastReader extends Pick<MissingReader, "isWanted" | "refused"> {
  /** Everything that this server shows is from before what was seen. */
  past(): void;
}

/**
 * Checks an empty list from the past, where nothing is known that could be asked for: versions are one count for the whole server, and
 * what lags is the copy of one resource. Another resource that is up to date says that the server was not made anew.
 */
export function confirmPast(api: ClusterApi, view: View, seen: string, reader: PastReader): void {
  const resource = view.gvr.resource === namespaces.resource ? configMaps : namespaces;
  api.call({ verb: "list", cluster: view.cluster, resource, query: { limit: "1" } }, (answer) => {
    if (!reader.isWanted()) return;
    if (!answer.ok) return isRefusal(answer.error) ? reader.past() : reader.refused(answer.error);
    const { resourceVersion = "" } = (answer.body as Partial<KubeList>).metadata ?? {};
    if (isNewer(seen, resourceVersion)) reader.past();
    else reader.refused(notAList(`the list is from before ${seen}, and the server is at ${resourceVersion}`));
  });
}

function placeOf(
  view: View,
  object: KubeObject,
): Pick<ApiRequest, "cluster" | "resource" | "namespace" | "name"> {
  const { namespace, name } = object.metadata;
  const cluster = view.cluster === everywhere ? clusterOf(object) : view.cluster;
  return { cluster, resource: view.gvr, name, ...(namespace !== undefined && { namespace }) };
}

/** Whoever may not read single objects believes the list. */
export function confirmMissing(
  api: ClusterApi,
  view: View,
  missing: KubeObject,
  reader: MissingReader,
): void {
  const { uid, name } = missing.metadata;
  api.call({ verb: "get", ...placeOf(view, missing) }, (answer) => {
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
