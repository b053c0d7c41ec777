/** What workload actors and mailbox actors tell each other. @module */
import type { CopyWant } from "../placement/copies/entry.ts";
import type { Subject } from "../placement/summary.ts";
import type { Share, ShareHead } from "../placement/workload/share.ts";

/** The whole share of a workload: replaces whatever was told before. */
export interface ShareReplacedLetter {
  readonly type: "share.replaced";
  readonly workload: string;
  readonly share: Share;
}

/** The head alone changed. */
export interface ShareHeadedLetter {
  readonly type: "share.headed";
  readonly workload: string;
  readonly head: ShareHead;
}

/** One object more, or another version of it. */
export interface CopyWantedLetter {
  readonly type: "copy.wanted";
  readonly workload: string;
  readonly copy: CopyWant;
}

/** One object less. */
export interface CopyUnwantedLetter {
  readonly type: "copy.unwanted";
  readonly workload: string;
  readonly key: string;
}

/** The workload has nothing for this mailbox any more, and knows it for certain. */
export interface ShareWithdrawnLetter {
  readonly type: "share.withdrawn";
  readonly workload: string;
}

/** Asks a workload for the whole share of a mailbox. */
export interface ShareRequestedLetter {
  readonly type: "share.requested";
  readonly mailbox: string;
}

/** Asks a workload to have its view of these resources, by group and resource, confirmed to a mailbox, and to say which reflectors it asks. */
export interface ProofRequestedLetter {
  readonly type: "proof.requested";
  readonly mailbox: string;
  readonly resources: readonly string[];
}

/** The reflectors that a workload has asked to confirm what they show. */
export interface ProofSoughtLetter {
  readonly type: "proof.sought";
  readonly workload: string;
  readonly sources: readonly string[];
}

/** The workload objects of one placement that are summed up, all of them. */
export interface SubjectsReplacedLetter {
  readonly type: "subjects.replaced";
  readonly subjects: readonly Subject[];
  readonly sight: ShareHead["sight"];
}

/** Asks a workload for the subjects of one of its placements. */
export interface SubjectsRequestedLetter {
  readonly type: "subjects.requested";
  readonly placement: string;
}
