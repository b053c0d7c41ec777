/** Where each actor is found. An address is `kind/rest`, stable over restarts, and readable in a URL. @module */
import { type Gvr, gvrKey } from "../kube/resource.ts";
import type { LabelSelector } from "../kube/selector.ts";

export const supervisorAddress = "supervisor";

/** `cluster` is the logical cluster id of the SyncTarget. */
export function syncTargetAddress(cluster: string, name: string): string {
  return `syncTarget/${cluster}/${name}`;
}

export function locationAddress(cluster: string, name: string): string {
  return `location/${cluster}/${name}`;
}

export function edgePlacementAddress(cluster: string, name: string): string {
  return `edgePlacement/${cluster}/${name}`;
}

/** One per workspace that holds at least one EdgePlacement. */
export function workloadAddress(cluster: string): string {
  return `workload/${cluster}`;
}

/** `name` is the mailbox workspace's name, `<cluster>-mb-<uid>`. */
export function mailboxAddress(name: string): string {
  return `mailbox/${name}`;
}

/** `name` is the edge's name in the runtime's configuration. */
export function edgeClusterAddress(name: string): string {
  return `edgeCluster/${name}`;
}

/** `name` is the edge's name in the runtime's configuration. */
export function upsyncAddress(name: string): string {
  return `upsync/${name}`;
}

/** `name` is the edge's name in the runtime's configuration. */
export function heartbeatAddress(name: string): string {
  return `heartbeat/${name}`;
}

/** `cluster` is the logical cluster id of the SyncTarget. */
export function targetHealthAddress(cluster: string, name: string): string {
  return `targetHealth/${cluster}/${name}`;
}

/** One per mailbox that a syncer was let into; `cluster` is the mailbox's logical cluster id. */
export function syncerAccessAddress(cluster: string): string {
  return `syncerAccess/${cluster}`;
}

/** The one actor of a syncer process that renews its credential. */
export const credentialAddress = "credential";

/** The one actor of a syncer process that knows which mailbox and which edge it is about. */
export const syncerAddress = "syncer";

export function summarizerAddress(cluster: string, placement: string): string {
  return `summarizer/${cluster}/${placement}`;
}

/** What a reflector looks at. Two subscribers with equal views share one reflector. */
export interface View {
  /** `hub`, or `edge:<name>`. */
  readonly source: string;
  /** Logical cluster id, `*` for all of them, "" on a server without workspaces. */
  readonly cluster: string;
  readonly gvr: Gvr;
  /** A label selector in its string form, "" for everything. */
  readonly selector: string;
}

export function reflectorAddress(view: View): string {
  const base = `reflector/${view.source}/${view.cluster || "-"}/${gvrKey(view.gvr)}`;
  return view.selector === "" ? base : `${base}/${view.selector}`;
}

/** All objects of a kind on the hub. */
export function everywhereView(gvr: Gvr): View {
  return { source: "hub", cluster: "*", gvr, selector: "" };
}

/** Where the cards of SyncTargets of one workspace are put up, for its Locations. */
export function syncTargetsTopic(cluster: string): string {
  return `synctargets/${cluster}`;
}

/** All SyncTargets, for the supervisor. */
export const allSyncTargetsTopic = "synctargets";

/** All Locations, for EdgePlacements. */
export const locationsTopic = "locations";

/** All Locations again, labelled with the mailboxes of their SyncTargets, for what those mailboxes put into copies. */
export const parametersTopic = "parameters";

/** All EdgePlacements, labelled with the mailboxes they reach, for mailboxes. */
export const placementsTopic = "placements";

/** The EdgePlacements of one workspace, for its workload actor. */
export function placementsOfTopic(cluster: string): string {
  return `placements/${cluster}`;
}

/** The one SyncTarget behind a mailbox. */
export function targetOfTopic(mailbox: string): string {
  return `target-of/${mailbox}`;
}

/** All mailboxes that have a logical cluster, each labelled with its name. */
export const mailboxesTopic = "mailboxes";

/** The edge cluster behind a mailbox. */
export function edgeTopic(mailbox: string): string {
  return `edge/${mailbox}`;
}

/** One EdgePlacement, for its summarizer. */
export function placementTopic(cluster: string, name: string): string {
  return `placement/${cluster}/${name}`;
}

/** Selects the cards labelled with this name. */
export function labelled(name: string): LabelSelector {
  return { matchExpressions: [{ key: name, operator: "Exists" }] };
}
