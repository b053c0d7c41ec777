/** Performs what a reflector machine asks for: pages through a list, follows a watch. @module */
import type { KubeList, KubeObject } from "../../kube/object.ts";
import { isNewer } from "../../kube/resource_version.ts";
import type { View } from "../../machines/addresses.ts";
import { staleReason } from "../../machines/reflector.ts";
import type { ClusterApi, WatchEvent, WatchHandle } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { refusalOf } from "../refusal.ts";
import type { PerformContext } from "../system/kind.ts";
import type { ViewKeeper } from "./view_keeper.ts";

const pageSize = "500";
/** Seconds after which the server ends a watch by itself; bookmarks keep the version fresh meanwhile. */
const watchSeconds = "570";

export class ListAndWatch {
  readonly #api: ClusterApi;
  readonly #view: View;
  readonly #keeper: ViewKeeper;
  /** Everything that was asked before the last request is answered in vain. */
  #generation = 0;
  #handle: WatchHandle | null = null;
  #notBefore: string | null = null;

  constructor(api: ClusterApi, view: View, keeper: ViewKeeper) {
    this.#api = api;
    this.#view = view;
    this.#keeper = keeper;
  }

  /** `notBefore`: the version that was seen already; a list that is older is refused before anything of it is believed (S4). */
  list(notBefore: string | null, context: PerformContext): void {
    const generation = this.#begin();
    this.#notBefore = notBefore;
    this.#keeper.beginList();
    this.#page(generation, "", context);
  }

  #page(generation: number, from: string, context: PerformContext): void {
    const { cluster, gvr: resource } = this.#view;
    const query = { ...this.#query(), limit: pageSize, ...(from !== "" && { continue: from }) };
    this.#api.call({ verb: "list", cluster, resource, query }, (answer) => {
      if (generation !== this.#generation) return;
      if (!answer.ok) {
        return context.reply({ type: "list.refused", ...refusalOf(answer.error) } as { type: string });
      }
      this.#take(generation, answer.body as KubeList, context);
    });
  }

  #take(generation: number, { items, metadata }: KubeList, context: PerformContext): void {
    if (this.#notBefore !== null && isNewer(this.#notBefore, metadata.resourceVersion)) {
      const message = `the list is of version ${metadata.resourceVersion}, but ${this.#notBefore} was seen`;
      const refusal = { status: 0, reason: staleReason, message, retryAfterMs: 0 };
      return context.reply({ type: "list.refused", ...refusal } as { type: string });
    }
    for (const item of items) this.#keeper.put(item, context.tell);
    if (metadata.continue) return this.#page(generation, metadata.continue, context);
    this.#keeper.endList(metadata.resourceVersion, context.tell);
    context.reply({ type: "list.completed", resourceVersion: metadata.resourceVersion } as { type: string });
  }

  watch(resourceVersion: string, context: PerformContext): void {
    const generation = this.#begin();
    const { cluster, gvr: resource } = this.#view;
    const query = {
      ...this.#query(),
      resourceVersion,
      allowWatchBookmarks: "true",
      timeoutSeconds: watchSeconds,
    };
    const isCurrent = () => generation === this.#generation;
    this.#handle = this.#api.watch({ cluster, resource, query }, {
      opened: () => isCurrent() && context.reply({ type: "watch.opened" }),
      event: (event) => isCurrent() && this.#follow(event, context),
      closed: (error) => isCurrent() && context.reply(closing(error)),
    });
  }

  #follow({ type, object }: WatchEvent, context: PerformContext): void {
    if (type === "DELETED") this.#keeper.remove(object, context.tell);
    else if (type !== "BOOKMARK") this.#keeper.put(object as KubeObject, context.tell);
    const { resourceVersion } = object.metadata;
    if (!resourceVersion) return;
    this.#keeper.reach(resourceVersion);
    context.reply({ type: "watch.progressed", resourceVersion } as { type: string });
  }

  stop(): void {
    this.#begin();
  }

  #begin(): number {
    this.#handle?.stop();
    this.#handle = null;
    return ++this.#generation;
  }

  #query(): Readonly<Record<string, string>> {
    return this.#view.selector === "" ? {} : { labelSelector: this.#view.selector };
  }
}

function closing(error: KubeError | null): { readonly type: string } {
  return error === null
    ? { type: "watch.ended" }
    : { type: "watch.refused", ...refusalOf(error) } as { type: string };
}
