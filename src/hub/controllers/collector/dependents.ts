/** Which objects name which owners: an index by the owner's UID. @module */
import type { KubeObject } from "../../../kube/object.ts";
import type { ObjectAddress } from "../../objects.ts";
import { addressKey } from "../machinery/addresses.ts";

/** UIDs of an object's owners. */
export function ownersOf(object: KubeObject | undefined): readonly string[] {
  return (object?.metadata.ownerReferences ?? []).map(({ uid }) => uid);
}

/** The index. Objects without owners cost nothing. */
export class Dependents {
  readonly #byOwner = new Map<string, Map<string, ObjectAddress>>();

  /** The object at this address had `before` as its state and now has `after`; undefined is absent. */
  change(address: ObjectAddress, before: KubeObject | undefined, after: KubeObject | undefined): void {
    const key = addressKey(address);
    for (const owner of ownersOf(before)) this.#remove(owner, key);
    for (const owner of ownersOf(after)) this.#entry(owner).set(key, address);
  }

  /** Addresses of the objects that name this UID as an owner. */
  of(owner: string): readonly ObjectAddress[] {
    return [...(this.#byOwner.get(owner)?.values() ?? [])];
  }

  #entry(owner: string): Map<string, ObjectAddress> {
    const entry = this.#byOwner.get(owner) ?? new Map<string, ObjectAddress>();
    this.#byOwner.set(owner, entry);
    return entry;
  }

  #remove(owner: string, key: string): void {
    const entry = this.#byOwner.get(owner);
    entry?.delete(key);
    if (entry?.size === 0) this.#byOwner.delete(owner);
  }
}
