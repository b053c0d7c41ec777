/** A page of a list, from a snapshot: what has been written since the first page is not in the others. @module */
import { parseLabelSelector } from "../../kube/label_selector_text.ts";
import { type ApiResource, groupResourceKey } from "../../kube/resource.ts";
import { matches } from "../../kube/selector.ts";
import type { ApiAnswer, ApiRequest } from "../../ports/cluster_api.ts";
import type { ModelStore } from "./model_store.ts";
import { refuse } from "./refusals.ts";

/** A `continue` is the revision of the snapshot, and how many objects of it were told. */
export function pageOf(
  store: ModelStore,
  cluster: string,
  row: ApiResource,
  { namespace, query = {} }: ApiRequest,
  pageMax: number,
): ApiAnswer {
  const { history } = store;
  const [at, from] = query["continue"]?.split("/", 2) ?? [];
  const revision = at === undefined ? history.revision : Number(at);
  if (at !== undefined && revision < history.compacted) {
    return refuse(410, "Expired", "The provided continue parameter is too old");
  }
  const selector = parseLabelSelector(query["labelSelector"] ?? "");
  const all = history.list(groupResourceKey(row), cluster, revision).filter((object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    matches(selector, object.metadata.labels ?? {})
  );
  const start = from === undefined ? 0 : Number(from);
  const size = Math.min(Number(query["limit"] ?? "500"), pageMax);
  const items = all.slice(start, start + size);
  const isMore = start + size < all.length;
  const metadata = {
    resourceVersion: store.resourceVersion(revision),
    ...(isMore && { continue: `${revision}/${start + size}` }),
  };
  return { ok: true, status: 200, body: { apiVersion: "v1", kind: `${row.kind}List`, metadata, items } };
}
