/** Performs what a reflector machine asks for: reads a list, follows a watch, and looks beside it. @module */
import type { KubeObject } from "../../kube/object.ts";
import { isNewer } from "../../kube/resource_version.ts";
import type { View } from "../../machines/addresses.ts";
import { type Refusal, staleReason } from "../../machines/reflector/refusal.ts";
import type { ClusterApi, WatchEvent, WatchHandle } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import { refusalOf } from "../refusal.ts";
import type { PerformContext } from "../system/kind.ts";
import { confirmMissing, confirmPast, confirmShown } from "./confirm_missing.ts";
import { readList, selecting } from "./read_list.ts";
import type { Follower, ServerLives } from "./server_lives.ts";
import type { ViewKeeper } from "./view_keeper.ts";

/** Seconds after which the server ends a watch by itself; bookmarks keep the version fresh meanwhile. */
const watchSeconds = "570";

/** What a watch is told whose server was made anew: its version is one of another life (F6). */
const expired: Refusal = {
  status: 410,
  reason: "Expired",
  message: "the edge was made anew, and counts its versions from the beginning",
  retryAfterMs: 0,
};

export class ListAndWatch implements Follower {
  readonly #api: ClusterApi;
  readonly #view: View;
  readonly #keeper: ViewKeeper;
  /** Everything that was asked before the last request is answered in vain. */
  #generation = 0;
  #handle: WatchHandle | null = null;
  readonly #lives: ServerLives;
  /** The life of the server from which the view is. */
  #life: number;
  /** Whom the watch answers; null without one. */
  #watching: PerformContext | null = null;

  constructor(api: ClusterApi, view: View, keeper: ViewKeeper, lives: ServerLives) {
    this.#api = api;
    this.#view = view;
    this.#keeper = keeper;
    this.#lives = lives;
    this.#life = lives.of(view.source);
    lives.join(this);
  }

  get source(): string {
    return this.#view.source;
  }

  /** `notBefore`: the version that was seen already; a list that is older is refused before anything of it is believed (S4). */
  list(notBefore: string | null, context: PerformContext): void {
    this.#begin();
    this.#read("list", this.#isOfThisLife() ? notBefore : null, context, (items, resourceVersion) => {
      const isNoticed = this.#isOfThisLife() && this.source.startsWith("edge:") &&
        isNewer(this.#keeper.version, resourceVersion);
      if (isNoticed) this.#lives.begin(this);
      if (!this.#isOfThisLife()) this.#keeper.beginAnew();
      this.#life = this.#lives.of(this.source);
      this.#keeper.replace(items, resourceVersion, context.tell);
      return resourceVersion;
    });
  }

  #isOfThisLife(): boolean {
    return this.#life === this.#lives.of(this.source);
  }

  expire(): void {
    const watching = this.#watching;
    if (watching === null) return;
    this.#begin();
    reply(watching, { type: "watch.refused", ...expired });
  }

  /** Reads a list beside the watch, to find what the watch has missed or is late with. */
  look(context: PerformContext): void {
    this.#read("look", this.#keeper.version, context, (items, resourceVersion) => {
      // The watch may have overtaken the list: then it says more than the list does.
      if (isNewer(resourceVersion, this.#keeper.version)) {
        this.#keeper.replace(items, resourceVersion, context.tell);
      }
      return this.#keeper.version;
    });
  }

  #read(
    as: "list" | "look",
    notBefore: string | null,
    context: PerformContext,
    take: (items: readonly KubeObject[], resourceVersion: string) => string,
  ): void {
    const generation = this.#generation;
    const refuse = (refusal: Refusal) => reply(context, { type: `${as}.refused`, ...refusal });
    const reader = {
      isWanted: () => generation === this.#generation,
      refused: (error: KubeError) => refuse(refusalOf(error)),
    };
    readList(this.#api, this.#view, {
      ...reader,
      read: (items, resourceVersion) => {
        if (notBefore !== null && isNewer(notBefore, resourceVersion)) {
          return refuse(staleRefusal(resourceVersion, notBefore));
        }
        const gone = () =>
          reply(context, { type: `${as}.completed`, resourceVersion: take(items, resourceVersion) });
        const isTaken = as === "list" || isNewer(resourceVersion, this.#keeper.version);
        // A server made anew has nothing of what was there, and all of what it shows; one that only lags is the other way round.
        const isPast = as === "list" && isNewer(this.#keeper.version, resourceVersion);
        if (isPast && this.#keeper.any() === undefined) {
          const [shown] = items;
          return shown === undefined
            ? confirmPast(this.#api, this.#view, this.#keeper.version, { ...reader, past: gone })
            : confirmShown(this.#api, this.#view, shown, { ...reader, there: gone });
        }
        const missing = isPast ? this.#keeper.any() : isTaken ? this.#keeper.missingFrom(items) : undefined;
        if (missing === undefined) gone();
        else confirmMissing(this.#api, this.#view, missing, { ...reader, gone });
      },
    });
  }

  watch(resourceVersion: string, context: PerformContext): void {
    const generation = this.#begin();
    if (!this.#isOfThisLife()) return reply(context, { type: "watch.refused", ...expired });
    this.#watching = context;
    const { cluster, gvr: resource } = this.#view;
    const query = {
      ...selecting(this.#view),
      resourceVersion,
      allowWatchBookmarks: "true",
      timeoutSeconds: watchSeconds,
    };
    const isCurrent = () => generation === this.#generation;
    this.#handle = this.#api.watch({ cluster, resource, query }, {
      opened: () => isCurrent() && context.reply({ type: "watch.opened" }),
      event: (event) => isCurrent() && this.#follow(event, context),
      closed: (error) => {
        if (!isCurrent()) return;
        this.#watching = null;
        reply(context, closing(error));
      },
    });
  }

  #follow({ type, object }: WatchEvent, context: PerformContext): void {
    const { resourceVersion } = object.metadata;
    // What a list beside the watch has shown already may not come again as it was before.
    const isPast = resourceVersion !== undefined && isNewer(this.#keeper.version, resourceVersion);
    if (type === "DELETED") this.#keeper.remove(object, context.tell);
    else if (type !== "BOOKMARK" && !isPast) this.#keeper.put(object as KubeObject, context.tell);
    if (!resourceVersion) return;
    this.#keeper.reach(resourceVersion);
    reply(context, { type: "watch.progressed", resourceVersion: this.#keeper.version });
  }

  stop(): void {
    this.#begin();
  }

  end(): void {
    this.stop();
    this.#lives.leave(this);
  }

  #begin(): number {
    this.#handle?.stop();
    this.#handle = null;
    this.#watching = null;
    return ++this.#generation;
  }
}

/** Letters to the machine carry what its events have beside their type. */
function reply(
  context: PerformContext,
  event: Readonly<Record<string, unknown>> & { readonly type: string },
): void {
  context.reply(event);
}

function staleRefusal(resourceVersion: string, notBefore: string): Refusal {
  const message = `the list is of version ${resourceVersion}, but ${notBefore} was seen`;
  return { status: 0, reason: staleReason, message, retryAfterMs: 0 };
}

function closing(error: KubeError | null): Readonly<Record<string, unknown>> & { readonly type: string } {
  return error === null ? { type: "watch.ended" } : { type: "watch.refused", ...refusalOf(error) };
}
