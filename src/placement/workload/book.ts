/**
 * What one workload workspace holds and what is wanted of it: the "what" half of placement.
 *
 * A book is a value; every function returns a new one. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import type { Destination, EdgePlacementSpec } from "../../kube/edge_api.ts";
import { type ObjectFact, objectKey } from "../../kube/facts.ts";
import { by } from "../../kube/order.ts";
import { type ApiResource, groupResourceKey } from "../../kube/resource.ts";
import { isNamespace } from "../copies/entry.ts";
import { locationKey } from "../customization/location_parameters.ts";
import { mailboxName } from "../mailbox_name.ts";
import { namespaceMatches } from "../what.ts";
import {
  type CustomizerBook,
  dropReference,
  emptyCustomizers,
  keepOnly,
  putReference,
} from "./customizers.ts";

/** What one EdgePlacement wants, and where. */
export interface Wish {
  readonly placement: string;
  readonly uid: string;
  readonly spec: EdgePlacementSpec;
  readonly mailboxes: ImmutableSet<string>;
  /** By mailbox the Location through which it is reached; of several the first by code unit (decision 22). */
  readonly locations: ImmutableMap<string, string>;
}

export interface WorkloadBook {
  readonly cluster: string;
  /** Resources to look at, by group and resource. */
  readonly resources: ImmutableMap<string, ApiResource>;
  readonly namespaces: ImmutableMap<string, ObjectFact>;
  /** Namespaced objects by namespace, then by key. */
  readonly objects: ImmutableMap<string, ImmutableMap<string, ObjectFact>>;
  /** Cluster-scoped objects other than Namespaces, by key. */
  readonly clusterObjects: ImmutableMap<string, ObjectFact>;
  readonly wishes: ImmutableMap<string, Wish>;
  /** Placements that select each namespace. */
  readonly selectedBy: ImmutableMap<string, ImmutableSet<string>>;
  readonly customizers: CustomizerBook;
}

export function emptyWorkload(cluster: string): WorkloadBook {
  return {
    cluster,
    resources: ImmutableMap(),
    namespaces: ImmutableMap(),
    objects: ImmutableMap(),
    clusterObjects: ImmutableMap(),
    wishes: ImmutableMap(),
    selectedBy: ImmutableMap(),
    customizers: emptyCustomizers,
  };
}

export function wishOf(
  card: { name: string; uid: string; spec: EdgePlacementSpec; destinations: readonly Destination[] },
): Wish {
  const { name: placement, uid, spec, destinations } = card;
  const ways = destinations.map(({ cluster, locationName, syncTargetUID }): [string, string] => {
    return [mailboxName(cluster, syncTargetUID), locationKey(cluster, locationName)];
  });
  // The last of a key stays, so the first Location by code unit comes last.
  const locations = ImmutableMap(ways.sort(by(([, location]) => location)).reverse());
  return { placement, uid, spec, mailboxes: locations.keySeq().toSet(), locations };
}

/** Takes in a wish, new or changed; costs a look at each namespace of the workspace. */
export function putWish(book: WorkloadBook, wish: Wish): WorkloadBook {
  const selectedBy = book.namespaces.reduce(
    (selected, fact, name) => mark(selected, name, wish.placement, selects(wish, fact)),
    book.selectedBy,
  );
  return { ...book, wishes: book.wishes.set(wish.placement, wish), selectedBy };
}

/** A Namespace that is being deleted is gone already, and everything in it. */
function selects({ spec }: Wish, fact: ObjectFact): boolean {
  return !fact.deleting && namespaceMatches(spec, fact);
}

function mark(
  selected: ImmutableMap<string, ImmutableSet<string>>,
  namespace: string,
  placement: string,
  selects: boolean,
): ImmutableMap<string, ImmutableSet<string>> {
  const before = selected.get(namespace, ImmutableSet<string>());
  const after = selects ? before.add(placement) : before.delete(placement);
  return after.isEmpty() ? selected.delete(namespace) : selected.set(namespace, after);
}

export function dropWish(book: WorkloadBook, placement: string): WorkloadBook {
  const selectedBy = book.selectedBy.map((by) => by.delete(placement)).filter((by) => !by.isEmpty());
  return { ...book, wishes: book.wishes.delete(placement), selectedBy };
}

/** What is known of the object that a fact is about. */
export function knownObject(book: WorkloadBook, fact: ObjectFact): ObjectFact | undefined {
  if (isNamespace(fact)) return book.namespaces.get(fact.name);
  const key = objectKey(fact);
  return fact.namespace === "" ? book.clusterObjects.get(key) : book.objects.get(fact.namespace)?.get(key);
}

/** Takes in an object as it was last seen. */
export function putObject(book: WorkloadBook, fact: ObjectFact): WorkloadBook {
  const customizers = putReference(book.customizers, knownObject(book, fact), fact);
  return store({ ...book, customizers }, fact);
}

function store(book: WorkloadBook, fact: ObjectFact): WorkloadBook {
  if (isNamespace(fact)) return putNamespace(book, fact);
  const key = objectKey(fact);
  if (fact.namespace === "") return { ...book, clusterObjects: book.clusterObjects.set(key, fact) };
  const inNamespace = book.objects.get(fact.namespace, ImmutableMap<string, ObjectFact>()).set(key, fact);
  return { ...book, objects: book.objects.set(fact.namespace, inNamespace) };
}

function putNamespace(book: WorkloadBook, fact: ObjectFact): WorkloadBook {
  const by = book.wishes.filter((wish) => selects(wish, fact)).keySeq().toSet();
  const selectedBy = by.isEmpty() ? book.selectedBy.delete(fact.name) : book.selectedBy.set(fact.name, by);
  return { ...book, namespaces: book.namespaces.set(fact.name, fact), selectedBy };
}

/** Forgets an object that is gone. */
export function dropObject(book: WorkloadBook, fact: ObjectFact): WorkloadBook {
  const known = knownObject(book, fact);
  if (known === undefined) return book;
  return remove({ ...book, customizers: dropReference(book.customizers, known) }, fact);
}

function remove(book: WorkloadBook, fact: ObjectFact): WorkloadBook {
  if (isNamespace(fact)) {
    return {
      ...book,
      namespaces: book.namespaces.delete(fact.name),
      selectedBy: book.selectedBy.delete(fact.name),
    };
  }
  const key = objectKey(fact);
  if (fact.namespace === "") return { ...book, clusterObjects: book.clusterObjects.delete(key) };
  const left = book.objects.get(fact.namespace, ImmutableMap<string, ObjectFact>()).delete(key);
  const objects = left.isEmpty()
    ? book.objects.delete(fact.namespace)
    : book.objects.set(fact.namespace, left);
  return { ...book, objects };
}

/** Takes in what the workspace serves. */
export function putResources(book: WorkloadBook, resources: readonly ApiResource[]): WorkloadBook {
  return { ...book, resources: ImmutableMap(resources.map((row) => [groupResourceKey(row), row])) };
}

/** Forgets every object of one resource, after its removal is proven. */
export function dropResource(book: WorkloadBook, resource: ApiResource): WorkloadBook {
  const key = groupResourceKey(resource);
  const isOther = (fact: ObjectFact) => groupResourceKey(fact.gvr) !== key;
  return {
    ...book,
    customizers: keepOnly(book.customizers, isOther),
    resources: book.resources.delete(key),
    objects: book.objects.map((facts) => facts.filter(isOther)).filter((facts) => !facts.isEmpty()),
    clusterObjects: book.clusterObjects.filter(isOther),
  };
}
