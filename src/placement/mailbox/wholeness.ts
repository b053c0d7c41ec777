/**
 * What `the-one` says of its own mailbox: whether all is there that the edge should have (S2, law 4).
 *
 * An edge takes away what its mailbox does not hold. That something is not in a mailbox proves nothing while the mailbox is being
 * filled, and nothing either after a hand has edited `the-one`. So the mailbox notes on it the digest of the content it was written
 * for, and the resources of which copies are still missing; of those the edge takes nothing away. A configuration without the note is
 * somebody else's, and is taken at its word. @module
 */
import { type SyncerConfig, wholeAnnotation } from "../../kube/edge_api.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { CopyBook } from "../copies/book.ts";
import type { CopyEntry } from "../copies/entry.ts";
import { everyName } from "../name_list.ts";
import { specDigest } from "../syncer_config_equality.ts";

/** Resources as `groupResourceKey`, sorted; `["*"]` is every resource, and none means that the mailbox has held all of it. */
export type Lacking = readonly string[];

export const allLacking: Lacking = [everyName];

/** The note for a spec: `<digest>`, or `<digest> configmaps,deployments.apps`. */
export function wholenessNote(spec: SyncerConfig["spec"], lacking: Lacking): string {
  return [specDigest(spec ?? {}), ...(lacking.length === 0 ? [] : [lacking.join(",")])].join(" ");
}

/** What a configuration says that its mailbox lacks; everything, if it was changed since that was noted, or cannot be read. */
export function lackingOf({ metadata, spec }: SyncerConfig): Lacking {
  const note: unknown = metadata.annotations?.[wholeAnnotation];
  if (specDigest(spec ?? {}) === "") return allLacking;
  if (note === undefined) return [];
  if (typeof note !== "string") return allLacking;
  const [digest, lacking = ""] = note.split(" ");
  if (digest !== specDigest(spec ?? {})) return allLacking;
  return lacking === "" ? [] : lacking.split(",");
}

/**
 * What a mailbox lacks, given what it lacked before. A resource that was all there once stays so: what is placed later is new at the
 * edge too.
 */
export function lackingNow(before: Lacking, book: CopyBook): Lacking {
  if (before.length === 0) return before;
  const missing = [...book.entries.values()].filter(isMissing).map(({ gvr }) => groupResourceKey(gvr));
  const now = [...new Set(missing)].sort(byCodeUnit);
  return before.includes(everyName) ? now : before.filter((resource) => now.includes(resource));
}

/** Whether resources of which something may be missing include this one. */
export function isLacking(lacking: Lacking, resource: string): boolean {
  return lacking.includes(everyName) || lacking.includes(resource);
}

function isMissing({ want, seen }: CopyEntry): boolean {
  return want !== null && want.policy !== "suspend" && seen?.life !== "alive";
}
