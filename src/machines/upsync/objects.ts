/** What an upsync actor knows of the objects born at its edge, and which of them it wants to have in the mailbox. @module */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { namespaces } from "../../kube/core_api.ts";
import { projectedLabel, projectedValue } from "../../kube/edge_api.ts";
import { type ObjectFact, objectKey, parseObjectKey } from "../../kube/facts.ts";
import { unwant, want } from "../../placement/copies/book.ts";
import type { CopyWant } from "../../placement/copies/entry.ts";
import { namespaceKey } from "../../placement/copies/namespace_key.ts";
import { isSystemObject } from "../../placement/system_objects.ts";
import { mayUpsync, upsyncMatches } from "../../placement/upsync.ts";
import { reflectorAddress } from "../addresses.ts";
import type { UpsyncContext } from "./context.ts";
import { bornView } from "./views.ts";

/** The part of the context that is about objects. */
export type Objects = Pick<UpsyncContext, "facts" | "denied" | "spaces" | "unconfirmed" | "book">;

export const noObjects: Pick<Objects, "facts" | "denied" | "spaces" | "unconfirmed"> = {
  facts: ImmutableMap(),
  denied: ImmutableSet(),
  spaces: ImmutableMap(),
  unconfirmed: ImmutableMap(),
};

/** Whether the terms ask for the object, and it is one that may go up. Our own copies may never come back. */
function isAskedFor({ terms }: UpsyncContext, fact: ObjectFact): boolean {
  return !fact.deleting && fact.labels[projectedLabel] !== projectedValue && mayUpsync(fact.gvr) &&
    !isSystemObject(fact) &&
    upsyncMatches(terms ?? [], { ...fact.gvr, namespace: fact.namespace, name: fact.name });
}

/** Takes in what was seen of an object at the edge. */
export function rememberBorn(context: UpsyncContext, fact: ObjectFact, source: string): Objects {
  const key = objectKey(fact);
  const confirmed = { ...context, unconfirmed: confirm(context, source, key) };
  return isAskedFor(context, fact) ? admit(confirmed, key, fact) : forgetBorn(confirmed, key);
}

function confirm({ unconfirmed }: UpsyncContext, source: string, key: string): Objects["unconfirmed"] {
  const left = unconfirmed.get(source)?.delete(key);
  return left === undefined ? unconfirmed : unconfirmed.set(source, left);
}

/** A view is complete: what an earlier watch of it had shown and this one has not is gone. */
export function forgetUnconfirmed(context: UpsyncContext, source: string): Objects {
  const gone = context.unconfirmed.get(source, ImmutableSet<string>());
  const next = { ...context, unconfirmed: context.unconfirmed.delete(source) };
  return [...gone].reduce<UpsyncContext>((before, key) => ({ ...before, ...forgetBorn(before, key) }), next);
}

/** Facts of this view must be shown again before it counts as complete. */
export function doubt(context: UpsyncContext, view: { gvr: ObjectFact["gvr"] }, source: string): Objects {
  const { group, resource } = view.gvr;
  const keys = context.facts.filter(({ gvr }) => gvr.group === group && gvr.resource === resource).keys();
  return { ...context, unconfirmed: context.unconfirmed.set(source, ImmutableSet(keys)) };
}

/** Asks of every object again whether the terms want it. */
export function reconsider(context: UpsyncContext): Objects {
  return [...context.facts].reduce<UpsyncContext>(
    (before, [key, fact]) => isAskedFor(before, fact) ? before : { ...before, ...forgetBorn(before, key) },
    context,
  );
}

function admit(context: UpsyncContext, key: string, fact: ObjectFact): Objects {
  const { facts, denied, objectsMax } = context;
  const isCopied = facts.has(key) && !denied.has(key);
  const next = { ...context, facts: facts.set(key, fact) };
  if (!isCopied && facts.size - denied.size >= objectsMax) return { ...next, denied: denied.add(key) };
  return rewant(isCopied ? next : enter({ ...next, denied: denied.delete(key) }, fact), key);
}

/**
 * The object is no longer there to be copied; one that was beyond the quota takes its place. With a `uid`, only that very object is
 * meant: a tombstone of an earlier one of the name says nothing.
 */
export function forgetBorn(context: UpsyncContext, key: string, uid?: string): Objects {
  const fact = context.facts.get(key);
  if (fact === undefined || (uid !== undefined && fact.uid !== uid)) return context;
  const facts = context.facts.delete(key);
  if (context.denied.has(key)) return { ...context, facts, denied: context.denied.delete(key) };
  const left = rewant(exit({ ...context, facts }, fact), key);
  const [successor] = left.denied;
  const heir = successor === undefined ? undefined : left.facts.get(successor);
  return successor === undefined || heir === undefined
    ? left
    : admit({ ...context, ...left }, successor, heir);
}

/** The first object in a namespace brings the Namespace along, in name only. */
function enter(context: UpsyncContext, { namespace }: ObjectFact): UpsyncContext {
  if (namespace === "") return context;
  const spaces = context.spaces.update(namespace, 0, (count) => count + 1);
  const next = { ...context, spaces };
  return { ...next, ...rewant(next, namespaceKey(namespace)) };
}

function exit(context: UpsyncContext, { namespace }: ObjectFact): UpsyncContext {
  if (namespace === "") return context;
  const count = context.spaces.get(namespace, 1) - 1;
  const spaces = count === 0 ? context.spaces.delete(namespace) : context.spaces.set(namespace, count);
  const next = { ...context, spaces };
  return { ...next, ...rewant(next, namespaceKey(namespace)) };
}

function rewant(context: UpsyncContext, key: string): UpsyncContext {
  const wanted = wantOf(context, key);
  return { ...context, book: wanted === null ? unwant(context.book, key) : want(context.book, wanted) };
}

/** The copy that the mailbox should have under a key, or null. A Namespace that is not asked for itself goes without its body. */
function wantOf(context: UpsyncContext, key: string): CopyWant | null {
  const fact = context.denied.has(key) ? undefined : context.facts.get(key);
  if (fact !== undefined) {
    const { gvr, namespace, name, uid, resourceVersion } = fact;
    const reflector = reflectorAddress(bornView(context.edge, gvr));
    return {
      key,
      gvr,
      namespace,
      name,
      form: "whole",
      from: { reflector, cluster: "", uid, resourceVersion },
    };
  }
  const { group, resource, name } = parseObjectKey(key);
  const isNeeded = group === "" && resource === namespaces.resource && context.spaces.has(name);
  const from = { reflector: "", cluster: "", uid: "", resourceVersion: "" };
  return isNeeded ? { key, gvr: namespaces, namespace: "", name, form: "bare", from } : null;
}
