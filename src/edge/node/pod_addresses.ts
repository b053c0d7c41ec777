/** Addresses of a node's pods: 10.244.0.2 and up, the lowest free one first. @module */

const first = 2;
const last = 254;

/** Who has which address, by UID. */
export class PodAddresses {
  readonly #byPod = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** The pod's address; a new one if it has none. Shared by the last comers when all are taken. */
  of(uid: string, before?: string): string {
    const known = this.#byPod.get(uid);
    if (known !== undefined) return known;
    const address = before !== undefined && !this.#taken.has(before) ? before : this.#lowestFree();
    this.#byPod.set(uid, address);
    this.#taken.add(address);
    return address;
  }

  release(uid: string): void {
    const address = this.#byPod.get(uid);
    if (address === undefined) return;
    this.#byPod.delete(uid);
    this.#taken.delete(address);
  }

  #lowestFree(): string {
    for (let host = first; host < last; host++) {
      if (!this.#taken.has(`10.244.0.${host}`)) return `10.244.0.${host}`;
    }
    return `10.244.0.${last}`;
  }
}
