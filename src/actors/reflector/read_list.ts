/** Reads a whole list, page by page; it is one consistent list, so nothing of it is believed before all of it is there. @module */
import type { KubeList, KubeObject } from "../../kube/object.ts";
import type { View } from "../../machines/addresses.ts";
import type { ClusterApi } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";

const pageSize = "500";

/** Who reads. Once it is not wanted any more, no page is asked for and nothing is answered. */
export interface ListReader {
  isWanted(): boolean;
  refused(error: KubeError): void;
  read(items: readonly KubeObject[], resourceVersion: string): void;
}

export function readList(api: ClusterApi, view: View, reader: ListReader): void {
  const items: KubeObject[] = [];
  const readFrom = (token: string): void => {
    const { cluster, gvr: resource } = view;
    const query = { ...selecting(view), limit: pageSize, ...(token !== "" && { continue: token }) };
    api.call({ verb: "list", cluster, resource, query }, (answer) => {
      if (!reader.isWanted()) return;
      if (!answer.ok) return reader.refused(answer.error);
      // A proxy may answer with anything; Go writes an empty list as null.
      const { items: page, metadata } = answer.body as Partial<KubeList>;
      const { resourceVersion = "", continue: next = "" } = metadata ?? {};
      if (resourceVersion === "") return reader.refused(notAList("the list has no version"));
      for (const item of page ?? []) items.push(item);
      if (next !== "") return readFrom(next);
      reader.read(items, resourceVersion);
    });
  };
  readFrom("");
}

/** An answer that no server would give. */
export function notAList(message: string): KubeError {
  return new KubeError(0, "Unknown", message);
}

/** The query that limits lists and watches to a view. */
export function selecting({ selector }: View): Readonly<Record<string, string>> {
  return selector === "" ? {} : { labelSelector: selector };
}
