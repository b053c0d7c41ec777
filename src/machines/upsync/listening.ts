/** The facts that may come to upsync at any time, whatever it is busy with. @module */

/** One handler for all of them: to take them in only, or to take them in and decide anew. */
export function listening<Handler>(handler: Handler) {
  return {
    "born.added": handler,
    "born.modified": handler,
    "born.deleted": handler,
    "born.synced": handler,
    "born.stale": handler,
    "copy.added": handler,
    "copy.modified": handler,
    "copy.deleted": handler,
    "copy.synced": handler,
    "copy.stale": handler,
    "copy.agreed": handler,
    "copy.emptied": handler,
    "copy.deletionAccepted": handler,
    "copy.refused": handler,
  };
}
