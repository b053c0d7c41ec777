/** The classes of faults that a simulation injects, and where the catalogue of faults names them. @module */

/** Faults of the way between the runtime and a server: they begin and end. */
export const linkFaults = {
  latency: "F5: requests and answers overtake each other",
  requestLost: "F17: the request never arrives",
  answerLost: "F17: the write was applied, its answer is lost",
  eventDuplicated: "F4: an event arrives twice",
  watchCut: "F3: a watch ends, and what it was about to tell is lost",
  watchMute: "F9: a watch stays open and says nothing any more",
  eventsHeld: "F1: events arrive late, and in order",
  expiredOnOpen: "F6: 410 when a watch is opened",
  expiredEvent: "F6: 410 as an ERROR event",
  expiredPage: "F6: 410 on a later page of a list",
  staleList: "F2: a lagging replica answers a list from the past",
  versionTooLarge: "F7: the server has not reached the version",
  conflict: "F15: 409",
  throttled: "F16: 429 with Retry-After",
  unavailable: "F16: 500 or 503",
  discoveryFailed: "F13: discovery is refused",
  discoveryEmpty: "F13: discovery answers with nothing, or with a part",
  offline: "F25: the server is out of reach for long",
  clockJump: "F21: the runtime's clock jumps",
} as const;

/** Faults that are events of the story. */
export const storyFaults = {
  crash: "F19: the runtime loses its memory",
  crashBefore: "F18: it crashes before an effect",
  crashDuring: "F18: the effect was applied, its answer meets nobody",
  crashAfter: "F18: it crashes right after an effect",
  apiWithdrawn: "F13: a resource is not served for a while",
  edgeReset: "F26: an edge is re-created empty",
  targetRecreated: "F26: a SyncTarget comes again under its name",
  otherWriter: "F22: somebody else writes what is ours, once",
  foreignObject: "F29: somebody else's object stands where ours should, perhaps with our label",
  poison: "F38: an object whose fields have the wrong types",
  compaction: "F6: the server forgets its history",
} as const;

/**
 * Classes that were added after the seeds had become known by their numbers: they are drawn from a stream of their own, and only in
 * every tenth seed, so that no other seed's story changes with a new class.
 */
export const laterFaults = {
  bookmarksWithheld: "F8: a server sends no bookmarks",
  recreated: "F12: an object is deleted and made again between two looks",
  contention: "F22: somebody else changes what is ours back, each time we write it",
  statusMeddled: "F23: somebody else writes the status of a copy",
  hubRestored: "F27: the hub is restored from a backup, and its versions go back",
  readded: "F30: an object is made again while its predecessor is still going",
  finalizerHeld: "F31: somebody's finalizer holds a copy for a while",
  namespaceEnding: "F32: a namespace of copies is deleted, and takes long to end",
  workspaceSlow: "F33: new workspaces take long to become ready",
  bornAtEdge: "no fault, but what S11 and L5 are about: objects are born at an edge, change, and go",
  oddKeys: "F39: an object has keys that mean something to JavaScript",
} as const;

/** What no plan injects, because stories bring it about; it is counted where it is seen. */
export const seenFaults = {
  collision: "F28: two workspaces want the same object in one mailbox",
} as const;

export type LinkFault = keyof typeof linkFaults;
export type LaterFault = keyof typeof laterFaults;
export type StoryFault = keyof typeof storyFaults | LaterFault;
export type FaultClass = LinkFault | StoryFault | keyof typeof seenFaults;

export const faultClasses = [
  ...Object.keys(linkFaults),
  ...Object.keys(storyFaults),
  ...Object.keys(laterFaults),
  ...Object.keys(seenFaults),
] as readonly FaultClass[];

/** A link fault that may strike between two moments; times in milliseconds from the beginning. */
export interface Episode {
  readonly fault: LinkFault;
  /** `hub`, or an edge's name. */
  readonly server: string;
  readonly from: number;
  readonly until: number;
  /** Chance to strike each time it could. */
  readonly rate: number;
}

/** How often each class struck. */
export class FaultCounters {
  readonly counts = new Map<FaultClass, number>(faultClasses.map((fault) => [fault, 0]));

  count(fault: FaultClass): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
  }

  /** Classes that have not struck. */
  never(): readonly FaultClass[] {
    return faultClasses.filter((fault) => this.counts.get(fault) === 0);
  }

  add(other: Pick<FaultCounters, "counts">): void {
    for (const [fault, count] of other.counts) this.counts.set(fault, (this.counts.get(fault) ?? 0) + count);
  }
}
