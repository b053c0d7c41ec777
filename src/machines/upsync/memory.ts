/** What an upsync actor remembers of each letter, and what follows from all of it. @module */
import { customResourceDefinitions } from "../../kube/core_api.ts";
import { projectedLabel, theOneName, type UpsyncSet } from "../../kube/edge_api.ts";
import type { ObjectFact } from "../../kube/facts.ts";
import { emptyBook, see, seeAllOf, unsee } from "../../placement/copies/book.ts";
import {
  agreed,
  contestPauseMs,
  type CopyOperation,
  deletionAccepted,
  emptied,
  leastAttempts,
  type Permission,
  refused,
  retryContended,
  retryFailing,
  takeDue,
} from "../../placement/copies/operations.ts";
import { upsyncKey } from "../../placement/upsync.ts";
import { reflectorAddress, type View } from "../addresses.ts";
import { backoffMs } from "../backoff.ts";
import { identityOf, seenOf } from "../copy_letters.ts";
import { followedAfter, isFromLeft } from "../followed.ts";
import type { TellParams } from "../letters.ts";
import type { SyncedLetter } from "../watch_letters.ts";
import type { DiscoverParams, UpsyncContext, UpsyncEvent, UpsyncServer } from "./context.ts";
import { forgetBorn, forgetUnconfirmed, noObjects, reconsider, rememberBorn } from "./objects.ts";
import { followBorn, obstacle, rememberEdgeServes, rememberMailboxServes } from "./served.ts";
import * as views from "./views.ts";

type Change = Partial<UpsyncContext>;

/** Takes one letter in. `letters` is what must be told because of it, and always replaced. */
export function remember(context: UpsyncContext, event: UpsyncEvent): Change {
  if (isFromLeft(context.followed, event)) return { letters: [] };
  const change = { letters: [], ...rememberAbout({ ...context, letters: [] }, event) };
  return { ...change, followed: followedAfter(context.followed, change.letters) };
}

function rememberAbout(context: UpsyncContext, event: UpsyncEvent): Change {
  switch (event.type) {
    case "mailbox.offered":
      return context.mailboxCluster === event.card.cluster ? {} : enterMailbox(context, event.card.cluster);
    case "mailbox.withdrawn":
      return leaveMailbox(context);
    case "config.added":
    case "config.modified":
      return event.fact.name !== theOneName
        ? {}
        : { configUid: event.fact.uid, ...rememberTerms(context, event.object?.spec?.upsync ?? []) };
    case "config.deleted":
      return event.fact.uid === context.configUid ? { terms: null } : {};
    case "discovery.answered":
      return event.server === "edge"
        ? rememberEdgeServes(context, event.resources, event.edition)
        : rememberMailboxServes(context, event.resources);
    case "discovery.refused":
      return { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` };
    case "definition.added":
    case "definition.modified":
    case "definition.deleted":
      return { undiscovered: context.undiscovered.add("edge"), edition: context.edition + 1 };
    case "born.added":
    case "born.modified":
      return rememberBorn(context, event.fact, event.source);
    case "born.deleted":
      return forgetBorn(context, identityOf(event.fact).key, event.fact.uid);
    case "born.synced":
      return { ...forgetUnconfirmed(context, event.source), unsynced: context.unsynced.delete(event.source) };
    // An API that is gone looks like one that cannot be read: only discovery knows the difference.
    case "born.stale":
      return {
        unsynced: context.unsynced.add(event.source),
        undiscovered: context.undiscovered.add("edge"),
      };
    default:
      return rememberMailbox(context, event);
  }
}

function rememberMailbox(context: UpsyncContext, event: UpsyncEvent): Change {
  switch (event.type) {
    case "copy.added":
    case "copy.modified":
      return {
        book: see(
          context.book,
          identityOf(event.fact),
          seenOf(event.fact, event.owner === "ours" ? ownerOf(event.fact) : "foreign"),
        ),
      };
    case "copy.deleted":
      return { book: unsee(context.book, identityOf(event.fact).key, event.fact) };
    case "config.synced":
      return { unsynced: context.unsynced.delete(event.source) };
    case "copy.synced":
      return { unsynced: context.unsynced.delete(event.source), book: seeAll(context, event) };
    case "config.stale":
    case "copy.stale":
      return { unsynced: context.unsynced.add(event.source) };
    case "copy.agreed":
      return { book: agreed(context.book, event.key, event) };
    case "copy.emptied":
      return { book: emptied(context.book, event.key, event) };
    case "copy.deletionAccepted":
      return { book: deletionAccepted(context.book, event.key, event.uid) };
    case "copy.refused":
      return { book: refused(context.book, event.key, `${event.reason}: ${event.message}`, event.reason) };
    default:
      return {};
  }
}

function seeAll(
  { mailboxCluster, copyViews, book }: UpsyncContext,
  { source, resourceVersion, reborn }: SyncedLetter<"copy">,
): UpsyncContext["book"] {
  const gvr = copyViews.find((each) =>
    reflectorAddress(views.copyView(mailboxCluster ?? "", each)) === source
  );
  return gvr === undefined ? book : seeAllOf(book, gvr, reborn ? null : resourceVersion);
}

/** What the translator has put into the mailbox is never ours, whatever else is written on it. */
function ownerOf({ labels }: ObjectFact): "ours" | "foreign" {
  return Object.hasOwn(labels, projectedLabel) ? "foreign" : "ours";
}

function enterMailbox(context: UpsyncContext, cluster: string): Change {
  const left = leaveMailbox(context);
  const view = views.configView(cluster);
  return {
    ...left,
    mailboxCluster: cluster,
    unsynced: (left.unsynced ?? context.unsynced).add(reflectorAddress(view)),
    letters: [...(left.letters ?? []), views.join(context.edge, view, "config")],
  };
}

/** Without a mailbox nothing is known to be asked for: what is in it stays. */
function leaveMailbox(context: UpsyncContext): Change {
  const open = openViews(context).filter(({ gvr }) => gvr !== customResourceDefinitions);
  return {
    ...noObjects,
    mailboxCluster: null,
    terms: null,
    configUid: "",
    undiscovered: context.undiscovered.add("mailbox"),
    servedInMailbox: context.servedInMailbox.clear(),
    bornViews: context.bornViews.clear(),
    copyViews: context.copyViews.clear(),
    book: emptyBook,
    unsynced: context.unsynced.clear(),
    swept: false,
    letters: open.map((view) => views.leave(context.edge, view)),
  };
}

function openViews(
  { edge, mailboxCluster, bornViews, copyViews, followsDefinitions }: UpsyncContext,
): View[] {
  const inMailbox = mailboxCluster === null ? [] : [
    views.configView(mailboxCluster),
    ...[...copyViews.values()].map((gvr) => views.copyView(mailboxCluster, gvr)),
  ];
  const onEdge = [...bornViews.values()].map((gvr) => views.bornView(edge, gvr));
  return [...inMailbox, ...onEdge, ...(followsDefinitions ? [views.definitionsView(edge)] : [])];
}

/** Ends every watch, on the mailbox and on the edge. */
export function leaveReflectors(context: UpsyncContext): Change {
  return { letters: openViews(context).map((view) => views.leave(context.edge, view)) };
}

function rememberTerms(context: UpsyncContext, terms: readonly UpsyncSet[]): Change {
  const isSame = context.terms !== null && textOf(context.terms) === textOf(terms);
  if (isSame) return {};
  const wakes = context.swept && terms.length > 0;
  const undiscovered = wakes
    ? context.undiscovered.union<UpsyncServer>(["edge", "mailbox"])
    : context.undiscovered;
  const next = { ...context, terms, undiscovered, swept: context.swept && !wakes };
  // Objects that the old terms did not want were forgotten: the reflectors are asked to show all again.
  return followBorn({ ...next, ...reconsider(next) }, "again");
}

function textOf(terms: readonly UpsyncSet[]): string {
  return terms.map(upsyncKey).join("\n");
}

/** Who must be asked what it serves. Where nothing is asked for, the edge need not say anything. */
export function serversToAsk(context: UpsyncContext): DiscoverParams["asks"] {
  const isAsking = (context.terms ?? []).length > 0;
  const cluster = (server: UpsyncServer) => server === "edge" ? "" : context.mailboxCluster ?? "";
  return [...context.undiscovered].sort().filter((server) => server === "mailbox" || isAsking)
    .map((server) => ({ server, cluster: cluster(server) }));
}

/** Whether absence is proven (S2): only then may anything be taken out of the mailbox. */
export function permissionOf(context: UpsyncContext): Permission {
  const isSeen = context.terms !== null && serversToAsk(context).length === 0 && context.unsynced.isEmpty();
  return isSeen ? "everything" : "additions";
}

/** What to request now. Requests under way are not repeated. */
export function planWork(context: UpsyncContext): Change {
  const permission = permissionOf(context);
  const impatient = context.impatient && permission === "additions";
  const isReady = context.mailboxCluster !== null && context.terms !== null &&
    serversToAsk(context).length === 0;
  const idle = { operations: [], letters: [], impatient };
  if (!isReady || (permission === "additions" && !impatient)) return idle;
  if (context.terms?.length === 0 && permission === "everything" && context.book.entries.isEmpty()) {
    return { ...idle, ...sweep(context) };
  }
  const { book, operations } = takeDue(context.book, permission);
  const obstacleTo = ({ step, gvr }: CopyOperation) => step === "delete" ? null : obstacle(context, gvr);
  return {
    ...idle,
    book: operations.reduce((next, one) => {
      const reason = obstacleTo(one);
      return reason === null ? next : refused(next, one.key, reason);
    }, book),
    operations: operations.filter((one) => obstacleTo(one) === null),
    trouble: context.denied.isEmpty()
      ? null
      : `${context.denied.size} beyond the quota of ${context.objectsMax} objects`,
  };
}

/** Nothing is asked for and nothing is left over: the mailbox need not be watched for it. */
function sweep(context: UpsyncContext): Change {
  if (context.swept) return {};
  const cluster = context.mailboxCluster ?? "";
  const letters: TellParams[] = [...context.copyViews.values()].map((gvr) =>
    views.leave(context.edge, views.copyView(cluster, gvr))
  );
  return {
    swept: true,
    letters,
    copyViews: context.copyViews.clear(),
    followed: followedAfter(context.followed, letters),
  };
}

/** Puts up again what was refused. What the mailbox lacked may be there by now, and a Namespace of others may have gone. */
export function tryAgain(context: UpsyncContext, now: number): Change {
  const lacking = [...context.book.failing].flatMap((key) => context.book.entries.get(key) ?? [])
    .some(({ gvr }) => obstacle(context, gvr) !== null);
  return {
    book: retryContended(retryFailing(context.book), now),
    undiscovered: lacking ? context.undiscovered.add("mailbox") : context.undiscovered,
  };
}

/** How long to wait after refusals. */
export function retryDelayMs(context: UpsyncContext): number {
  const { book, attempts } = context;
  const pause = contestPauseMs(book);
  if (book.failing.isEmpty() && pause < Infinity) return pause;
  return backoffMs(book.failing.isEmpty() ? Math.max(1, attempts) : leastAttempts(book));
}
