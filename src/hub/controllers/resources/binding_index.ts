/** Which APIBindings must be looked at again after a change somewhere else. @module */
import { equal } from "../../../kube/equality.ts";
import { apiBindings, apiExports, apiResourceSchemas, logicalClusters } from "../../../kube/kcp_api.ts";
import type { ApiBinding } from "../../../kube/kcp_api.ts";
import type { Change } from "../../objects.ts";
import type { Hub } from "../../hub.ts";
import { nameKey } from "../machinery/addresses.ts";
import type { NameInCluster } from "../machinery/addresses.ts";
import { together } from "../machinery/controller.ts";
import type { Controller } from "../machinery/controller.ts";

export interface BindingIndex extends Controller {
  /** Takes in a binding that was there before. */
  add(cluster: string, binding: ApiBinding): void;
  /** It waits for an export, a schema, a workspace or a name to become free. */
  waits(item: NameInCluster): void;
  settled(item: NameInCluster): void;
  /** It waits for the last object of its resources to go. */
  empties(item: NameInCluster): void;
}

type Items = Map<string, NameInCluster>;

/** Observes bindings and everything they depend on; `look` is called for each that may be affected. */
export function observeBindings(
  { objects, catalog }: Pick<Hub, "objects" | "catalog">,
  look: (item: NameInCluster) => void,
): BindingIndex {
  const byExport = new Map<string, Items>();
  const waiting: Items = new Map();
  const emptying = new Map<string, Items>();

  function bindingChanged({ type, cluster, object }: Change): void {
    const item = { cluster, name: object.metadata.name };
    if (type === "DELETED") {
      entry(byExport, exportName(object as ApiBinding)).delete(nameKey(item));
      waiting.delete(nameKey(item));
      emptying.get(cluster)?.delete(nameKey(item));
    } else add(cluster, object as ApiBinding);
    look(item);
  }

  function add(cluster: string, binding: ApiBinding): void {
    const item = { cluster, name: binding.metadata.name };
    entry(byExport, exportName(binding)).set(nameKey(item), item);
  }

  function exportChanged({ type, object, previous }: Change): void {
    // Status and annotations of an export mean nothing to its bindings.
    if (type === "MODIFIED" && equal(previous?.spec, object.spec)) return;
    lookAtAll(byExport.get(object.metadata.name));
  }

  function lookAtAll(items: Items | undefined, cluster?: string): void {
    for (const item of items?.values() ?? []) {
      if (cluster === undefined || item.cluster === cluster) look(item);
    }
  }

  const lookAtWaiting = ({ type }: Change) => {
    if (type === "ADDED") lookAtAll(waiting);
  };
  const observed = [
    objects.observe(apiBindings, bindingChanged),
    objects.observe(apiExports, exportChanged),
    objects.observe(apiResourceSchemas, lookAtWaiting),
    objects.observe(logicalClusters, lookAtWaiting),
    objects.observe("*", ({ type, cluster }) => {
      if (type === "DELETED") lookAtAll(emptying.get(cluster));
    }),
  ];
  catalog.onChange((cluster) => lookAtAll(waiting, cluster));
  return {
    ...together(observed),
    add,
    waits: (item) => void waiting.set(nameKey(item), item),
    settled: (item) => void waiting.delete(nameKey(item)),
    empties: (item) => void entry(emptying, item.cluster).set(nameKey(item), item),
  };
}

function exportName(binding: ApiBinding): string {
  return binding.spec?.reference?.export?.name ?? "";
}

function entry(map: Map<string, Items>, key: string): Items {
  const items: Items = map.get(key) ?? new Map();
  map.set(key, items);
  return items;
}
