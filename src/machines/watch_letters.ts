/** What reflectors and their subscribers tell each other. @module */
import type { ObjectFact } from "../kube/facts.ts";
import type { KubeObject } from "../kube/object.ts";
import type { WorkloadReport } from "../placement/workload_report.ts";
import type { View } from "./addresses.ts";

/** Asks a reflector to tell `subscriber` all it sees, as letters `<as>.added` and so on. Repeating it replays all. */
export interface SubscriberJoinedLetter {
  readonly type: "subscriber.joined";
  readonly view: View;
  readonly subscriber: string;
  readonly as: string;
}

export interface SubscriberLeftLetter {
  readonly type: "subscriber.left";
  readonly view: View;
  readonly subscriber: string;
}

/** `object` is given for the kinds that this program is about, which never hold secrets; null for all others. */
export interface SeenLetter<As extends string, T extends KubeObject = KubeObject> {
  readonly type: `${As}.added` | `${As}.modified` | `${As}.deleted`;
  /** The address of the reflector that saw it. */
  readonly source: string;
  readonly fact: ObjectFact;
  readonly object: T | null;
  /** Whether it carries our mark; `foreign` as well where nobody looks for marks. */
  readonly owner: "ours" | "foreign";
  /** What a workload object says of its replicas; null for everything else. */
  readonly report: WorkloadReport | null;
}

/** The reflector has shown a complete list: what it has not shown did not exist at this version. */
export interface SyncedLetter<As extends string> {
  readonly type: `${As}.synced`;
  readonly source: string;
  readonly resourceVersion: string;
  /** The server has been made anew, and counts from the beginning: versions from before say nothing. */
  readonly reborn?: true;
}

/** Asks a reflector to look whether its watch has missed anything, and to say so when it has not, or when that has been told. */
export interface ConfirmRequestedLetter {
  readonly type: "confirm.requested";
  /** The address to answer. */
  readonly asker: string;
}

/** What the reflector has shown is all that there was when it was asked. */
export interface ConfirmedLetter {
  readonly type: "view.confirmed";
  readonly source: string;
}

/** The reflector has lost sight: what it has shown may be old. */
export interface StaleLetter<As extends string> {
  readonly type: `${As}.stale`;
  readonly source: string;
  readonly why: string;
}
