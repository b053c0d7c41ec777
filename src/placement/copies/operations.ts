/** From a book to the operations to perform now, and from their answers back into the book. @module */
import { type CopyBook, type CopyIdentity, dropEntry, putEntry, see, unsee } from "./book.ts";
import type { CopyCustomization } from "./copy_customization.ts";
import {
  type CopyAgreement,
  type CopyEntry,
  type CopySeen,
  type CopySource,
  type CopyWant,
  type Emptied,
  isDefinition,
  isNamespace,
  madeOf,
  nextStep,
  pairOf,
  type Surroundings,
} from "./entry.ts";
import { foundEqual, isStopped, pauseMs, resumed, wrote } from "../contest.ts";
import { denaturedKey } from "../../kube/denatured.ts";
import { definitionKey, namespaceKey } from "./namespace_key.ts";
import { groupResourceKey, type Gvr } from "../../kube/resource.ts";
import { byCodeUnit } from "../../kube/order.ts";

/** One request to make. A delete carries the uid that it may delete, and no other. */
export interface CopyOperation {
  readonly step: "create" | "update" | "delete";
  readonly key: string;
  readonly gvr: Gvr;
  readonly namespace: string;
  readonly name: string;
  readonly form: CopyWant["form"];
  readonly from: CopySource | null;
  /** Absent for a plain copy. */
  readonly customization?: CopyCustomization;
  readonly target: { readonly uid: string; readonly resourceVersion: string } | null;
  /**
   * Of the delete of what may hold objects: when a look that found nothing began, in milliseconds. Without it, this is the look, and
   * its answer is {@link emptied}: by then it may be wanted again, or no longer be proven to be unwanted.
   */
  readonly emptySince?: number;
}

/** Whether this only looks through what may hold objects of others. */
export function isLook({ step, gvr, emptySince }: CopyOperation): boolean {
  return step === "delete" && emptySince === undefined && (isNamespace({ gvr }) || isDefinition({ gvr }));
}

/** `additions`: absence is not proven, so nothing may be deleted. */
export type Permission = "everything" | "additions";

/** Requests under way at once, per destination. */
const inFlightMax = 32;

function surroundings(book: CopyBook): Surroundings {
  const isThere = (key: string) => book.entries.get(key)?.seen?.life === "alive";
  const isOurs = (key: string) => book.entries.get(key)?.seen?.owner === "ours";
  return {
    hasNamespace: (name) => isThere(namespaceKey(name)),
    holdsCopies: (name) => book.byNamespace.get(name)?.some(isOurs) ?? false,
    awaitsDefinition: (resource) => {
      const key = definitionKey(resource);
      return (book.entries.get(key)?.want ?? null) !== null && !isThere(key);
    },
    isLeaving: (resource) => book.leaving.some((serves) => serves.includes(groupResourceKey(resource))),
    holdsKind: (definition) => book.byKind.get(definition)?.some(isOurs) ?? false,
    awaitsInertForm: (entry) => {
      const key = denaturedKey(entry);
      return (book.entries.get(key)?.want ?? null) !== null && !isThere(key);
    },
  };
}

function operation(entry: CopyEntry, step: CopyOperation["step"]): CopyOperation {
  const { key, gvr, namespace, name, want, seen, emptied } = entry;
  const target = seen && { uid: seen.uid, resourceVersion: seen.resourceVersion };
  const { form = "whole", from = null, customization } = want ?? {};
  const isEmpty = step === "delete" && emptied?.uid === seen?.uid &&
    emptied?.resourceVersion === seen?.resourceVersion;
  return {
    ...{ step, key, gvr, namespace, name, form, from, target },
    ...(customization !== undefined && { customization }),
    ...(isEmpty && emptied !== null && { emptySince: emptied.since }),
  };
}

/** What is known of single copies and resources, where `everything` is too much to say. */
export interface Reservations {
  /** What is parked is not deleted, because that it is wanted no more is not proven even where that of others is. */
  isParked(entry: CopyIdentity): boolean;
  /** Whether the copy of this key may be deleted. */
  isProven(key: string): boolean;
}

const noReservations: Reservations = { isParked: () => false, isProven: () => true };

/** The operations to start now, in the order of their keys, and the book in which they are under way. */
export interface DueWork {
  readonly book: CopyBook;
  readonly operations: readonly CopyOperation[];
  /** Keys of copies that would be deleted if that were proven. */
  readonly unproven: readonly string[];
}

export function takeDue(
  book: CopyBook,
  permission: Permission,
  { isParked, isProven }: Reservations = noReservations,
): DueWork {
  const operations: CopyOperation[] = [];
  const unproven: string[] = [];
  let next = book;
  for (const key of [...book.due].sort(byCodeUnit)) {
    if (next.inFlight.size >= inFlightMax) break;
    const entry = next.entries.get(key);
    if (entry === undefined || next.failing.has(key)) {
      next = { ...next, due: next.due.delete(key) };
      continue;
    }
    const step = nextStep(entry, surroundings(next));
    if (step === "delete" && (permission === "additions" || isParked(entry))) continue;
    if (step === "delete" && !isProven(key)) {
      unproven.push(key);
      continue;
    }
    if (step === "drop") next = dropEntry(next, entry);
    else if (step === "wait" || step === "rest") next = { ...next, due: next.due.delete(key) };
    else {
      operations.push(operation(entry, step));
      next = depart(next, entry);
    }
  }
  return { book: next, operations, unproven };
}

/** Of these keys of resources all, if one of the operations looks for objects of them, and none otherwise. */
export function toLookThrough(
  operations: readonly CopyOperation[],
  resources: Iterable<string>,
): readonly string[] {
  return operations.some(isLook) ? [...resources].sort(byCodeUnit) : [];
}

function depart(book: CopyBook, entry: CopyEntry): CopyBook {
  return {
    ...book,
    entries: book.entries.set(entry.key, { ...entry, inFlight: true, emptied: null }),
    due: book.due.delete(entry.key),
    inFlight: book.inFlight.add(entry.key),
  };
}

function arrive(book: CopyBook, key: string): CopyBook {
  return {
    ...book,
    inFlight: book.inFlight.delete(key),
    failing: book.failing.delete(key),
    flawed: book.flawed.delete(key),
  };
}

/** The copy now is as the agreement says: it was written, or found equal. A customization with a problem leaves a flaw. */
export function agreed(book: CopyBook, key: string, agreement: CopyAgreement): CopyBook {
  const entry = book.entries.get(key);
  if (entry === undefined) return arrive(book, key);
  const trouble = agreement.outcome?.problem ?? null;
  const landed = putEntry(arrive(book, key), {
    ...entry,
    inFlight: false,
    attempts: 0,
    trouble,
    drift: agreement.drift ?? entry.drift,
    contest: contestAfter(entry, agreement),
  });
  const after = see(landed, entry, agreement.seen);
  const now = after.entries.get(key) ?? entry;
  const next = noteContest(putEntry(after, { ...now, agreed: pairOf(agreement) }), now);
  return trouble === null ? next : { ...next, flawed: next.flawed.add(key) };
}

/** Only a write can be contested: by changing the copy, or by deleting it. */
function contestAfter({ contest, want }: CopyEntry, agreement: CopyAgreement): CopyEntry["contest"] {
  if (want === null) return null;
  return agreement.writtenAt === undefined
    ? foundEqual(contest)
    : wrote(contest, madeOf(agreement), agreement.writtenAt);
}

function noteContest(book: CopyBook, { key, contest }: CopyEntry): CopyBook {
  return isStopped(contest) ? { ...book, contended: book.contended.add(key) } : book;
}

/** Puts up for one more try what was left alone for long enough. */
export function retryContended(book: CopyBook, now: number): CopyBook {
  return [...book.contended].sort(byCodeUnit).reduce((next, key) => {
    const entry = next.entries.get(key);
    const contest = entry?.contest ?? null;
    if (entry === undefined || contest === null) return next;
    const after = resumed(contest, now);
    return after === contest
      ? next
      : putEntry({ ...next, contended: next.contended.delete(key) }, { ...entry, contest: after });
  }, book);
}

/** The time until something contended may be tried again, in milliseconds; Infinity when nothing is contended. */
export function contestPauseMs(book: CopyBook): number {
  return Math.min(
    Infinity,
    ...[...book.contended].map((key) => pauseMs(book.entries.get(key)?.contest?.stops ?? 1)),
  );
}

/** It was looked through and holds nothing: if it is still to go, it may. */
export function emptied(book: CopyBook, key: string, { uid, resourceVersion, since }: Emptied): CopyBook {
  const entry = book.entries.get(key);
  if (entry === undefined) return arrive(book, key);
  return putEntry(arrive(book, key), {
    ...entry,
    inFlight: false,
    emptied: { uid, resourceVersion, since },
  });
}

/** The delete of `uid` was accepted; the object goes when its finalizers have gone. */
export function deletionAccepted(book: CopyBook, key: string, uid: string): CopyBook {
  const entry = book.entries.get(key);
  if (entry === undefined) return arrive(book, key);
  const seen: CopySeen | null = entry.seen?.uid === uid ? { ...entry.seen, life: "deleting" } : entry.seen;
  return putEntry(arrive(book, key), { ...entry, seen, inFlight: false, attempts: 0, trouble: null });
}

/** The copy could not be made or removed; it is tried again after {@link retryFailing}. `reason` is the server's. */
export function refused(book: CopyBook, key: string, trouble: string, reason = ""): CopyBook {
  const entry = book.entries.get(key);
  if (entry === undefined) return arrive(book, key);
  const landed = { ...entry, inFlight: false, attempts: Math.min(entry.attempts + 1, 1000), trouble };
  const next = putEntry(arrive(book, key), landed);
  const failing = { ...next, failing: next.failing.add(key) };
  return reason === "NotFound" ? doubtNamespace(failing, entry) : failing;
}

/** A Namespace of somebody else is not watched: it may be what was not found, and is asked for again. */
function doubtNamespace(book: CopyBook, { namespace }: CopyEntry): CopyBook {
  const space = book.entries.get(namespaceKey(namespace));
  return space?.seen?.owner === "foreign" ? unsee(book, space.key, space.seen) : book;
}

/** Puts everything that failed up for another try. */
export function retryFailing(book: CopyBook): CopyBook {
  return { ...book, due: book.due.union(book.failing), failing: book.failing.clear() };
}

/** The fewest consecutive refusals among what is failing, at least 1: what the next delay is made from. */
export function leastAttempts(book: CopyBook): number {
  return Math.max(1, Math.min(...[...book.failing].map((key) => book.entries.get(key)?.attempts ?? 1)));
}
