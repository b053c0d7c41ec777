/** Reflectors that wait for an API, and are woken when something beside them may have brought it. @module */
import { customResourceDefinitions } from "../../kube/core_api.ts";
import { apiBindings } from "../../kube/kcp_api.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { View } from "../../machines/addresses.ts";
import type { Tell } from "./view_keeper.ts";

/** The kinds that decide what a workspace or an edge cluster serves. */
const decisive = new Set([apiBindings, customResourceDefinitions].map(groupResourceKey));

/** Whether a change in this view may change what its server serves. */
export function decidesApis({ gvr }: View): boolean {
  return decisive.has(groupResourceKey(gvr));
}

/** Stale reflectors, by the workspace or edge cluster that they look at. */
export class ApiWaiters {
  readonly #byPlace = new Map<string, Set<string>>();

  add(address: string, view: View): void {
    const place = placeOf(view);
    const waiters = this.#byPlace.get(place) ?? new Set();
    this.#byPlace.set(place, waiters.add(address));
  }

  remove(address: string, view: View): void {
    const waiters = this.#byPlace.get(placeOf(view));
    if (waiters?.delete(address) && waiters.size === 0) this.#byPlace.delete(placeOf(view));
  }

  /** Tells those beside `view` that it changed. Who waits for something else does not mind. */
  wake(view: View, tell: Tell): void {
    for (const address of this.#byPlace.get(placeOf(view)) ?? []) tell(address, { type: "apis.changed" });
  }
}

function placeOf({ source, cluster }: View): string {
  return `${source}/${cluster}`;
}
