/**
 * The two forms of what would act in a workspace: its author writes it as it is, or inert, and the mailbox gets it inert either way
 * (decision 38). Written in both forms, the inert one counts: it says more clearly what is meant. @module
 */
import type { ObjectFact } from "../../kube/facts.ts";
import { groupResourceKey, type Gvr, gvrOf } from "../../kube/resource.ts";
import { denaturedKey, isDenatured, naturalKey, naturalResource } from "../../kube/denatured.ts";
import { inMailbox } from "../resource_modes.ts";
import type { WorkloadBook } from "./book.ts";

/** The other form of an object, where the workspace has both. */
export function otherForm(book: WorkloadBook, fact: ObjectFact): ObjectFact | undefined {
  if (!isDenatured(fact.gvr) && inMailbox(fact.gvr) === fact.gvr) return undefined;
  const key = isDenatured(fact.gvr) ? naturalKey(fact) : denaturedKey(fact);
  return fact.namespace === "" ? book.clusterObjects.get(key) : book.objects.get(fact.namespace)?.get(key);
}

/** Whether the same is there in an inert form, and so this does not count. */
export function isOutdone(book: WorkloadBook, fact: ObjectFact): boolean {
  if (isDenatured(fact.gvr)) return false;
  const inert = otherForm(book, fact);
  return inert !== undefined && !inert.deleting;
}

/** A resource in its natural form, at the version at which the workspace serves that; if it does not, at the inert one's. */
export function naturalIn(book: WorkloadBook, gvr: Gvr): Gvr {
  const natural = naturalResource(gvrOf(gvr));
  return gvrOf(book.resources.get(groupResourceKey(natural)) ?? natural);
}
