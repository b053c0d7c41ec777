/** One watch: which changes it tells, and as what. @module */
import type { KubeObject } from "../../kube/object.ts";
import { apiVersionOf } from "../../kube/resource.ts";
import type { WatchEvent, WatchSink } from "../../ports/cluster_api.ts";
import type { KubeError } from "../../ports/kube_error.ts";
import type { Log } from "../../ports/log.ts";
import { asVersion } from "../request/call.ts";
import type { ObjectFilter } from "../request/object_filter.ts";
import type { KindDefinition } from "../resources/kind_definition.ts";
import { atRevision, type StoredChange } from "../storage/storage.ts";

/** What the stream tells about, and whom. */
export interface StreamOptions {
  readonly kind: KindDefinition;
  readonly filter: ObjectFilter;
  readonly sink: WatchSink;
  readonly log: Log;
  /** Changes up to here are told already, or are part of the initial events. */
  readonly after: number;
  /** Called when the sink threw, after which it is told nothing more. */
  readonly failed: () => void;
}

export class WatchStream {
  readonly #options: StreamOptions;
  /** Events wait here while the sink is being told one: a sink may cause changes. */
  readonly #waiting: WatchEvent[] = [];
  #isTelling = false;
  #isOpen = true;
  #told: number;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#told = options.after;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Takes in a change of the watched resource; tells it when the selectors say so. */
  apply(change: StoredChange): void {
    if (change.revision <= this.#told) return;
    this.#told = change.revision;
    const event = eventOf(change, this.#options.filter, this.#options.kind);
    if (event !== null) this.tell([event]);
  }

  /** Tells these events after those that wait. */
  tell(events: readonly WatchEvent[]): void {
    for (const event of events) this.#waiting.push(event);
    if (!this.#isTelling) this.#tellWaiting();
  }

  /** Says up to where everything is told; `annotations` mark the end of the initial events. */
  bookmark(revision: number, annotations?: Readonly<Record<string, string>>): void {
    const { kind } = this.#options;
    const metadata = { resourceVersion: String(revision), creationTimestamp: null, annotations };
    const object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } as unknown as KubeObject;
    this.tell([{ type: "BOOKMARK", object }]);
  }

  /** Ends the watch from this side, after what still waits. */
  end(error: KubeError | null): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#options.sink.closed(error);
  }

  /** Ends the watch because the sink wants no more. */
  stop(): void {
    this.#isOpen = false;
    this.#waiting.length = 0;
  }

  #tellWaiting(): void {
    this.#isTelling = true;
    try {
      for (let at = 0; at < this.#waiting.length && this.#isOpen; at++) {
        this.#options.sink.event(this.#waiting[at]!);
      }
    } catch (error) {
      // A sink that throws must not stop the others; it gets nothing more.
      this.#options.log.error({ error: String(error) }, "watch sink failed");
      this.stop();
      this.#options.failed();
    } finally {
      this.#waiting.length = 0;
      this.#isTelling = false;
    }
  }
}

/**
 * A change as a watcher with this filter sees it: an object that begins to match is ADDED, one that no longer
 * matches is DELETED in its last matching state at the new version. Null when it never matched.
 */
export function eventOf(change: StoredChange, filter: ObjectFilter, kind: KindDefinition): WatchEvent | null {
  const { type, object, previous, revision } = change;
  const matched = previous !== undefined && filter.matches(previous);
  const isMatch = type !== "DELETED" && filter.matches(object);
  if (isMatch) return { type: matched ? "MODIFIED" : "ADDED", object: asVersion(object, kind) };
  if (!matched) return null;
  const last = type === "DELETED" ? object : atRevision(previous, revision);
  return { type: "DELETED", object: asVersion(last, kind) };
}
