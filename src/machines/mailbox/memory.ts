/** What a mailbox remembers of each letter. @module */
import { see, seeAllOf, unsee } from "../../placement/copies/book.ts";
import { agreed, deletionAccepted, emptied, refused } from "../../placement/copies/operations.ts";
import { dropCopy, dropShare, putCopy, putHead, putShare } from "../../placement/mailbox/shares_book.ts";
import { reflectorAddress, workloadAddress } from "../addresses.ts";
import { identityOf, seenOf } from "../copy_letters.ts";
import { followedAfter, isFromLeft } from "../followed.ts";
import type { TellParams } from "../letters.ts";
import type { SyncedLetter } from "../watch_letters.ts";
import { answered, awaitSources, forget, noProof } from "./proof.ts";
import { afterSight, afterWrite } from "../served.ts";
import type { MailboxContext, MailboxEvent } from "./context.ts";
import { rememberConfig, seeWholeConfig } from "./config.ts";
import { rememberServed, viewOf } from "./views.ts";
import { reparameterize, retouch } from "./wants.ts";
import { forgetWorkspace, rememberWorkspace, workspaceSeen } from "./workspace.ts";

type Change = Partial<MailboxContext>;

/** Takes one letter in. `letters` is what must be told because of it, and always replaced. */
export function remember(context: MailboxContext, event: MailboxEvent): Change {
  // Its workspace is told of by a route, not because it asked.
  const isOfContent = event.type.startsWith("copy.") || event.type.startsWith("config.");
  if (isOfContent && isFromLeft(context.followed, event)) return { letters: [] };
  const change = { letters: [], ...rememberAbout(context, event) };
  return { ...change, followed: followedAfter(context.followed, change.letters) };
}

function rememberAbout(context: MailboxContext, event: MailboxEvent): Change {
  switch (event.type) {
    case "target.offered":
      return { target: event.card };
    case "target.withdrawn":
      return { target: null };
    case "target.listed":
      return { targetListed: true };
    case "reach.offered":
      return {
        reaches: context.reaches.set(event.key, event.card),
        letters: requestShare(context, event.card.workload),
      };
    case "reach.withdrawn":
      return { reaches: context.reaches.delete(event.key) };
    case "reach.listed":
      return { reachesListed: true };
    case "location.offered":
      return reparameterize(context, event.key, context.locations.set(event.key, event.card));
    case "location.withdrawn":
      return reparameterize(context, event.key, context.locations.delete(event.key));
    case "location.listed":
      return { locationsListed: true };
    case "gate.opened":
      return { gateOpen: true };
    case "gate.closed":
      return { gateOpen: false, proof: noProof };
    case "workspace.added":
    case "workspace.modified":
      return event.object === null
        ? {}
        : rememberWorkspace(context, workspaceSeen(event.object, event.owner));
    case "workspace.created":
      return rememberWorkspace({ ...context, attempts: 0, trouble: null }, event.workspace, {
        attempts: 0,
        trouble: null,
      });
    case "workspace.deleted":
      return event.fact.uid === context.workspace?.uid ? forgetWorkspace(context) : {};
    case "workspace.deletionAccepted":
      return context.workspace?.uid === event.uid
        ? { workspace: { ...context.workspace, life: "deleting" }, attempts: 0, trouble: null }
        : {};
    case "binding.ensured":
      return { bound: true, attempts: 0, trouble: null };
    case "discovery.answered":
      return rememberServed(context, event.resources);
    case "request.refused":
    case "discovery.refused":
      return { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` };
    default:
      return rememberContent(context, event);
  }
}

function rememberContent(context: MailboxContext, event: MailboxEvent): Change {
  switch (event.type) {
    case "share.replaced":
      return retouch(context, putShare(context.shares, event.share));
    case "share.headed":
      return { shares: putHead(context.shares, event.head) };
    case "share.withdrawn": {
      const proof = answered(context.proof, workloadAddress(event.workload));
      return retouch({ ...context, proof }, dropShare(context.shares, event.workload));
    }
    case "proof.sought":
      return { proof: awaitSources(context.proof, event.workload, event.sources) };
    case "view.confirmed":
      return { proof: answered(context.proof, event.source) };
    case "copy.wanted":
      return retouch(context, putCopy(context.shares, event.workload, event.copy));
    case "copy.unwanted":
      return retouch(context, dropCopy(context.shares, event.workload, event.key));
    case "copy.added":
    case "copy.modified":
      return {
        book: see(context.book, identityOf(event.fact), seenOf(event.fact, event.owner)),
        ...afterSight(context, event),
      };
    case "copy.deleted":
      return {
        book: unsee(context.book, identityOf(event.fact).key, event.fact),
        ...afterSight(context, event),
      };
    case "copy.synced":
      return {
        unsynced: context.unsynced.delete(event.source),
        book: seeAll(context, event),
      };
    case "config.synced":
      return { unsynced: context.unsynced.delete(event.source), ...seeWholeConfig(context, event) };
    case "copy.stale":
      // It may have lost sight because its API is gone, which takes a while to show.
      return {
        unsynced: context.unsynced.add(event.source),
        discovered: context.discovered && context.definitionsGone.isEmpty(),
      };
    case "config.stale":
      return { unsynced: context.unsynced.add(event.source) };
    case "copy.agreed":
      return {
        book: agreed(context.book, event.key, event),
        ...afterWrite(context, context.watched, context.book.entries.get(event.key)?.gvr),
      };
    case "copy.emptied":
      return { book: emptied(context.book, event.key, event) };
    case "copy.deletionAccepted":
      return { book: deletionAccepted(context.book, event.key, event.uid) };
    case "copy.refused":
      // What was proven may be long ago by the next try.
      return {
        book: refused(context.book, event.key, `${event.reason}: ${event.message}`, event.reason),
        proof: forget(context.proof, [event.key]),
      };
    default:
      return rememberConfig(context, event);
  }
}

/** A workload that has told nothing yet is asked; it may have told a predecessor of this actor. */
function requestShare({ name, shares }: MailboxContext, workload: string): TellParams[] {
  if (shares.heads.has(workload)) return [];
  return [{
    to: workloadAddress(workload),
    event: { type: "share.requested", mailbox: name } as TellParams["event"],
  }];
}

function seeAll(
  { workspace, watched, book }: MailboxContext,
  { source, resourceVersion, reborn }: SyncedLetter<"copy">,
): MailboxContext["book"] {
  const gvr = watched.find((each) => reflectorAddress(viewOf(workspace?.cluster ?? "", each)) === source);
  return gvr === undefined ? book : seeAllOf(book, gvr, reborn ? null : resourceVersion);
}
