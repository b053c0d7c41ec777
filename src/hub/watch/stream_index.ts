/** Which watches a change concerns, found by where it happened and not by asking every watch. @module */
import type { ObjectKey } from "../storage/object_key.ts";
import type { StoredChange } from "../storage/storage.ts";
import type { WatchStream } from "./watch_stream.ts";

/** What a watch is about; an absent part means all. */
export interface StreamScope {
  readonly resource: string;
  /** Logical cluster id, or "*". */
  readonly cluster: string;
  readonly namespace?: string;
  /** The name that a field selector asks for. */
  readonly name?: string;
}

const separator = "\n";

export class StreamIndex {
  readonly #byScope = new Map<string, Set<WatchStream>>();

  add(scope: StreamScope, stream: WatchStream): void {
    const key = scopeKey(scope);
    const streams = this.#byScope.get(key) ?? new Set();
    this.#byScope.set(key, streams.add(stream));
  }

  remove(scope: StreamScope, stream: WatchStream): void {
    const key = scopeKey(scope);
    const streams = this.#byScope.get(key);
    streams?.delete(stream);
    if (streams?.size === 0) this.#byScope.delete(key);
  }

  /** Gives the change to every watch it concerns. */
  deliver(change: StoredChange): void {
    for (const key of concernedScopes(change.key)) {
      // A watch may end, and another begin, while it is told.
      for (const stream of [...this.#byScope.get(key) ?? []]) stream.apply(change);
    }
  }
}

function scopeKey({ resource, cluster, namespace, name }: StreamScope): string {
  return [resource, cluster, namespace ?? "*", name ?? "*"].join(separator);
}

/** The eight scopes that contain a key. "*" is no cluster, namespace or name, so it is mistaken for none. */
function* concernedScopes({ resource, cluster, namespace, name }: ObjectKey): Generator<string> {
  for (const inCluster of [cluster, "*"]) {
    for (const inNamespace of [namespace, "*"]) {
      for (const ofName of [name, "*"]) yield [resource, inCluster, inNamespace, ofName].join(separator);
    }
  }
}
