/** What mailbox and edge actors make of the copies they see. @module */
import { projectedLabel, projectedValue } from "../kube/edge_api.ts";
import { type ObjectFact, objectKey } from "../kube/facts.ts";
import type { CopyIdentity } from "../placement/copies/book.ts";
import type { CopySeen } from "../placement/copies/entry.ts";

/** Selects what we put into mailboxes and onto edges. */
export const ownedSelector = `${projectedLabel}=${projectedValue}`;

/** The entry that a fact belongs to. */
export function identityOf(fact: ObjectFact): CopyIdentity {
  return { key: objectKey(fact), gvr: fact.gvr, namespace: fact.namespace, name: fact.name };
}

/** A copy as the book keeps it. */
export function seenOf(fact: ObjectFact, owner: CopySeen["owner"]): CopySeen {
  const serves = fact.definer?.defines ?? [];
  return {
    uid: fact.uid,
    resourceVersion: fact.resourceVersion,
    life: fact.deleting ? "deleting" : "alive",
    owner,
    ...(serves.length > 0 && { serves }),
  };
}
