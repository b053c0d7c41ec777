/**
 * The shares that a mailbox has been told, and which source wins each key (R-43, S13).
 *
 * A book is a value; every function returns a new one. @module
 */
import { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import { byCodeUnit } from "../../kube/order.ts";
import type { CopyWant } from "../copies/entry.ts";
import { winnerOf } from "../winner.ts";
import type { Share, ShareHead } from "../workload/share.ts";

export interface SharesBook {
  readonly heads: ImmutableMap<string, ShareHead>;
  /** Wants by key, then by workload. */
  readonly wants: ImmutableMap<string, ImmutableMap<string, CopyWant>>;
  /** Keys told by each workload, so that a share can be taken back. */
  readonly keys: ImmutableMap<string, ImmutableSet<string>>;
  /** Keys that more than one workload wants. */
  readonly contested: ImmutableSet<string>;
  /** By Location the keys of copies that want its parameters. */
  readonly parameterized: ImmutableMap<string, ImmutableSet<string>>;
}

export const emptyShares: SharesBook = {
  heads: ImmutableMap(),
  wants: ImmutableMap(),
  keys: ImmutableMap(),
  contested: ImmutableSet(),
  parameterized: ImmutableMap(),
};

/** A new book, and the keys whose winner may have changed. */
export interface SharesChange {
  readonly book: SharesBook;
  readonly touched: readonly string[];
}

type Claims = ImmutableMap<string, CopyWant>;

const unclaimed: Claims = ImmutableMap();

function countClaims(book: SharesBook, key: string, before: Claims): SharesBook {
  const claims = book.wants.get(key) ?? unclaimed;
  // Bare Namespaces of one name are all the same, whoever wants them.
  const isContested = claims.size > 1 && claims.some(({ form }) => form === "whole");
  return {
    ...book,
    contested: isContested ? book.contested.add(key) : book.contested.delete(key),
    parameterized: reindex(book.parameterized, key, locationsIn(before), locationsIn(claims)),
  };
}

function locationsIn(claims: Claims): ImmutableSet<string> {
  return ImmutableSet([...claims.values()].flatMap(({ customization }) => customization?.location ?? []));
}

function reindex(
  index: SharesBook["parameterized"],
  key: string,
  before: ImmutableSet<string>,
  after: ImmutableSet<string>,
): SharesBook["parameterized"] {
  const left = before.subtract(after).reduce((rest, location) => {
    const keys = rest.get(location, ImmutableSet<string>()).delete(key);
    return keys.isEmpty() ? rest.delete(location) : rest.set(location, keys);
  }, index);
  return after.reduce((next, at) => next.update(at, ImmutableSet<string>(), (keys) => keys.add(key)), left);
}

function put(book: SharesBook, workload: string, copy: CopyWant): SharesBook {
  const before = book.wants.get(copy.key) ?? unclaimed;
  const wants = book.wants.set(copy.key, before.set(workload, copy));
  const keys = book.keys.get(workload, ImmutableSet<string>()).add(copy.key);
  return countClaims({ ...book, wants, keys: book.keys.set(workload, keys) }, copy.key, before);
}

function drop(book: SharesBook, workload: string, key: string): SharesBook {
  const before = book.wants.get(key) ?? unclaimed;
  const claims = before.delete(workload);
  const keys = book.keys.get(workload, ImmutableSet<string>()).delete(key);
  const wants = claims.isEmpty() ? book.wants.delete(key) : book.wants.set(key, claims);
  return countClaims({ ...book, wants, keys: book.keys.set(workload, keys) }, key, before);
}

export function putCopy(book: SharesBook, workload: string, copy: CopyWant): SharesChange {
  return { book: put(book, workload, copy), touched: [copy.key] };
}

export function dropCopy(book: SharesBook, workload: string, key: string): SharesChange {
  return { book: drop(book, workload, key), touched: [key] };
}

export function putHead(book: SharesBook, head: ShareHead): SharesBook {
  return { ...book, heads: book.heads.set(head.workload, head) };
}

/** Takes a whole share in the place of what the workload told before. */
export function putShare(book: SharesBook, share: Share): SharesChange {
  const { workload } = share.head;
  const old = book.keys.get(workload, ImmutableSet<string>());
  const gone = old.filter((key) => !share.copies.has(key));
  const emptied = gone.reduce((next, key) => drop(next, workload, key), book);
  const filled = [...share.copies.values()].reduce((next, copy) => put(next, workload, copy), emptied);
  return { book: putHead(filled, share.head), touched: [...gone, ...share.copies.keys()].sort(byCodeUnit) };
}

/** Takes back everything a workload told. */
export function dropShare(book: SharesBook, workload: string): SharesChange {
  const keys = book.keys.get(workload, ImmutableSet<string>());
  const emptied = keys.reduce((next, key) => drop(next, workload, key), book);
  const left = { ...emptied, heads: emptied.heads.delete(workload), keys: emptied.keys.delete(workload) };
  return { book: left, touched: [...keys].sort(byCodeUnit) };
}

/** The want that wins a key, or null when nobody wants it. */
export function winningWant(book: SharesBook, key: string): CopyWant | null {
  const claims = book.wants.get(key);
  if (claims === undefined || claims.isEmpty()) return null;
  const wants = [...claims.entries()].sort(([a], [b]) => byCodeUnit(a, b)).map(([, want]) => want);
  return winnerOf(wants, ({ from, form }) => ({ ...from, form })).winner;
}
