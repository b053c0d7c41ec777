/** The facts that may come to a mailbox at any time, whatever it is busy with. @module */
import type { MailboxContext } from "./context.ts";

/** One handler for all of them: to take them in only, or to take them in and decide anew. */
export function listening<Handler>(handler: Handler) {
  return {
    "target.offered": handler,
    "target.withdrawn": handler,
    "target.listed": handler,
    "reach.offered": handler,
    "reach.withdrawn": handler,
    "reach.listed": handler,
    "location.offered": handler,
    "location.withdrawn": handler,
    "location.listed": handler,
    "gate.opened": handler,
    "gate.closed": handler,
    "workspace.added": handler,
    "workspace.modified": handler,
    "workspace.deleted": handler,
    "share.replaced": handler,
    "share.headed": handler,
    "share.withdrawn": handler,
    "copy.wanted": handler,
    "copy.unwanted": handler,
    "proof.sought": handler,
    "view.confirmed": handler,
    "copy.added": handler,
    "copy.modified": handler,
    "copy.deleted": handler,
    "copy.synced": handler,
    "copy.stale": handler,
    "config.added": handler,
    "config.modified": handler,
    "config.deleted": handler,
    "config.synced": handler,
    "config.stale": handler,
    "copy.agreed": handler,
    "copy.emptied": handler,
    "copy.deletionAccepted": handler,
    "copy.refused": handler,
    "config.written": handler,
    "config.refused": handler,
  };
}

/** Tells peers what has been put up for them, by a letter taken in or by a decision. */
export const tellPeers = {
  type: "tellAll" as const,
  params: ({ context }: { context: MailboxContext }) => ({ letters: context.letters }),
};

/** Takes a letter in, and tells on what follows from it. */
export const remember = ["remember" as const, tellPeers];

/** Facts that are only taken in, because an answer is awaited and decides what comes next: one handler, and one for each of them. */
export const note = { actions: remember };
export const notes = listening(note);
