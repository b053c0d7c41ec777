/**
 * One copy: what is wanted, what was last seen, and what follows from the two.
 *
 * The same rules serve hub → mailbox and mailbox → edge. Bodies are compared by the actor; here only versions are. @module
 */
import { customResourceDefinitions } from "../../kube/core_api.ts";
import type { GroupResource, Gvr } from "../../kube/resource.ts";
import { type Contest, isStopped } from "../contest.ts";
import type { DownsyncPolicy } from "../downsync_policy.ts";
import {
  type CopyCustomization,
  type CustomizationOutcome,
  isUndecided,
  revisionOf,
} from "./copy_customization.ts";

/** The object to copy, at the version that was last heard of. */
export interface CopySource {
  /** Address of the reflector whose cache holds the body. */
  readonly reflector: string;
  /** Its key in that cache; absent where it is that of the copy. */
  readonly key?: string;
  readonly cluster: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface CopyWant {
  readonly key: string;
  readonly gvr: Gvr;
  /** "" for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  /** `bare`: a Namespace of which only the name is wanted (4.8). */
  readonly form: "whole" | "bare";
  readonly from: CopySource;
  /** Absent for a plain copy. */
  readonly customization?: CopyCustomization;
  /** Absent for `overwrite`. */
  readonly policy?: DownsyncPolicy;
}

/** What a copy was made from, or found equal to. */
export interface CopyAgreement {
  readonly form: CopyWant["form"];
  readonly from: CopySource;
  readonly seen: CopySeen;
  /** Absent for a plain copy. */
  readonly outcome?: CustomizationOutcome;
  /** Fields of ours that somebody else had changed, as paths; absent where that was not looked at. */
  readonly drift?: readonly string[];
  /** When it was written, in milliseconds since the epoch; absent when it was found equal. */
  readonly writtenAt?: number;
}

/** `foreign`: it exists and is not ours, so it is never touched. */
export interface CopySeen {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly life: "alive" | "deleting";
  readonly owner: "ours" | "foreign";
  /** Known from the answer to a request of ours alone; absent once a view has shown it. */
  readonly by?: "answer";
  /** What the copy itself says may be done with it; absent for `overwrite`. */
  readonly policy?: DownsyncPolicy;
  /** Resources that are served because of it (`servedBy`); absent where there are none. */
  readonly serves?: readonly string[];
}

/** An object that is gone, at the version of its end. */
export type Tombstone = Pick<CopySeen, "uid" | "resourceVersion">;

/** A Namespace or a definition at a version in which nothing of others was found, by a look that began at this time in milliseconds. */
export type Emptied = Tombstone & { readonly since: number };

export interface CopyEntry {
  readonly key: string;
  readonly gvr: Gvr;
  readonly namespace: string;
  readonly name: string;
  readonly want: CopyWant | null;
  readonly seen: CopySeen | null;
  /** The last one that was seen to go: what is told of it later, but is older, does not bring it back. */
  readonly gone: Tombstone | null;
  /** The pair of versions that was found equal, or made so. */
  readonly agreed: string | null;
  readonly inFlight: boolean;
  /** What was found when it was last looked through before a delete; whether it is still to go is asked again then. */
  readonly emptied: Emptied | null;
  /** Consecutive refusals. */
  readonly attempts: number;
  /** Why it was refused, or, if it was not, what could not be customized. */
  readonly trouble: string | null;
  /** Where somebody last changed the copy, as paths; those that may be put right have been. */
  readonly drift: readonly string[];
  /** What we wrote last, and whether somebody else keeps undoing it; null before the first write. */
  readonly contest: Contest | null;
}

/** What to do next. `wait`: something else must happen first. `drop`: the entry has no purpose left. */
export type CopyStep = "create" | "update" | "delete" | "wait" | "rest" | "drop";

/** What an entry needs to know of its surroundings. */
export interface Surroundings {
  /** Whether the namespace of this name can take objects. */
  hasNamespace(name: string): boolean;
  /** Whether copies of ours are still seen in the namespace of this name. */
  holdsCopies(name: string): boolean;
  /** Whether the definition of the resource is wanted here too, and not there yet. */
  awaitsDefinition(resource: GroupResource): boolean;
  /** Whether the resource is served by a binding that is being deleted, and that takes with it whatever is created meanwhile. */
  isLeaving(resource: GroupResource): boolean;
  /** Whether copies of ours are still seen of the resource that the definition of this name defines. */
  holdsKind(definition: string): boolean;
  /** Whether the inert form of this is wanted, and not there yet. */
  awaitsInertForm(entry: CopyEntry): boolean;
}

/** Names the pair of source version and copy version, and what was done to the one to make the other. */
export function pairOf({ form, from, seen, outcome }: CopyAgreement): string {
  const { cluster, uid, resourceVersion } = from;
  const revision = outcome?.revision ?? "";
  return [form, cluster, uid, resourceVersion, seen.uid, seen.resourceVersion, revision].join("|");
}

/** Names what a copy is made from, whatever version the copy has. */
export function madeOf({ form, from, outcome }: Omit<CopyAgreement, "seen">): string {
  return [form, from.cluster, from.uid, from.resourceVersion, outcome?.revision ?? ""].join("|");
}

function hasAgreed({ agreed }: CopyEntry, { form, from, customization }: CopyWant, seen: CopySeen): boolean {
  const outcome = { revision: revisionOf(customization), problem: null };
  return agreed === pairOf({ form, from, seen, outcome });
}

export function isNamespace({ gvr }: { readonly gvr: Gvr }): boolean {
  return gvr.group === "" && gvr.resource === "namespaces";
}

export function isDefinition({ gvr }: { readonly gvr: GroupResource }): boolean {
  return gvr.group === customResourceDefinitions.group && gvr.resource === customResourceDefinitions.resource;
}

/** Namespaces and definitions come before what is in them and of them, and go after it (S22); nothing foreign is touched (law of hands off, S3). */
export function nextStep(entry: CopyEntry, around: Surroundings): CopyStep {
  if (entry.inFlight) return "wait";
  return entry.want === null ? stepAway(entry, around) : stepTowards(entry, entry.want, around);
}

function stepTowards(entry: CopyEntry, want: CopyWant, around: Surroundings): CopyStep {
  const { seen } = entry;
  if (isUndecided(want.customization)) return "wait";
  if (want.policy === "suspend") return "rest";
  if (isStopped(entry.contest)) return "wait";
  if (seen === null) return isPrepared(want, around) ? "create" : "wait";
  // Trying to make what a foreign object is in the way of says so, again and again, until it is out of the way.
  if (seen.owner === "foreign") return isNamespace(entry) ? "rest" : "create";
  if (seen.life === "deleting") return "wait";
  return hasAgreed(entry, want, seen) ? "rest" : "update";
}

function isPrepared({ gvr, namespace }: CopyWant, around: Surroundings): boolean {
  return (namespace === "" || around.hasNamespace(namespace)) && !around.awaitsDefinition(gvr) &&
    !around.isLeaving(gvr);
}

function stepAway(entry: CopyEntry, around: Surroundings): CopyStep {
  const { seen } = entry;
  if (seen === null || seen.owner === "foreign") return "drop";
  if (seen.life === "deleting") return "wait";
  // It was given to the edge for good. It is remembered, because its namespace must stay for it.
  if (seen.policy === "create") return "rest";
  // What an earlier release put into a mailbox as it is: whoever reads from there must find one of the two at any time.
  if (around.awaitsInertForm(entry)) return "wait";
  if (isNamespace(entry) && around.holdsCopies(entry.name)) return "wait";
  return isDefinition(entry) && around.holdsKind(entry.name) ? "wait" : "delete";
}
