/** Performs what a reflector machine asks for: pages through a list, follows a watch. @module */
import { parseLabelSelector } from "../../kube/label_selector_text.ts";
import { clusterOf, type KubeList, type KubeObject } from "../../kube/object.ts";
import { isNewer } from "../../kube/resource_version.ts";
import { matches } from "../../kube/selector.ts";
import type { View } from "../../machines/addresses.ts";
import { staleReason } from "../../machines/reflector.ts";
import type { ClusterApi, WatchEvent, WatchHandle } from "../../ports/cluster_api.ts";
import { KubeError } from "../../ports/kube_error.ts";
import { refusalOf } from "../refusal.ts";
import type { PerformContext } from "../system/kind.ts";
import type { ViewKeeper } from "./view_keeper.ts";

const pageSize = "500";
const everywhere = "*";
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

  #take(generation: number, list: KubeList, context: PerformContext): void {
    const { items, version, next } = partsOf(list);
    if (version === "") return refuse(malformed, "the list has no version", context);
    if (this.#notBefore !== null && isNewer(this.#notBefore, version)) {
      return refuse(
        staleReason,
        `the list is of version ${version}, but ${this.#notBefore} was seen`,
        context,
      );
    }
    for (const item of items) this.#keeper.put(item, context.tell);
    if (next !== "") return this.#page(generation, next, context);
    const missing = this.#keeper.unseen();
    if (missing === undefined) return this.#complete(version, context);
    this.#confirm(generation, missing, version, context);
  }

  /**
   * A list that lacks what was there is checked against one of the missing: a proxy that answers with an empty list would otherwise look
   * like a server on which everything was deleted. Whoever may not read single objects believes the list.
   */
  #confirm(generation: number, missing: KubeObject, version: string, context: PerformContext): void {
    const { gvr: resource, selector } = this.#view;
    const { uid, namespace, name } = missing.metadata;
    const cluster = this.#view.cluster === everywhere ? clusterOf(missing) : this.#view.cluster;
    const at = { cluster, resource, name, ...(namespace !== undefined && { namespace }) };
    this.#api.call({ verb: "get", ...at }, (answer) => {
      if (generation !== this.#generation) return;
      if (!answer.ok && !isRefusal(answer.error)) {
        return context.reply({ type: "list.refused", ...refusalOf(answer.error) } as { type: string });
      }
      const found = answer.ok ? (answer.body as KubeObject).metadata : null;
      const isThere = found !== null && found.uid === uid &&
        matches(parseLabelSelector(selector), found.labels);
      if (isThere) return refuse(malformed, `the list lacks ${name}, which is there`, context);
      this.#complete(version, context);
    });
  }

  #complete(resourceVersion: string, context: PerformContext): void {
    this.#keeper.endList(context.tell);
    context.reply({ type: "list.completed", resourceVersion } as { type: string });
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
    if (resourceVersion) context.reply({ type: "watch.progressed", resourceVersion } as { type: string });
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

/** The reason of a list that no server would give. */
const malformed = "Malformed";

function refuse(reason: string, message: string, context: PerformContext): void {
  context.reply({ type: "list.refused", status: 0, reason, message, retryAfterMs: 0 } as { type: string });
}

/** The parts of a list, as far as they are there: a proxy may answer with anything. Go writes an empty list as null. */
function partsOf({ items, metadata }: Partial<KubeList>) {
  const { resourceVersion: version = "", continue: next = "" } = metadata ?? {};
  return { items: items ?? [], version, next };
}

/** Whether the server itself has said no, which neither a broken way nor one that is too busy does. */
function isRefusal({ status }: KubeError): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

function closing(error: KubeError | null): { readonly type: string } {
  return error === null
    ? { type: "watch.ended" }
    : { type: "watch.refused", ...refusalOf(error) } as { type: string };
}
