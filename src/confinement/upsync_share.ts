/** How much each mailbox holds of what its edge sent up, so that one edge fills its share and no more (adversary A4). @module */
import { stringifyJson } from "../kube/json.ts";
import type { KubeObject } from "../kube/object.ts";
import { type GroupResource, groupResourceKey } from "../kube/resource.ts";
import type { Hub } from "../hub/hub.ts";
import { isUpsynced } from "../placement/upsynced_copy.ts";

/** What an edge may have in its mailbox. */
export interface ShareLimits {
  readonly objects: number;
  /** Of all bodies together, as JSON. */
  readonly bytes: number;
}

/** Twice what an honest syncer takes: it counts neither the Namespaces that it brings along nor what the server adds. */
export const defaultShare: ShareLimits = { objects: 2_000, bytes: 32 * 1024 * 1024 };

interface Share {
  readonly sizes: Map<string, number>;
  bytes: number;
}

const encoder = new TextEncoder();

/** Counted once for each mailbox, when its syncer first writes, and from then on by what changes. */
export class UpsyncShares {
  readonly #hub: () => Pick<Hub, "objects" | "catalog">;
  readonly #limits: ShareLimits;
  readonly #shares = new Map<string, Share>();
  #isWatching = false;

  /** The hub is asked for late, because it is made with what asks here. */
  constructor(hub: () => Pick<Hub, "objects" | "catalog">, limits: ShareLimits = defaultShare) {
    this.#hub = hub;
    this.#limits = limits;
  }

  /** Why the object would be too much, or null. */
  objectionTo(cluster: string, resource: GroupResource, object: KubeObject): string | null {
    const share = this.#shareOf(cluster);
    const before = share.sizes.get(keyOf(resource, object));
    const objects = share.sizes.size + (before === undefined ? 1 : 0);
    if (objects > this.#limits.objects) {
      return `its edge may have ${this.#limits.objects} objects in its mailbox`;
    }
    const bytes = share.bytes - (before ?? 0) + sizeOf(object);
    return bytes > this.#limits.bytes ? `its edge may have ${this.#limits.bytes} bytes in its mailbox` : null;
  }

  #shareOf(cluster: string): Share {
    const known = this.#shares.get(cluster);
    if (known !== undefined) return known;
    this.#watch();
    const share: Share = { sizes: new Map(), bytes: 0 };
    const { objects, catalog } = this.#hub();
    for (const kind of catalog.list(cluster)) {
      if (kind.answer !== undefined) continue;
      for (const object of objects.list({ cluster, resource: kind })) note(share, kind, object);
    }
    this.#shares.set(cluster, share);
    return share;
  }

  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#hub().objects.observe("*", ({ type, cluster, resource, object }) => {
      const share = this.#shares.get(cluster);
      if (share === undefined) return;
      if (type === "DELETED") forget(share, resource, object);
      else note(share, resource, object);
      // A mailbox that is gone is empty first; one that is filled again is counted again.
      if (share.sizes.size === 0) this.#shares.delete(cluster);
    });
  }
}

function note(share: Share, resource: GroupResource, object: KubeObject): void {
  forget(share, resource, object);
  if (!isUpsynced(object)) return;
  const size = sizeOf(object);
  share.sizes.set(keyOf(resource, object), size);
  share.bytes += size;
}

function forget(share: Share, resource: GroupResource, object: KubeObject): void {
  const key = keyOf(resource, object);
  share.bytes -= share.sizes.get(key) ?? 0;
  share.sizes.delete(key);
}

function keyOf(resource: GroupResource, { metadata: { namespace = "", name } }: KubeObject): string {
  return `${groupResourceKey(resource)}/${namespace}/${name}`;
}

function sizeOf(object: KubeObject): number {
  return encoder.encode(stringifyJson(object)).length;
}
