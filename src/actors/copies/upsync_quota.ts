/** How much one edge may have in its mailbox, in bytes: a compromised edge fills its share and no more (adversary A4). @module */
import { stringifyJson } from "../../kube/json.ts";
import type { CopyAnswer } from "../../machines/mailbox/context.ts";
import type { CopyOperation } from "../../placement/copies/operations.ts";
import type { ObjectCache } from "../object_cache.ts";

/** What an edge may have in its mailbox. */
export interface UpsyncQuota {
  readonly objects: number;
  /** Of all bodies together, as JSON. */
  readonly bytes: number;
}

/** A namespace of a busy cluster has fewer; a mailbox of this size is listed in one page of half a megabyte to 16. */
export const defaultUpsyncQuota: UpsyncQuota = { objects: 1_000, bytes: 16 * 1024 * 1024 };

const encoder = new TextEncoder();

/** The account of one edge. It begins empty with each life of its actor, which then looks at every copy once. */
export class UpsyncAccount {
  readonly #max: number;
  readonly #sizes = new Map<string, number>();
  #used = 0;

  constructor({ bytes }: UpsyncQuota) {
    this.#max = bytes;
  }

  /** Books the operation. Answers the refusal when it would make the edge's share too large. */
  book({ step, key, form, from }: CopyOperation, cache: ObjectCache): CopyAnswer | null {
    const body = step === "delete" || form === "bare" || from === null
      ? undefined
      : cache.find(from.reflector, key);
    const size = body === undefined ? 0 : encoder.encode(stringifyJson(body)).length;
    const used = this.#used - (this.#sizes.get(key) ?? 0) + size;
    if (size > 0 && used > this.#max) {
      const message =
        `The edge may have ${this.#max} bytes in its mailbox; with these ${size} it would have ${used}`;
      return { type: "copy.refused", key, reason: "QuotaExceeded", message };
    }
    this.#used = used;
    if (size === 0) this.#sizes.delete(key);
    else this.#sizes.set(key, size);
    return null;
  }
}
