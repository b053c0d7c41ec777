/** What each fact changes in a workload's book, and the letters that follow for its mailboxes. @module */
import { Set as ImmutableSet } from "immutable";
import { equal } from "../../kube/equality.ts";
import { type ObjectFact, objectKey } from "../../kube/facts.ts";
import { by, byCodeUnit } from "../../kube/order.ts";
import type { Gvr } from "../../kube/resource.ts";
import { isNamespace } from "../../placement/copies/entry.ts";
import {
  dropObject,
  dropWish,
  knownObject,
  putObject,
  putWish,
  wishOf,
  type WorkloadBook,
} from "../../placement/workload/book.ts";
import {
  type CustomizerBook,
  dropCustomizer,
  namersOf,
  namersOfUnknown,
  putCustomizer,
} from "../../placement/workload/customizers.ts";
import { otherForm } from "../../placement/workload/forms.ts";
import type { ShareHead } from "../../placement/workload/share.ts";
import {
  copyWant,
  headFor,
  mailboxesFor,
  mailboxesOf,
  shareFor,
  subjectsOf,
} from "../../placement/workload/shares.ts";
import { identityInMailbox } from "../../placement/resource_modes.ts";
import { isSummarized } from "../../placement/workload_report.ts";
import { mailboxAddress, reflectorAddress, summarizerAddress } from "../addresses.ts";
import type { PlacementCard } from "../edge_placement/context.ts";
import { identityOf } from "../copy_letters.ts";
import type { TellParams } from "../letters.ts";

/** A book and the letters that tell how it differs from the one before. */
export interface Digest {
  readonly book: WorkloadBook;
  readonly letters: readonly TellParams[];
}

type Sight = ShareHead["sight"];

/** Where the bodies of this workspace's objects are cached. */
export function reflectorFor(book: WorkloadBook): (gvr: Gvr) => string {
  return (gvr) => reflectorAddress({ source: "hub", cluster: book.cluster, gvr, selector: "" });
}

/** The whole share to each of the mailboxes, or word that there is none any more. */
export function wholeShares(book: WorkloadBook, mailboxes: ImmutableSet<string>, sight: Sight): TellParams[] {
  const reached = mailboxesOf(book);
  return sorted(mailboxes).map((mailbox) => {
    const to = mailboxAddress(mailbox);
    return reached.has(mailbox)
      ? {
        to,
        event: {
          type: "share.replaced",
          workload: book.cluster,
          share: shareFor(book, mailbox, sight, reflectorFor(book)),
        },
      }
      : { to, event: { type: "share.withdrawn", workload: book.cluster } };
  });
}

/** The head alone to every mailbox reached. */
export function heads(book: WorkloadBook, mailboxes: ImmutableSet<string>, sight: Sight): TellParams[] {
  return sorted(mailboxes).map((mailbox) => ({
    to: mailboxAddress(mailbox),
    event: { type: "share.headed", workload: book.cluster, head: headFor(book, mailbox, sight) },
  }));
}

/** All subjects of each of the placements, to its summarizer. */
export function subjects(book: WorkloadBook, placements: Iterable<string>, sight: Sight): TellParams[] {
  return [...placements].filter((name) => book.wishes.has(name)).sort(byCodeUnit).map((name) => ({
    to: summarizerAddress(book.cluster, name),
    event: { type: "subjects.replaced", subjects: subjectsOf(book, name), sight } as TellParams["event"],
  }));
}

export function digestWish(book: WorkloadBook, card: PlacementCard, sight: Sight): Digest {
  const before = book.wishes.get(card.name);
  const wish = wishOf(card);
  const isSame = before !== undefined && before.uid === wish.uid && equal(before.spec, wish.spec);
  const all = wish.mailboxes.union(before?.mailboxes ?? []);
  // A wish for the same matters only where it begins or ends, or goes through another Location.
  const concerned = isSame ? all.filter((box) => before.locations.get(box) !== wish.locations.get(box)) : all;
  if (isSame && concerned.isEmpty()) return { book, letters: [] };
  const after = putWish(book, wish);
  const shares = wholeShares(after, concerned, sight);
  return { book: after, letters: [...shares, ...subjects(after, [wish.placement], sight)] };
}

export function digestUnwish(book: WorkloadBook, placement: string, sight: Sight): Digest {
  const before = book.wishes.get(placement);
  const after = dropWish(book, placement);
  return { book: after, letters: before === undefined ? [] : wholeShares(after, before.mailboxes, sight) };
}

export function digestObject(book: WorkloadBook, fact: ObjectFact, sight: Sight): Digest {
  return differ(book, putObject(book, fact), fact, fact, sight);
}

export function digestGone(book: WorkloadBook, fact: ObjectFact, sight: Sight): Digest {
  return differ(book, dropObject(book, fact), fact, null, sight);
}

/** A Customizer is new, or another version of it. */
export function digestCustomizer(book: WorkloadBook, fact: ObjectFact): Digest {
  const after = { ...book, customizers: putCustomizer(book.customizers, fact) };
  return { book: after, letters: wantsOf(after, namersOf(after.customizers, fact)) };
}

export function digestCustomizerGone(book: WorkloadBook, fact: ObjectFact): Digest {
  const after = { ...book, customizers: dropCustomizer(book.customizers, fact) };
  return { book: after, letters: wantsOf(after, namersOf(after.customizers, fact)) };
}

/** When Customizers are completely seen, the copies that name one which is not there need not wait for it any longer. */
export function digestCustomizerSight(book: WorkloadBook, sight: CustomizerBook["sight"]): Digest {
  if (book.customizers.sight === sight) return { book, letters: [] };
  const after = { ...book, customizers: { ...book.customizers, sight } };
  return {
    book: after,
    letters: sight === "complete" ? wantsOf(after, namersOfUnknown(after.customizers)) : [],
  };
}

/** What every mailbox that should hold these objects is to want of them now. */
function wantsOf(book: WorkloadBook, facts: readonly ObjectFact[]): TellParams[] {
  return [...facts].sort(by(objectKey)).flatMap((fact) => wantLetters(book, fact, mailboxesFor(book, fact)));
}

function differ(
  before: WorkloadBook,
  after: WorkloadBook,
  fact: ObjectFact,
  now: ObjectFact | null,
  sight: Sight,
): Digest {
  const old = knownObject(before, fact);
  const had = old === undefined ? ImmutableSet<string>() : mailboxesFor(before, old);
  const has = now === null ? ImmutableSet<string>() : mailboxesFor(after, now);
  const other = otherForm(after, fact);
  const others = other === undefined ? ImmutableSet<string>() : mailboxesFor(after, other);
  const changesMore = isNamespace(fact)
    ? !sameSelection(old, now)
    : other !== undefined || (fact.namespace === "" && !had.equals(has));
  const letters = changesMore
    ? wholeShares(after, had.union(has, others), sight)
    : copyLetters(after, fact, now, had, has);
  return {
    book: after,
    letters: [...letters, ...subjects(after, summarizersFor(before, after, fact, old, now), sight)],
  };
}

/** The placements whose subjects this object may have changed. */
function summarizersFor(
  before: WorkloadBook,
  after: WorkloadBook,
  fact: ObjectFact,
  old: ObjectFact | undefined,
  now: ObjectFact | null,
): ImmutableSet<string> {
  const isThere = (one: ObjectFact | null | undefined) => one !== null && one !== undefined && !one.deleting;
  const changesSubjects = isNamespace(fact)
    ? !sameSelection(old, now)
    : isSummarized(fact.gvr) && isThere(old) !== isThere(now);
  if (!changesSubjects) return ImmutableSet();
  const space = isNamespace(fact) ? fact.name : fact.namespace;
  const none = ImmutableSet<string>();
  return before.selectedBy.get(space, none).union(after.selectedBy.get(space, none));
}

/** A Namespace that keeps its labels keeps who selects it, and everything in it. */
function sameSelection(old: ObjectFact | undefined, now: ObjectFact | null): boolean {
  return old !== undefined && now !== null && old.deleting === now.deleting && equal(old.labels, now.labels);
}

function copyLetters(
  book: WorkloadBook,
  fact: ObjectFact,
  now: ObjectFact | null,
  had: ImmutableSet<string>,
  has: ImmutableSet<string>,
): TellParams[] {
  const workload = book.cluster;
  const unwanted = sorted(had.subtract(has)).map((mailbox) => ({
    to: mailboxAddress(mailbox),
    event: { type: "copy.unwanted", workload, key: identityInMailbox(identityOf(fact)).key },
  }));
  return now === null ? unwanted : [...unwanted, ...wantLetters(book, now, has)];
}

function wantLetters(book: WorkloadBook, fact: ObjectFact, mailboxes: ImmutableSet<string>): TellParams[] {
  return sorted(mailboxes).map((mailbox) => {
    const copy = copyWant(book, fact, mailbox, reflectorFor(book));
    return { to: mailboxAddress(mailbox), event: { type: "copy.wanted", workload: book.cluster, copy } };
  });
}

function sorted(mailboxes: ImmutableSet<string>): string[] {
  return [...mailboxes].sort(byCodeUnit);
}
