/**
 * All copies of one destination: what is wanted of it, what is seen in it, and which entries to look at again.
 *
 * A book is a value: every function returns a new one that shares structure with the old. A change costs what it touches: only its
 * own entry, and for a Namespace the entries in it. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { isNewer } from "../../kube/resource_version.ts";
import { rewanted } from "../contest.ts";
import { revisionOf } from "./copy_customization.ts";
import { type GroupResource, groupResourceKey } from "../../kube/resource.ts";
import { isDenatured, naturalKey } from "../../kube/denatured.ts";
import { definitionKey, namespaceKey } from "./namespace_key.ts";
import {
  type CopyEntry,
  type CopySeen,
  type CopyWant,
  isDefinition,
  isNamespace,
  type Tombstone,
} from "./entry.ts";

export interface CopyBook {
  readonly entries: ImmutableMap<string, CopyEntry>;
  /** Keys of namespaced entries by namespace. */
  readonly byNamespace: ImmutableMap<string, ImmutableSet<string>>;
  /** Keys of entries of resources that a definition may define, by the definition's name. */
  readonly byKind: ImmutableMap<string, ImmutableSet<string>>;
  /** What goes with each binding that is being deleted, by the binding's key: resources that are served because of it. */
  readonly leaving: ImmutableMap<string, readonly string[]>;
  /** Keys to look at: something about them changed. */
  readonly due: ImmutableSet<string>;
  readonly inFlight: ImmutableSet<string>;
  /** Keys whose last try was refused. */
  readonly failing: ImmutableSet<string>;
  /** Keys of copies that are in place, but could not be customized as they say. */
  readonly flawed: ImmutableSet<string>;
  /** Keys of copies that are left alone for a while, because somebody else keeps changing them back. */
  readonly contended: ImmutableSet<string>;
}

export const emptyBook: CopyBook = {
  entries: ImmutableMap(),
  byNamespace: ImmutableMap(),
  byKind: ImmutableMap(),
  leaving: ImmutableMap(),
  due: ImmutableSet(),
  inFlight: ImmutableSet(),
  failing: ImmutableSet(),
  flawed: ImmutableSet(),
  contended: ImmutableSet(),
};

/** What identifies an entry. */
export type CopyIdentity = Pick<CopyEntry, "key" | "gvr" | "namespace" | "name">;

function blank({ key, gvr, namespace, name }: CopyIdentity): CopyEntry {
  return {
    key,
    gvr,
    namespace,
    name,
    want: null,
    seen: null,
    gone: null,
    agreed: null,
    inFlight: false,
    emptied: null,
    attempts: 0,
    trouble: null,
    drift: [],
    contest: null,
  };
}

/** Groups of custom resources are domain names; those without a dot are built in and have no definition. */
function isCustom({ gvr }: CopyIdentity): boolean {
  return gvr.group.includes(".");
}

function put(index: CopyBook["byKind"], at: string, key: string): CopyBook["byKind"] {
  return index.update(at, ImmutableSet<string>(), (keys) => keys.add(key));
}

function drop(index: CopyBook["byKind"], at: string, key: string): CopyBook["byKind"] {
  const left = index.get(at, ImmutableSet<string>()).delete(key);
  return left.isEmpty() ? index.delete(at) : index.set(at, left);
}

/** What an entry's step may depend on, and whose step may depend on it. */
function neighbours(book: CopyBook, entry: CopyIdentity): Iterable<string> {
  if (isNamespace(entry)) return book.byNamespace.get(entry.name, []);
  if (isDefinition(entry)) return book.byKind.get(entry.name, []);
  return [
    namespaceKey(entry.namespace),
    ...(isCustom(entry) ? [definitionKey(entry.gvr)] : []),
    ...(isDenatured(entry.gvr) ? [naturalKey(entry)] : []),
  ];
}

/** Stores an entry and marks for a look what depends on it. */
export function putEntry(book: CopyBook, entry: CopyEntry): CopyBook {
  const { key, namespace } = entry;
  const byNamespace = namespace === "" ? book.byNamespace : put(book.byNamespace, namespace, key);
  const byKind = isCustom(entry) ? put(book.byKind, groupResourceKey(entry.gvr), key) : book.byKind;
  const around = [...neighbours(book, entry)].filter((other) => book.entries.has(other));
  const leaves = entry.seen?.life === "deleting" ? entry.seen.serves ?? [] : [];
  const freed = (book.leaving.get(key) ?? []).filter((resource) => !leaves.includes(resource));
  return {
    ...book,
    entries: book.entries.set(key, entry),
    byNamespace,
    byKind,
    leaving: leaves.length > 0 ? book.leaving.set(key, leaves) : book.leaving.delete(key),
    due: book.due.add(key).union(around, keysOf(book, freed)),
  };
}

/** Looks at every entry, which is worth it only because bindings seldom go. */
function keysOf({ entries }: CopyBook, resources: readonly string[]): readonly string[] {
  if (resources.length === 0) return [];
  const hit = [...entries.values()].filter(({ gvr }) => resources.includes(groupResourceKey(gvr)));
  return hit.map(({ key }) => key);
}

/** Forgets an entry that has no purpose left. */
export function dropEntry(book: CopyBook, entry: CopyIdentity): CopyBook {
  const { key, namespace } = entry;
  return {
    entries: book.entries.delete(key),
    byNamespace: namespace === "" ? book.byNamespace : drop(book.byNamespace, namespace, key),
    byKind: isCustom(entry) ? drop(book.byKind, groupResourceKey(entry.gvr), key) : book.byKind,
    leaving: book.leaving.delete(key),
    due: book.due.delete(key),
    inFlight: book.inFlight.delete(key),
    failing: book.failing.delete(key),
    flawed: book.flawed.delete(key),
    contended: book.contended.delete(key),
  };
}

/** Wants a copy, or wants it from another version; the same want again changes nothing. */
export function want(book: CopyBook, wanted: CopyWant): CopyBook {
  const entry = book.entries.get(wanted.key) ?? blank(wanted);
  if (entry.want !== null && sameWant(entry.want, wanted)) return book;
  return putEntry(calm(unflaw(forgive(book, wanted.key), wanted.key), wanted.key), {
    ...entry,
    contest: rewanted(entry.contest),
    gvr: wanted.gvr,
    want: wanted,
    attempts: 0,
    trouble: null,
    drift: [],
  });
}

function sameWant(a: CopyWant, b: CopyWant): boolean {
  return a.form === b.form && a.from.uid === b.from.uid &&
    a.from.resourceVersion === b.from.resourceVersion &&
    a.from.cluster === b.from.cluster && a.from.reflector === b.from.reflector && a.from.key === b.from.key &&
    a.gvr.version === b.gvr.version && revisionOf(a.customization) === revisionOf(b.customization);
}

function forgive(book: CopyBook, key: string): CopyBook {
  return book.failing.has(key) ? { ...book, failing: book.failing.delete(key) } : book;
}

/** What was wrong with it is no longer asked for. */
function unflaw(book: CopyBook, key: string): CopyBook {
  return book.flawed.has(key) ? { ...book, flawed: book.flawed.delete(key) } : book;
}

/** What it should be is another thing now, which is written at once. */
function calm(book: CopyBook, key: string): CopyBook {
  return book.contended.has(key) ? { ...book, contended: book.contended.delete(key) } : book;
}

/** No longer wants a copy. */
export function unwant(book: CopyBook, key: string): CopyBook {
  const entry = book.entries.get(key);
  if (entry === undefined || entry.want === null) return book;
  const without = calm(unflaw(forgive(book, key), key), key);
  return putEntry(without, {
    ...entry,
    want: null,
    attempts: 0,
    trouble: null,
    contest: rewanted(entry.contest),
  });
}

/** Sees a copy in the destination. An older version of what is known, or what is known to be gone, is ignored (F5). */
export function see(book: CopyBook, identity: CopyIdentity, seen: CopySeen): CopyBook {
  const entry = book.entries.get(identity.key) ?? blank(identity);
  const known = entry.seen;
  const isOld = known !== null && known.uid === seen.uid &&
    isNewer(known.resourceVersion, seen.resourceVersion);
  if (isOld || isFromBefore(entry.gone, seen)) return book;
  // Where it is known from changes nothing that could be done about it.
  if (known !== null && sameSeen(known, seen)) {
    return known.by === seen.by || known.by === undefined
      ? book
      : { ...book, entries: book.entries.set(entry.key, { ...entry, seen }) };
  }
  return putEntry(forgive(book, identity.key), { ...entry, seen });
}

function sameSeen(a: CopySeen, b: CopySeen): boolean {
  return a.uid === b.uid && a.resourceVersion === b.resourceVersion && a.life === b.life &&
    a.owner === b.owner && a.policy === b.policy;
}

/** Whether this was so before the object's end. */
function isFromBefore(gone: Tombstone | null, seen: CopySeen): boolean {
  return gone !== null && gone.uid === seen.uid && isNewer(gone.resourceVersion, seen.resourceVersion);
}

/** Sees that the copy with this uid is gone. A tombstone of an earlier one is ignored. */
export function unsee(book: CopyBook, key: string, { uid, resourceVersion }: Tombstone): CopyBook {
  const gone = { uid, resourceVersion };
  const entry = book.entries.get(key);
  if (entry === undefined || entry.seen === null || entry.seen.uid !== uid) return book;
  return putEntry(forgive(book, key), { ...entry, seen: null, gone, agreed: null });
}

/**
 * Sees a resource completely up to a version. A view shows what comes and what goes, but not what came and went while it did not
 * look: what was known from answers alone, and is not newer, is gone. Null: the destination was made anew, and no version is newer.
 */
export function seeAllOf(book: CopyBook, resource: GroupResource, resourceVersion: string | null): CopyBook {
  const key = groupResourceKey(resource);
  const isCovered = (seen: CopySeen) =>
    resourceVersion === null || !isNewer(seen.resourceVersion, resourceVersion);
  return [...book.entries.values()].reduce(
    (next, { key: entry, gvr, seen }) =>
      seen?.by === "answer" && seen.owner === "ours" && groupResourceKey(gvr) === key && isCovered(seen)
        ? unsee(next, entry, seen)
        : next,
    book,
  );
}

/** Sees that the destination serves a resource no longer: what it held of it is gone. */
export function unseeResource(book: CopyBook, resource: GroupResource): CopyBook {
  const gone = groupResourceKey(resource);
  return [...book.entries.values()].filter(({ gvr }) => groupResourceKey(gvr) === gone)
    .reduce((next, { key, seen }) => seen === null ? next : unsee(next, key, seen), book);
}
