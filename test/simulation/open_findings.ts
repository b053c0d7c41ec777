/** Seeds that still find something, with what they find: they are known, and left out of the tests until they are mended. @module */

/** What is open at each seed; an entry goes when its cause has gone. */
export const openFindings: ReadonlyMap<number, string> = new Map([
  [
    2813,
    "L2: a slice that is made and deleted by hand while its watch is mute, and is not in the list that follows, stays known to its " +
    "placement from the answer to the write; nobody tells a placement that the slices have been listed anew",
  ],
  [
    5909,
    "L1: a mailbox that was bound to an API, and is not any more, still counts it as served: a Namespace cannot be looked through for " +
    "its objects, stays, and its actor says so for ever",
  ],
  [
    4930,
    "F27: a summarizer deletes without asking first. When the restored hub has grown past the last version of its placement that was " +
    "seen, the watch is followed on as if nothing had happened, and a StatusSummary that the hub wants goes until the truth is seen",
  ],
]);
