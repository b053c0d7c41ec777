/** The facts that may come to an edge cluster at any time, whatever it is busy with. @module */

/** One handler for all of them: to take them in only, or to take them in and decide anew. */
export function listening<Handler>(handler: Handler) {
  return {
    "mailbox.offered": handler,
    "mailbox.withdrawn": handler,
    "config.added": handler,
    "config.modified": handler,
    "config.deleted": handler,
    "config.synced": handler,
    "config.stale": handler,
    "copy.added": handler,
    "copy.modified": handler,
    "copy.deleted": handler,
    "copy.synced": handler,
    "copy.stale": handler,
    "landed.added": handler,
    "landed.modified": handler,
    "landed.deleted": handler,
    "landed.synced": handler,
    "landed.stale": handler,
    "copy.agreed": handler,
    "copy.emptied": handler,
    "copy.deletionAccepted": handler,
    "copy.refused": handler,
    "status.refused": handler,
  };
}
