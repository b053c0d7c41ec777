/** A destination of copies that performs operations by itself: what a mailbox or an edge is to a copy book. @module */
import type { CopySeen, CopyWant } from "../../../src/placement/copies/entry.ts";
import {
  agreed,
  type CopyOperation,
  deletionAccepted,
  emptied,
  isLook,
  refused,
} from "../../../src/placement/copies/operations.ts";
import { type CopyBook, see, unsee } from "../../../src/placement/copies/book.ts";

interface Stored {
  readonly seen: CopySeen;
  readonly operation: Pick<CopyOperation, "key" | "gvr" | "namespace" | "name">;
  /** What it was made from, "" for foreign objects. */
  readonly madeFrom: string;
}

export class Destination {
  readonly objects = new Map<string, Stored>();
  readonly deletedForeign: string[] = [];
  #version = 0;

  putForeign(operation: Stored["operation"]): void {
    if (!this.objects.has(operation.key)) this.#store(operation, "foreign", "");
  }

  #store(operation: Stored["operation"], owner: CopySeen["owner"], madeFrom: string): CopySeen {
    this.#version += 1;
    const { key, gvr, namespace, name } = operation;
    const uid = this.objects.get(key)?.seen.uid ?? `uid-${this.#version}`;
    const seen: CopySeen = { uid, resourceVersion: String(this.#version), life: "alive", owner };
    this.objects.set(key, { seen, operation: { key, gvr, namespace, name }, madeFrom });
    return seen;
  }

  /** Performs one operation and answers into the book, as an actor would. */
  perform(book: CopyBook, operation: CopyOperation): CopyBook {
    const stored = this.objects.get(operation.key);
    if (operation.step === "delete") return this.#delete(book, operation, stored);
    if (operation.from === null) throw new Error("an operation that writes has a source");
    if (stored?.seen.owner === "foreign") {
      // A Namespace of somebody else will do as it is; any other object of theirs is in the way.
      return operation.gvr.resource === "namespaces"
        ? agreed(book, operation.key, { form: operation.form, from: operation.from, seen: stored.seen })
        : refused(book, operation.key, "Foreign");
    }
    const seen = this.#store(operation, "ours", `${operation.from.uid}@${operation.from.resourceVersion}`);
    return agreed(book, operation.key, { form: operation.form, from: operation.from, seen });
  }

  #delete(book: CopyBook, operation: CopyOperation, stored: Stored | undefined): CopyBook {
    const { key, target } = operation;
    if (isLook(operation) && target !== null) return emptied(book, key, { ...target, since: 5 });
    if (stored === undefined) return deletionAccepted(book, key, target?.uid ?? "");
    if (stored.seen.owner === "foreign") this.deletedForeign.push(key);
    if (stored.seen.uid !== target?.uid) return refused(book, key, "Conflict");
    this.objects.delete(key);
    return unsee(deletionAccepted(book, key, stored.seen.uid), key, stored.seen);
  }

  /** Shows the book everything of ours, as a complete list would. */
  show(book: CopyBook): CopyBook {
    return [...this.objects.values()].filter(({ seen }) => seen.owner === "ours")
      .reduce((next, { operation, seen }) => see(next, operation, seen), book);
  }

  ours(): ReadonlyMap<string, string> {
    const ours = [...this.objects].filter(([, { seen }]) => seen.owner === "ours");
    return new Map(ours.map(([key, { madeFrom }]): [string, string] => [key, madeFrom]).sort());
  }
}

/** A want of a ConfigMap, or of a Namespace when `name` is null. */
export function wantOf(namespace: string, name: string | null, version: number): CopyWant {
  const isNamespace = name === null;
  return {
    key: isNamespace ? `namespaces//${namespace}` : `configmaps/${namespace}/${name}`,
    gvr: { group: "", version: "v1", resource: isNamespace ? "namespaces" : "configmaps" },
    namespace: isNamespace ? "" : namespace,
    name: name ?? namespace,
    form: "whole",
    from: { reflector: "r", cluster: "c", uid: "s", resourceVersion: String(version) },
  };
}
