/** Who manages which fields of each object of a model server. @module */
import type { KubeObject } from "../../kube/object.ts";
import { applied, ownedAfterUpdate, type Ownership } from "./field_ownership.ts";

export class FieldManagers {
  readonly #byUid: Map<string, Ownership>;

  constructor(byUid: ReadonlyMap<string, Ownership> = new Map()) {
    this.#byUid = new Map(byUid);
  }

  copy(): FieldManagers {
    return new FieldManagers(this.#byUid);
  }

  /** Everything in a new object is its maker's. */
  create(object: KubeObject, manager: string, operation: "Apply" | "Update"): void {
    const fresh = ownedAfterUpdate(null, object, new Map(), manager);
    const paths = fresh.get(`${manager}/Update`) ?? new Set();
    this.#byUid.set(object.metadata.uid ?? "", new Map([[`${manager}/${operation}`, paths]]));
  }

  /** `told` is what the writer says of managedFields. */
  update(
    known: KubeObject,
    object: KubeObject,
    manager: string,
    told: readonly unknown[] | undefined,
  ): void {
    const kept = retitled(this.#of(known), told);
    this.#byUid.set(known.metadata.uid ?? "", ownedAfterUpdate(known, object, kept, manager));
  }

  /** Answers the object as the apply makes it. */
  apply(known: KubeObject, body: KubeObject, manager: string): KubeObject {
    const { object, owners } = applied(known, body, this.#of(known), manager);
    this.#byUid.set(known.metadata.uid ?? "", owners);
    return object;
  }

  managedFields(object: KubeObject): readonly unknown[] {
    return [...this.#of(object)].filter(([, paths]) => paths.size > 0).map(([owner]) => {
      const slash = owner.lastIndexOf("/");
      return {
        manager: owner.slice(0, slash),
        operation: owner.slice(slash + 1),
        apiVersion: object.apiVersion,
      };
    });
  }

  #of({ metadata: { uid = "" } }: KubeObject): Ownership {
    return this.#byUid.get(uid) ?? new Map();
  }
}

/** A writer may say that what it updated counts as applied (client-go's csaupgrade). */
function retitled(owners: Ownership, told: readonly unknown[] | undefined): Ownership {
  const titles = ((told ?? []) as { readonly manager?: string; readonly operation?: string }[])
    .map(({ manager, operation }) => `${manager}/${operation}`);
  if (titles.length === 0) return owners;
  const next = new Map<string, ReadonlySet<string>>();
  for (const [owner, paths] of owners) {
    const applied = owner.replace(/\/Update$/, "/Apply");
    const title = titles.includes(owner) || !titles.includes(applied) ? owner : applied;
    next.set(title, new Set([...(next.get(title) ?? []), ...paths]));
  }
  return next;
}
