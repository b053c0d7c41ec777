/** What the runtime has been told of each view, and so how old its knowledge may be. @module */
import { groupResourceKey } from "../../kube/resource.ts";
import type { WatchRequest } from "../../ports/cluster_api.ts";
import type { ModelServer } from "../model/model_server.ts";

interface ToldView {
  readonly resource: string;
  readonly cluster: string;
  /** The newest revision that was told. */
  revision: number;
}

export class ViewsTold {
  readonly #server: ModelServer;
  readonly #views = new Map<string, ToldView>();

  constructor(server: ModelServer) {
    this.#server = server;
  }

  /** `undefined` for a view that was never wholly listed. */
  revision(key: string): number | undefined {
    return this.#views.get(key)?.revision;
  }

  tell(request: WatchRequest, resourceVersion: string | undefined): void {
    const revision = this.#server.revisionOf(resourceVersion ?? "");
    if (revision < 0) return;
    const key = viewKey(request);
    const known = this.#views.get(key);
    if (known !== undefined) known.revision = Math.max(known.revision, revision);
    else {
      const cluster = this.#server.clusterId(request.cluster) ?? request.cluster;
      this.#views.set(key, { resource: groupResourceKey(request.resource), cluster, revision });
    }
  }

  forget(request: WatchRequest): void {
    this.#views.delete(viewKey(request));
  }

  forgetAll(): void {
    this.#views.clear();
  }

  /** The time since when some view may be out of date: that of the oldest write that has not been told. */
  staleSince(): number {
    let oldest = this.#server.clock.now();
    const { commits } = this.#server.history;
    for (const { resource, cluster, revision } of this.#views.values()) {
      for (let i = revision; i < commits.length; i++) {
        const commit = commits[i]!;
        if (commit.at >= oldest) break;
        if (commit.resource !== resource || (cluster !== "*" && cluster !== commit.cluster)) continue;
        oldest = commit.at;
        break;
      }
    }
    return oldest;
  }
}

/** Names a view: one per reflector. */
export function viewKey({ cluster, resource, query }: WatchRequest): string {
  return `${cluster}/${groupResourceKey(resource)}/${query?.["labelSelector"] ?? ""}`;
}
