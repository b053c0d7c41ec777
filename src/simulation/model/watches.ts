/** The open watches of a model server: who is told of which writes, and how watches end. @module */
import { type LabelSelector, matches } from "../../kube/selector.ts";
import type { WatchHandle, WatchSink } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { everywhere } from "./catalog.ts";
import type { Commit, History } from "./history.ts";

export interface Watch {
  readonly resource: string;
  readonly cluster: string;
  readonly selector: LabelSelector;
  readonly sink: WatchSink;
}

export class Watches {
  readonly #open = new Set<Watch>();

  /** What happened since revision `from` is told from inside this call. */
  open(watch: Watch, history: History, from: number): WatchHandle {
    watch.sink.opened?.();
    for (const commit of history.commits.slice(from)) tellOne(watch, commit);
    this.#open.add(watch);
    return { stop: () => void this.#open.delete(watch) };
  }

  tell(commit: Commit): void {
    for (const watch of [...this.#open]) tellOne(watch, commit);
  }

  /** Tells every watch how far it is. */
  bookmark(resourceVersion: string): void {
    for (const { sink } of [...this.#open]) {
      sink.event({
        type: "BOOKMARK",
        object: { apiVersion: "v1", kind: "", metadata: { name: "", resourceVersion } },
      });
    }
  }

  /** Ends those of one resource of one cluster. */
  end(cluster: string, resource: string): void {
    for (const watch of [...this.#open]) {
      if (watch.resource !== resource || (cluster !== everywhere && watch.cluster !== cluster)) continue;
      this.#open.delete(watch);
      watch.sink.closed(null);
    }
  }

  endAll(error: KubeError): void {
    for (const { sink } of [...this.#open]) sink.closed(error);
    this.#open.clear();
  }
}

/** To a watch that selects, an object that ceases to match is deleted, and one that begins to is added. */
function tellOne({ resource, cluster, selector, sink }: Watch, commit: Commit): void {
  if (resource !== commit.resource || (cluster !== everywhere && cluster !== commit.cluster)) return;
  const { type, object, before } = commit;
  const was = before !== null && matches(selector, before.metadata.labels ?? {});
  const is = type !== "DELETED" && matches(selector, object.metadata.labels ?? {});
  if (is) sink.event({ type: was ? "MODIFIED" : "ADDED", object });
  else if (was) {
    const { resourceVersion } = object.metadata;
    sink.event({
      type: "DELETED",
      object: { ...before, metadata: { ...before.metadata, resourceVersion } },
    });
  }
}
