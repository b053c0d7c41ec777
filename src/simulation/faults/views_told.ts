/** What the runtime has been told of each view, and so how old its knowledge may be. @module */
import { parseLabelSelector } from "../../kube/label_selector_text.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import { type LabelSelector, matches } from "../../kube/selector.ts";
import type { WatchRequest } from "../../ports/cluster_api.ts";
import type { Commit } from "../model/history.ts";
import type { ModelServer } from "../model/model_server.ts";

interface ToldView {
  readonly resource: string;
  readonly cluster: string;
  readonly selector: LabelSelector;
  /** The newest revision that was told. */
  revision: number;
}

export class ViewsTold {
  readonly #server: ModelServer;
  readonly #views = new Map<string, ToldView>();
  /** The same, of views too whose watch is just being opened anew. */
  readonly #ever = new Map<string, ToldView>();
  /** Views that show what was before the server was restored, and when that was. */
  readonly #overtaken = new Map<string, number>();

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
    this.#overtaken.delete(key);
    const known = this.#views.get(key) ?? this.#again(key);
    if (known !== undefined) known.revision = Math.max(known.revision, revision);
    else {
      const cluster = this.#server.clusterId(request.cluster) ?? request.cluster;
      const selector = parseLabelSelector(request.query?.["labelSelector"] ?? "");
      const view = { resource: groupResourceKey(request.resource), cluster, selector, revision };
      this.#views.set(key, view);
      this.#ever.set(key, view);
    }
  }

  #again(key: string): ToldView | undefined {
    const view = this.#ever.get(key);
    if (view !== undefined) this.#views.set(key, view);
    return view;
  }

  wasListed(key: string): boolean {
    return this.#ever.has(key);
  }

  forget(request: WatchRequest): void {
    this.#views.delete(viewKey(request));
  }

  forgetAll(): void {
    this.#views.clear();
    this.#ever.clear();
    this.#overtaken.clear();
  }

  /** The server was restored from a backup: what its views have shown is not what it holds. */
  overtake(): void {
    for (const key of this.#ever.keys()) this.#overtaken.set(key, this.#server.clock.now());
    this.#views.clear();
    this.#ever.clear();
  }

  /** The time since when some view may be out of date: that of the oldest write that has not been told. */
  staleSince(): number {
    let oldest = Math.min(this.#server.clock.now(), ...this.#overtaken.values());
    for (const view of this.#views.values()) oldest = this.#untold(view, oldest);
    return oldest;
  }

  /** The same of one view, and of what it selects: of anything else a server need not say a word before its next bookmark. */
  staleSinceOf(key: string): number {
    const view = this.#ever.get(key);
    const now = this.#server.clock.now();
    return view === undefined ? now : this.#untold(view, now, (commit) => isSelected(view, commit));
  }

  /** The time of the oldest write that a view has not been told, if that is before `oldest`. */
  #untold(
    { resource, cluster, revision }: ToldView,
    oldest: number,
    isMeant: (commit: Commit) => boolean = () => true,
  ): number {
    const { commits } = this.#server.history;
    for (let i = revision; i < commits.length; i++) {
      const commit = commits[i]!;
      if (commit.at >= oldest) break;
      if (commit.resource !== resource || (cluster !== "*" && cluster !== commit.cluster)) continue;
      if (isMeant(commit)) return commit.at;
    }
    return oldest;
  }
}

function isSelected({ selector }: ToldView, { object, before }: Commit): boolean {
  return matches(selector, object.metadata.labels) ||
    (before !== null && matches(selector, before.metadata.labels));
}

/** Names a view: one per reflector. */
export function viewKey({ cluster, resource, query }: WatchRequest): string {
  return `${cluster}/${groupResourceKey(resource)}/${query?.["labelSelector"] ?? ""}`;
}
