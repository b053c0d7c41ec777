/** Creates, updates, patches and deletes on a model server: what is checked, and what is then stored. @module */
import type { KubeObject } from "../../kube/object.ts";
import { type Clock, timestamp } from "../../ports/clock.ts";
import type { ApiAnswer } from "../../ports/cluster_api.ts";
import type { Randomness } from "../../ports/randomness.ts";
import { type Call, isMeant, type Precondition } from "./call.ts";
import { mergePatched } from "./field_ownership.ts";
import { storageKey } from "./history.ts";
import type { ModelStore } from "./model_store.ts";
import { conflict, notFound, refuse } from "./refusals.ts";
import { createdObject, isHeld, replacedObject } from "./written_object.ts";

export class Writes {
  readonly #store: ModelStore;
  readonly #clock: Clock;
  readonly #randomness: Randomness;

  constructor(store: ModelStore, clock: Clock, randomness: Randomness) {
    this.#store = store;
    this.#clock = clock;
    this.#randomness = randomness;
  }

  create(call: Call): ApiAnswer {
    const { name, known } = call;
    return known === null ? this.#createNew(call) : refuse(409, "AlreadyExists", `${name} exists`, name);
  }

  #createNew(call: Call): ApiAnswer {
    const { body, name, manager, request } = call;
    if (body === undefined || name === "") return refuse(422, "Invalid", "metadata.name: Required value");
    const refusal = this.#namespaceRefusal(call);
    if (refusal !== null) return refusal;
    const uid = this.#randomness.uuid();
    const object = createdObject(call, body, { uid, creationTimestamp: timestamp(this.#clock) });
    this.#store.managers.create(object, manager, request.patchType === "apply" ? "Apply" : "Update");
    return this.#store.commit(call, "ADDED", null, object);
  }

  /** A namespace must be there, and must not be ending. */
  #namespaceRefusal({ cluster, row, namespace, name }: Call): ApiAnswer | null {
    if (!row.namespaced) return null;
    const space = namespace === ""
      ? null
      : this.#store.history.find("namespaces", storageKey(cluster, "", namespace));
    if (space === null) return refuse(404, "NotFound", `namespaces "${namespace}" not found`, namespace);
    return space.metadata.deletionTimestamp === undefined
      ? null
      : refuse(403, "Forbidden", `namespace ${namespace} is being terminated`, name);
  }

  update(call: Call): ApiAnswer {
    const { row, name, known, body } = call;
    if (known === null) return notFound(row, name);
    if (body === undefined) return refuse(400, "BadRequest", "a body is needed");
    return isMeant(body.metadata, known) ? this.#replace(call, known, body) : conflict(name);
  }

  #replace(call: Call, known: KubeObject, body: KubeObject): ApiAnswer {
    const object = replacedObject(call, known, body);
    if (call.request.subresource === undefined) {
      this.#store.managers.update(known, object, call.manager, body.metadata.managedFields);
    }
    return this.#store.commit(call, "MODIFIED", known, object);
  }

  patch(call: Call): ApiAnswer {
    const { row, name, known, request: { patchType }, body } = call;
    if (patchType === "merge") {
      return known === null
        ? notFound(row, name)
        : this.#replace(call, known, mergePatched(known, body) as KubeObject);
    }
    return patchType === "apply" && body !== undefined
      ? this.#apply(call, body)
      : refuse(415, "UnsupportedMediaType", "only merge patches and applies");
  }

  /** An apply makes what is not there, unless it was meant for a certain object. */
  #apply(call: Call, body: KubeObject): ApiAnswer {
    const { name, known, manager } = call;
    if (known === null) return body.metadata.uid === undefined ? this.#createNew(call) : conflict(name);
    if (!isMeant(body.metadata, known)) return conflict(name);
    return this.#store.commit(call, "MODIFIED", known, this.#store.managers.apply(known, body, manager));
  }

  delete(call: Call): ApiAnswer {
    const { row, name, known, request, author } = call;
    if (known === null) return notFound(row, name);
    const { preconditions = {} } = (request.body ?? {}) as { readonly preconditions?: Precondition };
    if (!isMeant(preconditions, known)) return conflict(name);
    if (!isHeld(row, known) || author === "server") {
      return this.#store.commit(call, "DELETED", known, known);
    }
    if (known.metadata.deletionTimestamp !== undefined) return { ok: true, status: 200, body: known };
    const metadata = { ...known.metadata, deletionTimestamp: timestamp(this.#clock) };
    return this.#store.commit(call, "MODIFIED", known, { ...known, metadata });
  }
}
