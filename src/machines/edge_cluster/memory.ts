/** What an edge cluster actor remembers of each letter. @module */
import { theOneName } from "../../kube/edge_api.ts";
import { see, seeAllOf, unsee } from "../../placement/copies/book.ts";
import { agreed, deletionAccepted, emptied, refused } from "../../placement/copies/operations.ts";
import { lackingOf } from "../../placement/mailbox/wholeness.ts";
import { reflectorAddress } from "../addresses.ts";
import { identityOf, seenOf } from "../copy_letters.ts";
import { followedAfter, isFromLeft } from "../followed.ts";
import { afterSight, afterWrite } from "../served.ts";
import type { EdgeClusterContext, EdgeClusterEvent } from "./context.ts";
import { beginRest, restOn } from "../status_rest.ts";
import type { SeenLetter, SyncedLetter } from "../watch_letters.ts";
import { markStatus, rememberReturn } from "./status_returns.ts";
import { edgeView, enterMailbox, leaveMailbox, rememberServed } from "./views.ts";
import { asOnEdge, forgetCopy, policyOf, reconfigure, rememberCopy } from "./wants.ts";

type Change = Partial<EdgeClusterContext>;

/** Takes one letter in. `letters` is what must be told because of it, and always replaced. */
export function remember(context: EdgeClusterContext, event: EdgeClusterEvent): Change {
  if (isFromLeft(context.followed, event)) return { letters: [] };
  const change = { letters: [], ...rememberAbout({ ...context, letters: [] }, event) };
  return { ...change, followed: followedAfter(context.followed, change.letters) };
}

function rememberAbout(context: EdgeClusterContext, event: EdgeClusterEvent): Change {
  switch (event.type) {
    case "mailbox.offered":
      return context.mailboxCluster === event.card.cluster ? {} : enterMailbox(context, event.card.cluster);
    case "mailbox.withdrawn":
      return leaveMailbox(context);
    case "discovery.answered":
      return rememberServed(context, event.resources);
    case "discovery.refused":
      return { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` };
    case "config.added":
    case "config.modified":
      return event.fact.name !== theOneName || event.object === null ? {} : {
        ...reconfigure(context, event.object.spec ?? {}, event.fact.uid),
        lacking: lackingOf(event.object),
      };
    case "config.deleted":
      return event.fact.uid === context.configUid ? { config: null } : {};
    case "copy.added":
    case "copy.modified":
      return rememberCopy(context, asOnEdge(context, event.fact));
    case "copy.deleted":
      return forgetCopy(context, asOnEdge(context, event.fact));
    case "config.synced":
    case "copy.synced":
      return { unsynced: context.unsynced.delete(event.source) };
    case "landed.synced":
      return {
        unsynced: context.unsynced.delete(event.source),
        lost: context.lost.delete(event.source),
        book: seeAll(
          context.lost.has(event.source)
            ? { ...context, book: forgetForeign(context, event.source) }
            : context,
          event,
        ),
      };
    case "config.stale":
    case "copy.stale":
      return { unsynced: context.unsynced.add(event.source) };
    case "landed.stale":
      // It may have lost sight because its API is gone, which takes a while to show.
      return {
        unsynced: context.unsynced.add(event.source),
        lost: context.lost.add(event.source),
        discovered: context.discovered && context.definitionsGone.isEmpty(),
      };
    default:
      return rememberOnEdge(context, event);
  }
}

function rememberOnEdge(context: EdgeClusterContext, event: EdgeClusterEvent): Change {
  switch (event.type) {
    case "landed.added":
    case "landed.modified":
      return markStatus({ ...context, ...rememberLanded(context, event) }, identityOf(event.fact).key);
    case "landed.deleted":
      return {
        book: unsee(context.book, identityOf(event.fact).key, event.fact),
        ...afterSight(context, event),
      };
    case "copy.agreed":
      return markStatus(
        {
          ...context,
          book: agreed(context.book, event.key, event),
          ...afterWrite(context, context.watchedOnEdge, context.book.entries.get(event.key)?.gvr),
        },
        event.key,
      );
    case "copy.emptied":
      return { book: emptied(context.book, event.key, event) };
    case "copy.deletionAccepted":
      return { book: deletionAccepted(context.book, event.key, event.uid) };
    case "copy.refused":
      return { book: refused(context.book, event.key, `${event.reason}: ${event.message}`, event.reason) };
    case "status.returned":
      return {
        ...rememberReturn(context, event),
        ...(event.outcome === "written" && beginRest(context, event.key)),
      };
    case "status.rested":
      return restOn(context);
    case "status.refused":
      return {
        statusInFlight: context.statusInFlight.delete(event.key),
        statusRefused: context.statusRefused.add(event.key),
        attempts: context.attempts + 1,
        trouble: `Status of ${event.key}: ${event.reason}: ${event.message}`,
      };
    default:
      return {};
  }
}

function seeAll(
  context: EdgeClusterContext,
  { source, resourceVersion, reborn }: SyncedLetter<"landed">,
): EdgeClusterContext["book"] {
  const gvr = context.watchedOnEdge.find((each) => reflectorAddress(edgeView(context, each)) === source);
  return gvr === undefined ? context.book : seeAllOf(context.book, gvr, reborn ? null : resourceVersion);
}

/** What is not ours is not watched: after a time without sight it may be gone, and is asked for again. */
function forgetForeign(context: EdgeClusterContext, source: string): EdgeClusterContext["book"] {
  return [...context.book.entries.values()].reduce(
    (book, { key, gvr, seen }) =>
      seen?.owner === "foreign" && reflectorAddress(edgeView(context, gvr)) === source
        ? unsee(book, key, seen)
        : book,
    context.book,
  );
}

function rememberLanded(context: EdgeClusterContext, event: SeenLetter<"landed">): Change {
  const { fact, owner } = event;
  return {
    book: see(context.book, identityOf(fact), { ...seenOf(fact, owner), ...policyOf(fact) }),
    ...afterSight(context, event),
  };
}
