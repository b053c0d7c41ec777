/**
 * Keeps one view: takes objects in as list and watch deliver them, and tells the audience what changed.
 *
 * An object is known by its uid: another uid under the same name is a deletion and an addition (F12). An older version of what is
 * known is ignored (S4). @module
 */
import { factOf, type ObjectFact, objectKey } from "../../kube/facts.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { Gvr } from "../../kube/resource.ts";
import { isNewer } from "../../kube/resource_version.ts";
import { workloadReport } from "../../placement/workload_report.ts";
import type { SyncedLetter } from "../../machines/watch_letters.ts";
import type { CachedView } from "../object_cache.ts";
import { isRoute, recipientOf } from "./routes.ts";
import { isTold } from "./told_kinds.ts";

export type Tell = (to: string, event: { readonly type: string }) => void;

/** Whether an object of this view carries our mark. */
export type OwnerOf = (fact: ObjectFact, object: KubeObject) => "ours" | "foreign";

export class ViewKeeper {
  readonly #address: string;
  readonly #gvr: Gvr;
  readonly #objects: CachedView;
  readonly #ownerOf: OwnerOf;
  readonly #changed: (tell: Tell) => void;
  readonly #audience = new Map<string, string>();
  /** What is shown is complete up to this version. */
  #version = "";
  #beginsAnew = false;
  #isReborn = false;
  #isSynced = false;
  #isStale = false;

  /** `changed` is called once for each change, whoever is in the audience. */
  constructor(
    address: string,
    gvr: Gvr,
    objects: CachedView,
    ownerOf: OwnerOf,
    changed: (tell: Tell) => void = () => {},
  ) {
    this.#address = address;
    this.#gvr = gvr;
    this.#objects = objects;
    this.#ownerOf = ownerOf;
    this.#changed = changed;
  }

  /** Lets a subscriber in and shows it everything known. */
  admit(subscriber: string, as: string, tell: Tell): void {
    this.#audience.set(subscriber, as);
    for (const object of this.#objects.values()) this.#tellOne(subscriber, as, "added", object, tell);
    if (this.#isSynced) {
      this.#tellWhole(subscriber, this.#syncedAs(as), tell);
    }
  }

  dismiss(subscriber: string): void {
    this.#audience.delete(subscriber);
  }

  /** Those let in, and the names under which they are told. */
  audience(): readonly { readonly subscriber: string; readonly as: string }[] {
    return [...this.#audience].map(([subscriber, as]) => ({ subscriber, as }));
  }

  /** One of what is known, if there is any. */
  any(): KubeObject | undefined {
    return this.#objects.values().next().value;
  }

  /** The first of what is known that is not in a list. */
  missingFrom(items: readonly KubeObject[]): KubeObject | undefined {
    const seen = new Set(items.map((item) => this.#keyOf(item)));
    for (const [key, object] of this.#objects) if (!seen.has(key)) return object;
    return undefined;
  }

  /** It is known that the server has been made anew: the next list is the first of another life. */
  beginAnew(): void {
    this.#beginsAnew = true;
  }

  /** A complete list: what is not in it is gone. */
  replace(items: readonly KubeObject[], resourceVersion: string, tell: Tell): void {
    const seen = new Set(items.map((item) => this.#keyOf(item)));
    for (const item of items) this.put(item, tell);
    for (const [key, object] of [...this.#objects]) {
      if (seen.has(key)) continue;
      this.#objects.delete(key);
      this.#announce("deleted", object, tell);
    }
    this.#isReborn = this.#beginsAnew || isNewer(this.#version, resourceVersion);
    this.#beginsAnew = false;
    this.#version = resourceVersion;
  }

  put(object: KubeObject, tell: Tell): void {
    const key = this.#keyOf(object);
    const known = this.#objects.get(key);
    if (known !== undefined && known.metadata.uid !== object.metadata.uid) {
      this.#announce("deleted", known, tell);
    }
    const isSame = known !== undefined && known.metadata.uid === object.metadata.uid;
    if (isSame && !isNewer(object.metadata.resourceVersion ?? "", known.metadata.resourceVersion ?? "")) {
      return;
    }
    this.#objects.set(key, object);
    this.#announce(isSame ? "modified" : "added", object, tell);
  }

  /** A tombstone: the object is gone, unless the view already shows a later one of the name. */
  remove(object: KubeObject, tell: Tell): void {
    const key = this.#keyOf(object);
    if (this.#objects.get(key)?.metadata.uid !== object.metadata.uid) return;
    this.#objects.delete(key);
    this.#announce("deleted", object, tell);
  }

  get version(): string {
    return this.#version;
  }

  /** Everything up to this version has been shown. */
  reach(resourceVersion: string): void {
    if (this.#version === "" || isNewer(resourceVersion, this.#version)) this.#version = resourceVersion;
  }

  announceSynced(tell: Tell): void {
    this.#isSynced = true;
    this.#isStale = false;
    for (const [subscriber, as] of this.#audience) this.#tellWhole(subscriber, this.#syncedAs(as), tell);
    this.#isReborn = false;
  }

  /** Told once, until the view is whole again: whoever waits must not begin to wait anew with every try. */
  announceStale(why: string, tell: Tell): void {
    if (this.#isStale) return;
    this.#isStale = true;
    this.#isSynced = false;
    for (const [subscriber, as] of this.#audience) {
      const event = { type: `${as}.stale`, source: this.#address, why };
      this.#tellWhole(subscriber, event, tell);
    }
  }

  #keyOf(object: KubeObject): string {
    const { namespace = "", name = "" } = object.metadata ?? {};
    return objectKey({ gvr: this.#gvr, namespace, name }) + this.#clusterPart(object);
  }

  /** In a view of every cluster the same name occurs in several. */
  #clusterPart(object: KubeObject): string {
    return this.#address.includes("/*/") ? `@${factOf(this.#gvr, object).cluster}` : "";
  }

  #announce(change: "added" | "modified" | "deleted", object: KubeObject, tell: Tell): void {
    this.#changed(tell);
    for (const [subscriber, as] of this.#audience) this.#tellOne(subscriber, as, change, object, tell);
  }

  #tellOne(subscriber: string, as: string, change: string, object: KubeObject, tell: Tell): void {
    const fact: ObjectFact = factOf(this.#gvr, object);
    const to = recipientOf(subscriber, fact);
    if (to === null) return;
    const event = {
      type: `${as}.${change}`,
      source: this.#address,
      fact,
      object: isTold(this.#gvr) ? object : null,
      owner: this.#ownerOf(fact, object),
      report: workloadReport(this.#gvr, object),
    };
    tell(to, event);
  }

  #syncedAs(as: string): SyncedLetter<string> {
    const letter = { type: `${as}.synced` as const, source: this.#address, resourceVersion: this.#version };
    return this.#isReborn ? { ...letter, reborn: true } : letter;
  }

  #tellWhole(subscriber: string, event: { readonly type: string }, tell: Tell): void {
    if (!isRoute(subscriber)) tell(subscriber, event);
  }
}
