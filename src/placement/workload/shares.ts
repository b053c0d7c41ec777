/** From a workload book to what each mailbox should hear of it: whole shares, and the difference one object makes. @module */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { namespaces } from "../../kube/core_api.ts";
import { customizers, type UpsyncSet } from "../../kube/edge_api.ts";
import { type ObjectFact, objectKey } from "../../kube/facts.ts";
import { by, byCodeUnit } from "../../kube/order.ts";
import { type ApiResource, groupResourceKey, type Gvr, gvrKey } from "../../kube/resource.ts";
import type { CopyCustomization } from "../copies/copy_customization.ts";
import { type CopyWant, isNamespace } from "../copies/entry.ts";
import { isSystemObject } from "../system_objects.ts";
import { goesToMailbox, identityInMailbox } from "../resource_modes.ts";
import { naturalFact } from "../../kube/denatured.ts";
import { isOutdone, naturalIn } from "./forms.ts";
import type { Subject } from "../summary.ts";
import { objectMatches } from "../what.ts";
import { isSummarized } from "../workload_report.ts";
import type { Wish, WorkloadBook } from "./book.ts";
import { customizationOf, isCustomizers } from "./customizers.ts";
import type { ClusterObjects, Share, ShareHead } from "./share.ts";

/** Names the reflector whose cache holds the body of an object of this workspace. */
export type ReflectorOf = (gvr: Gvr) => string;

/** Whether the objects of a resource can be watched here and are meant for mailboxes (R-30, section 4.2). */
export function isWanted(resource: ApiResource): boolean {
  return goesToMailbox(resource) && isWatchable(resource);
}

/** Whether a workload looks at a resource: at what goes to mailboxes, and at the Customizers of it. */
export function isLookedAt(resource: ApiResource): boolean {
  return (goesToMailbox(resource) || isCustomizers(resource)) && isWatchable(resource);
}

function isWatchable({ verbs }: ApiResource): boolean {
  return verbs.includes("list") && verbs.includes("watch");
}

/** Every mailbox that some placement of the workspace reaches. */
export function mailboxesOf(book: WorkloadBook): ImmutableSet<string> {
  return ImmutableSet.union<string>([...book.wishes.values()].map(({ mailboxes }) => mailboxes));
}

/** The mailboxes that should hold this object; none for what is deleted, a system object, outdone, or not selected. */
export function mailboxesFor(book: WorkloadBook, fact: ObjectFact): ImmutableSet<string> {
  if (!mayLeave(book, fact)) return ImmutableSet();
  return ImmutableSet.union<string>(wishesFor(book, fact).map(({ mailboxes }) => mailboxes));
}

function mayLeave(book: WorkloadBook, fact: ObjectFact): boolean {
  return !fact.deleting && !isSystemObject(fact) && !isOutdone(book, fact);
}

function wishesFor(book: WorkloadBook, fact: ObjectFact): Wish[] {
  if (isNamespace(fact)) return selecting(book, fact.name);
  if (fact.namespace !== "") return selecting(book, fact.namespace);
  return [...book.wishes.values()].filter(({ spec }) => objectMatches(spec, fact));
}

function selecting(book: WorkloadBook, namespace: string): Wish[] {
  return [...book.selectedBy.get(namespace, ImmutableSet<string>())].sort(byCodeUnit)
    .flatMap((placement) => book.wishes.get(placement) ?? []);
}

/** A Namespace is copied whole to a mailbox only if a placement that reaches it selects the Namespace object itself. */
export function copyWant(
  book: WorkloadBook,
  fact: ObjectFact,
  mailbox: string,
  reflectorOf: ReflectorOf,
): CopyWant {
  const isWhole = !isNamespace(fact) || wantsNamespaceObject(book, fact, mailbox);
  const customization = isWhole ? customizationFor(book, fact, mailbox, reflectorOf) : undefined;
  const { gvr, namespace, name } = fact;
  const key = objectKey(fact);
  const copy = identityInMailbox({ key, gvr, namespace, name });
  return {
    ...copy,
    form: isWhole ? "whole" : "bare",
    from: {
      reflector: reflectorOf(fact.gvr),
      ...(copy.key !== key && { key }),
      cluster: book.cluster,
      uid: fact.uid,
      // A bare Namespace is only its name: its version must not cause a look at every label change.
      resourceVersion: isWhole ? fact.resourceVersion : "",
    },
    ...(customization !== undefined && { customization }),
  };
}

function customizationFor(
  book: WorkloadBook,
  fact: ObjectFact,
  mailbox: string,
  reflectorOf: ReflectorOf,
): CopyCustomization | undefined {
  const served = book.resources.get(groupResourceKey(customizers)) ?? customizers;
  return customizationOf(book.customizers, fact, reflectorOf(served), () => locationFor(book, fact, mailbox));
}

/** The Location through which an object gets to a mailbox; of several placements' Locations the first by code unit. */
function locationFor(book: WorkloadBook, fact: ObjectFact, mailbox: string): string | null {
  const wishes = wishesFor(book, fact).filter(({ spec }) => !isNamespace(fact) || objectMatches(spec, fact));
  const locations = wishes.flatMap((wish) => wish.locations.get(mailbox) ?? []);
  return locations.sort(byCodeUnit)[0] ?? null;
}

function wantsNamespaceObject(book: WorkloadBook, fact: ObjectFact, mailbox: string): boolean {
  return selecting(book, fact.name).some(({ spec, mailboxes }) =>
    mailboxes.has(mailbox) && objectMatches(spec, fact)
  );
}

/** The whole share of one mailbox. */
export function shareFor(
  book: WorkloadBook,
  mailbox: string,
  sight: ShareHead["sight"],
  reflectorOf: ReflectorOf,
): Share {
  const wishes = wishesReaching(book, mailbox);
  const spaces = namespacesFor(book, mailbox);
  const facts = [
    ...spaces.flatMap((name) => book.namespaces.get(name) ?? []),
    ...spaces.flatMap((name) => [...(book.objects.get(name)?.values() ?? [])]),
    ...[...book.clusterObjects.values()].filter((fact) =>
      wishes.some(({ spec }) => objectMatches(spec, fact))
    ),
  ].filter((fact) => mayLeave(book, fact));
  const copies = facts.map((fact) => copyWant(book, fact, mailbox, reflectorOf));
  return {
    head: headFor(book, mailbox, sight),
    copies: ImmutableMap(copies.map((copy) => [copy.key, copy])),
  };
}

/** The head of one mailbox's share. */
export function headFor(book: WorkloadBook, mailbox: string, sight: ShareHead["sight"]): ShareHead {
  const wishes = wishesReaching(book, mailbox);
  const spaces = namespacesFor(book, mailbox);
  return {
    workload: book.cluster,
    sight,
    namespaces: spaces,
    resources: spaces.length === 0 ? [] : namespacedResources(book),
    clusterObjects: clusterObjectsFor(book, mailbox, wishes),
    upsync: wishes.flatMap(({ spec }): readonly UpsyncSet[] => spec.upsync ?? []),
  };
}

function wishesReaching(book: WorkloadBook, mailbox: string): Wish[] {
  return [...book.wishes.values()].filter(({ mailboxes }) => mailboxes.has(mailbox)).sort(
    by((wish) => wish.placement),
  );
}

function namespacesFor(book: WorkloadBook, mailbox: string): string[] {
  const isReached = (placement: string) => book.wishes.get(placement)?.mailboxes.has(mailbox) ?? false;
  return [...book.selectedBy.entries()]
    .filter(([name, placements]) =>
      book.namespaces.get(name)?.deleting === false && placements.some(isReached)
    )
    .map(([name]) => name).sort(byCodeUnit);
}

/** What is served here in an inert form only is named as what it is at the edge, and what is served in both forms once. */
function namespacedResources(book: WorkloadBook): Gvr[] {
  const rows = [...book.resources.values()].filter((row) => row.namespaced && goesToMailbox(row));
  const natural = new Map(rows.map((row) => naturalIn(book, row)).map((gvr) => [groupResourceKey(gvr), gvr]));
  return [...natural.values()].sort(by(gvrKey));
}

function clusterObjectsFor(book: WorkloadBook, mailbox: string, wishes: readonly Wish[]): ClusterObjects[] {
  const chosen = [...book.clusterObjects.values()]
    .filter((fact) => mayLeave(book, fact) && wishes.some(({ spec }) => objectMatches(spec, fact)))
    .map((fact) => naturalFact(fact, naturalIn(book, fact.gvr).version));
  const spaces = [...book.namespaces.values()]
    .filter((fact) => !fact.deleting && wantsNamespaceObject(book, fact, mailbox))
    .map((fact) => ({ ...fact, gvr: namespaces }));
  const byResource = new Map<string, ObjectFact[]>();
  for (const fact of [...spaces, ...chosen].sort(by((one) => one.name))) {
    byResource.set(gvrKey(fact.gvr), [...(byResource.get(gvrKey(fact.gvr)) ?? []), fact]);
  }
  return [...byResource.entries()].sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, facts]) => ({ ...facts[0].gvr, names: facts.map(({ name }) => name) }));
}

/** The workload objects that one placement selects and that are summed up, sorted by key. */
export function subjectsOf(book: WorkloadBook, placement: string): readonly Subject[] {
  const spaces = [...book.selectedBy.entries()].filter(([, by]) => by.has(placement)).map(([name]) => name);
  return spaces.flatMap((name) => [...(book.objects.get(name)?.values() ?? [])])
    .filter((fact) => isSummarized(fact.gvr) && !fact.deleting)
    .sort(by(objectKey))
    .map(({ gvr, namespace, name }) => ({ gvr, namespace, name }));
}
