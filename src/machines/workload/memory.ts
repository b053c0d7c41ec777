/** What a workload remembers of discovery and of its view, and what follows for its peers. @module */
import { customResourceDefinitions, namespaces } from "../../kube/core_api.ts";
import { customizers } from "../../kube/edge_api.ts";
import { apiBindings } from "../../kube/kcp_api.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { type ApiResource, groupResourceKey, type Gvr, gvrOf } from "../../kube/resource.ts";
import { dropResource, putResources } from "../../placement/workload/book.ts";
import type { ShareHead } from "../../placement/workload/share.ts";
import { isCustomizers } from "../../placement/workload/customizers.ts";
import { isLookedAt, mailboxesOf } from "../../placement/workload/shares.ts";
import { inMailbox } from "../../placement/resource_modes.ts";
import type { ProofRequestedLetter } from "../share_letters.ts";
import { mailboxAddress, reflectorAddress, type View, workloadAddress } from "../addresses.ts";
import type { TellParams } from "../letters.ts";
import { type Digest, digestCustomizerSight, heads, subjects, wholeShares } from "./digest.ts";
import type { WorkloadContext } from "./context.ts";

/** APIs often change in groups; one look afterwards is enough (the PoC waited 20 s, section 4.2). */
export const rediscoverMs = 100;

export function viewOf(cluster: string, gvr: Gvr): View {
  return { source: "hub", cluster, gvr: gvrOf(gvr), selector: "" };
}

export function sightOf(
  context: Pick<WorkloadContext, "discovered" | "listed" | "unsynced" | "parked">,
): ShareHead["sight"] {
  const isWhole = context.discovered && context.listed && context.unsynced.isEmpty() &&
    context.parked.length === 0;
  return isWhole ? "complete" : "partial";
}

export function take(digest: Digest): Partial<WorkloadContext> {
  return { book: digest.book, letters: digest.letters };
}

/** Whether a Customizer that is not known does not exist: those of the workspace are all seen, or it serves none. */
export function customizerSightOf(
  { cluster, discovered, watched, unsynced }: WorkloadContext,
): ShareHead["sight"] {
  const gvr = watched.get(groupResourceKey(customizers));
  const isSeen = gvr === undefined || !unsynced.has(reflectorAddress(viewOf(cluster, gvr)));
  return discovered && isSeen ? "complete" : "partial";
}

/** Tells all mailboxes when the sight has changed, because their heads say how complete they are. */
export function resight(
  context: WorkloadContext,
  change: Partial<WorkloadContext>,
): Partial<WorkloadContext> {
  const next = { ...context, ...change };
  const { book, letters: wants } = digestCustomizerSight(next.book, customizerSightOf(next));
  const sight = sightOf(next);
  if (sight === sightOf(context)) return { ...change, book, letters: wants };
  const letters = [
    ...wants,
    ...heads(book, mailboxesOf(book), sight),
    ...subjects(book, book.wishes.keys(), sight),
  ];
  return { ...change, book, letters };
}

export function subscriptionLetters(
  cluster: string,
  type: "subscriber.joined" | "subscriber.left",
  gvrs: readonly Gvr[],
): TellParams[] {
  return gvrs.map((gvr) => {
    const view = viewOf(cluster, gvr);
    return {
      to: reflectorAddress(view),
      event: {
        type,
        view,
        subscriber: workloadAddress(cluster),
        as: isCustomizers(gvr) ? "customizer" : "object",
      },
    };
  });
}

/**
 * Asks the reflectors that show what decides about these resources here: the resources themselves, Namespaces, and definitions, which
 * say that a resource is not served. First the mailbox is told whom to wait for.
 */
export function seekProof(
  { cluster, watched }: WorkloadContext,
  { mailbox, resources }: ProofRequestedLetter,
): TellParams[] {
  const deciding = new Set([
    ...resources,
    ...[namespaces, apiBindings, customResourceDefinitions].map(groupResourceKey),
  ]);
  // What the mailbox holds in an inert form may come from either.
  const decides = (gvr: Gvr) => [gvr, inMailbox(gvr)].map(groupResourceKey).some((key) => deciding.has(key));
  const sources = [...watched.values()].filter(decides).map((gvr) => reflectorAddress(viewOf(cluster, gvr)))
    .sort(byCodeUnit);
  const asker = mailboxAddress(mailbox);
  const sought = { type: "proof.sought", workload: cluster, sources };
  const request = { type: "confirm.requested", asker };
  return [{ to: asker, event: sought }, ...sources.map((to) => ({ to, event: request }))];
}

/** Keeps the book's word on how completely Customizers are seen; for when whole shares are told anyway. */
export function sightCustomizers(context: WorkloadContext): WorkloadContext {
  return { ...context, book: digestCustomizerSight(context.book, customizerSightOf(context)).book };
}

/** What discovery shows: new resources are watched, missing ones dropped if that is proven and parked if not. */
export function discovered(
  context: WorkloadContext,
  shown: readonly ApiResource[],
): Partial<WorkloadContext> {
  const wanted = shown.filter(isLookedAt).sort((a, b) =>
    byCodeUnit(groupResourceKey(a), groupResourceKey(b))
  );
  const shownKeys = new Set(wanted.map(groupResourceKey));
  const missing = [...context.book.resources.entries()].filter(([key]) => !shownKeys.has(key)).sort((
    [a],
    [b],
  ) => byCodeUnit(a, b));
  const isProven = (gvr: Gvr) =>
    context.definitionsGone.has(groupResourceKey(gvr)) &&
    context.unsynced.has(reflectorAddress(viewOf(context.cluster, gvr)));
  const resources = missing.map(([, resource]) => resource);
  const dropped = resources.filter(isProven);
  const kept = resources.filter((resource) => !dropped.includes(resource));
  const fresh = wanted.filter((row) => context.watched.get(groupResourceKey(row))?.version !== row.version);
  const replaced = fresh.flatMap((row) => context.watched.get(groupResourceKey(row)) ?? []);
  const left = [...dropped, ...replaced];
  const served = putResources(dropped.reduce(dropResource, context.book), [...wanted, ...kept]);
  const watched = fresh.reduce(
    (map, { group, version, resource }) =>
      map.set(groupResourceKey({ group, resource }), { group, version, resource }),
    dropped.reduce((map, row) => map.delete(groupResourceKey(row)), context.watched),
  );
  const unsynced = context.unsynced
    .subtract(left.map((gvr) => reflectorAddress(viewOf(context.cluster, gvr))))
    .union(fresh.map((gvr) => reflectorAddress(viewOf(context.cluster, gvr))));
  const parked = kept.map(groupResourceKey);
  const next = sightCustomizers({ ...context, book: served, watched, unsynced, discovered: true, parked });
  const { book } = next;
  return {
    ...next,
    definitionsGone: context.definitionsGone.subtract(dropped.map(groupResourceKey)),
    attempts: 0,
    trouble: kept.length > 0
      ? `Discovery no longer shows ${next.parked.join(", ")}, but nothing proves them gone`
      : null,
    letters: [
      ...subscriptionLetters(context.cluster, "subscriber.left", left),
      ...subscriptionLetters(context.cluster, "subscriber.joined", fresh),
      ...wholeShares(book, mailboxesOf(book), sightOf(next)),
      ...subjects(book, book.wishes.keys(), sightOf(next)),
    ],
  };
}
