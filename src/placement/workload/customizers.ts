/**
 * The Customizers of one workload workspace, and the objects that name them, whether or not the Customizers exist.
 *
 * A book is a value; every function returns a new one. @module
 */
import { Map as ImmutableMap } from "immutable";
import { customizers } from "../../kube/edge_api.ts";
import { type ObjectFact, objectKey } from "../../kube/facts.ts";
import { type GroupResource, groupResourceKey } from "../../kube/resource.ts";
import type { CopyCustomization, CustomizerSource } from "../copies/copy_customization.ts";
import { customizerReference, wantsParameters } from "../customization/customize.ts";

export interface CustomizerBook {
  /** Customizers by object key. */
  readonly known: ImmutableMap<string, ObjectFact>;
  /** By the key of a Customizer the objects that name it, by their own keys: what to look at again when it changes. */
  readonly namedBy: ImmutableMap<string, ImmutableMap<string, ObjectFact>>;
  /** `complete`: a Customizer that is not known does not exist. */
  readonly sight: "complete" | "partial";
}

export const emptyCustomizers: CustomizerBook = {
  known: ImmutableMap(),
  namedBy: ImmutableMap(),
  sight: "partial",
};

const nobody = ImmutableMap<string, ObjectFact>();

export function isCustomizers(resource: GroupResource): boolean {
  return groupResourceKey(resource) === groupResourceKey(customizers);
}

export function putCustomizer(book: CustomizerBook, fact: ObjectFact): CustomizerBook {
  return { ...book, known: book.known.set(objectKey(fact), fact) };
}

export function dropCustomizer(book: CustomizerBook, fact: ObjectFact): CustomizerBook {
  return { ...book, known: book.known.delete(objectKey(fact)) };
}

/** The key of the Customizer that an object names, or null. */
function namedKey(fact: ObjectFact): string | null {
  const reference = customizerReference(fact);
  return reference === null ? null : objectKey({ gvr: customizers, ...reference });
}

/** Remembers whom an object names now; `old` is what was known of the object before. */
export function putReference(
  book: CustomizerBook,
  old: ObjectFact | undefined,
  fact: ObjectFact,
): CustomizerBook {
  const rest = old === undefined ? book : dropReference(book, old);
  const named = namedKey(fact);
  if (named === null) return rest;
  const by = rest.namedBy.get(named, nobody).set(objectKey(fact), fact);
  return { ...rest, namedBy: rest.namedBy.set(named, by) };
}

export function dropReference(book: CustomizerBook, fact: ObjectFact): CustomizerBook {
  const named = namedKey(fact);
  if (named === null) return book;
  const by = book.namedBy.get(named, nobody).delete(objectKey(fact));
  return { ...book, namedBy: by.isEmpty() ? book.namedBy.delete(named) : book.namedBy.set(named, by) };
}

/** Forgets the objects of a resource that is gone, be they Customizers or what names them. */
export function keepOnly(book: CustomizerBook, isKept: (fact: ObjectFact) => boolean): CustomizerBook {
  const namedBy = book.namedBy.map((by) => by.filter(isKept)).filter((by) => !by.isEmpty());
  return { ...book, known: book.known.filter(isKept), namedBy };
}

/** The objects that name this Customizer. */
export function namersOf(book: CustomizerBook, customizer: ObjectFact): readonly ObjectFact[] {
  return [...book.namedBy.get(objectKey(customizer), nobody).values()];
}

/** The objects that name a Customizer which is not known: what completes the sight decides about them. */
export function namersOfUnknown(book: CustomizerBook): readonly ObjectFact[] {
  return [...book.namedBy].filter(([key]) => !book.known.has(key)).flatMap(([, by]) => [...by.values()]);
}

/**
 * How the copies of an object are customized, or undefined when they are plain copies (section 5.2). `locationOf` is asked only
 * when the object, or the Customizer it names, wants parameters.
 */
export function customizationOf(
  book: CustomizerBook,
  fact: ObjectFact,
  reflector: string,
  locationOf: () => string | null,
): CopyCustomization | undefined {
  const named = namedKey(fact);
  const known = named === null ? undefined : book.known.get(named);
  const isExpanded = wantsParameters(fact.annotations) || wantsParameters(known?.annotations);
  if (named === null && !isExpanded) return undefined;
  return {
    customizer: named === null ? null : sourceOf(book, named, known, reflector),
    location: isExpanded ? locationOf() : null,
    parameters: null,
  };
}

function sourceOf(
  { sight }: CustomizerBook,
  key: string,
  known: ObjectFact | undefined,
  reflector: string,
): CustomizerSource {
  if (known !== undefined) {
    return { reflector, key, sight: "seen", uid: known.uid, resourceVersion: known.resourceVersion };
  }
  const missing = sight === "complete" ? "missing" : "unknown";
  return { reflector, key, sight: missing, uid: "", resourceVersion: "" };
}
