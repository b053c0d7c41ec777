/** What an edge cluster actor remembers of each letter, and what follows from all of it. @module */
import { Set as ImmutableSet } from "immutable";
import { namespaces } from "../../kube/core_api.ts";
import { syncerConfigs, type SyncerConfigSpec, theOneName } from "../../kube/edge_api.ts";
import type { ObjectFact } from "../../kube/facts.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { type ApiResource, groupResourceKey, type Gvr, gvrOf } from "../../kube/resource.ts";
import {
  type CopyIdentity,
  see,
  seeAllOf,
  unsee,
  unseeResource,
  unwant,
  want,
} from "../../placement/copies/book.ts";
import type { CopyWant } from "../../placement/copies/entry.ts";
import { isNamespace } from "../../placement/copies/entry.ts";
import {
  agreed,
  contestPauseMs,
  deletionAccepted,
  leastAttempts,
  type Permission,
  refused,
  retryContended,
  retryFailing,
  takeDue,
} from "../../placement/copies/operations.ts";
import { isLacking, lackingOf } from "../../placement/mailbox/wholeness.ts";
import { downsyncPolicy } from "../../placement/downsync_policy.ts";
import { downsyncMatches, downsyncsNamespaceObject } from "../../placement/downsync.ts";
import { sameSpec } from "../../placement/syncer_config_equality.ts";
import { isDenatured, naturalFact, naturalResource } from "../../kube/denatured.ts";
import { isSystemObject } from "../../placement/system_objects.ts";
import { goesToEdge, identityInMailbox, inMailbox } from "../../placement/resource_modes.ts";
import { edgeClusterAddress, reflectorAddress, type View } from "../addresses.ts";
import { backoffMs } from "../backoff.ts";
import { identityOf, ownedSelector, seenOf } from "../copy_letters.ts";
import { goneAfter, isDefiner } from "../definitions.ts";
import { followedAfter, isFromLeft } from "../followed.ts";
import type { EdgeClusterContext, EdgeClusterEvent, StatusReturn } from "./context.ts";
import type { TellParams } from "../letters.ts";
import { beginRest, isResting, restOn } from "../status_rest.ts";
import type { SeenLetter, SyncedLetter } from "../watch_letters.ts";

type Change = Partial<EdgeClusterContext>;

/** Status returns under way at once. */
const returnsMax = 32;

/** Takes one letter in. `letters` is what must be told because of it, and always replaced. */
export function remember(context: EdgeClusterContext, event: EdgeClusterEvent): Change {
  if (isFromLeft(context.followed, event)) return { letters: [] };
  const change = { letters: [], ...rememberAbout({ ...context, letters: [] }, event) };
  return { ...change, followed: followedAfter(context.followed, change.letters) };
}

function rememberAbout(context: EdgeClusterContext, event: EdgeClusterEvent): Change {
  switch (event.type) {
    case "mailbox.offered":
      return context.mailboxCluster === event.card.cluster ? {} : enterMailbox(context, event.card.cluster);
    case "mailbox.withdrawn":
      return leaveMailbox(context);
    case "discovery.answered":
      return rememberServed(context, event.resources);
    case "discovery.refused":
      return { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` };
    case "config.added":
    case "config.modified":
      return event.fact.name !== theOneName || event.object === null ? {} : {
        ...reconfigure(context, event.object.spec ?? {}, event.fact.uid),
        lacking: lackingOf(event.object),
      };
    case "config.deleted":
      return event.fact.uid === context.configUid ? { config: null } : {};
    case "copy.added":
    case "copy.modified":
      return rememberCopy(context, asOnEdge(context, event.fact));
    case "copy.deleted":
      return forgetCopy(context, asOnEdge(context, event.fact));
    case "config.synced":
    case "copy.synced":
      return { unsynced: context.unsynced.delete(event.source) };
    case "landed.synced":
      return {
        unsynced: context.unsynced.delete(event.source),
        lost: context.lost.delete(event.source),
        book: seeAll(
          context.lost.has(event.source)
            ? { ...context, book: forgetForeign(context, event.source) }
            : context,
          event,
        ),
      };
    case "config.stale":
    case "copy.stale":
      return { unsynced: context.unsynced.add(event.source) };
    case "landed.stale":
      // It may have lost sight because its API is gone, which takes a while to show.
      return {
        unsynced: context.unsynced.add(event.source),
        lost: context.lost.add(event.source),
        discovered: context.discovered && context.definitionsGone.isEmpty(),
      };
    default:
      return rememberOnEdge(context, event);
  }
}

function seeAll(
  context: EdgeClusterContext,
  { source, resourceVersion, reborn }: SyncedLetter<"landed">,
): EdgeClusterContext["book"] {
  const gvr = context.watchedOnEdge.find((each) => reflectorAddress(edgeView(context, each)) === source);
  return gvr === undefined ? context.book : seeAllOf(context.book, gvr, reborn ? null : resourceVersion);
}

/** What is not ours is not watched: after a time without sight it may be gone, and is asked for again. */
function forgetForeign(context: EdgeClusterContext, source: string): EdgeClusterContext["book"] {
  return [...context.book.entries.values()].reduce(
    (book, { key, gvr, seen }) =>
      seen?.owner === "foreign" && reflectorAddress(edgeView(context, gvr)) === source
        ? unsee(book, key, seen)
        : book,
    context.book,
  );
}

function rememberOnEdge(context: EdgeClusterContext, event: EdgeClusterEvent): Change {
  switch (event.type) {
    case "landed.added":
    case "landed.modified":
      return markStatus({ ...context, ...rememberLanded(context, event) }, identityOf(event.fact).key);
    case "landed.deleted":
      return {
        book: unsee(context.book, identityOf(event.fact).key, event.fact),
        ...redefine(context, event),
      };
    case "copy.agreed":
      return markStatus(
        { ...context, book: agreed(context.book, event.key, event), ...noteUnwatched(context, event.key) },
        event.key,
      );
    case "copy.deletionAccepted":
      return { book: deletionAccepted(context.book, event.key, event.uid) };
    case "copy.refused":
      return { book: refused(context.book, event.key, `${event.reason}: ${event.message}`) };
    case "status.returned":
      return {
        ...rememberReturn(context, event.key, event.resourceVersion),
        ...(event.outcome === "written" && beginRest(context, event.key)),
      };
    case "status.rested":
      return restOn(context);
    case "status.refused":
      return {
        statusInFlight: context.statusInFlight.delete(event.key),
        statusRefused: context.statusRefused.add(event.key),
        attempts: context.attempts + 1,
        trouble: `Status of ${event.key}: ${event.reason}: ${event.message}`,
      };
    default:
      return {};
  }
}

/** A copy was written of a resource that is not watched: without a watch nothing says what becomes of it. */
function noteUnwatched(
  { book, watchedOnEdge, unwatched, discovered }: EdgeClusterContext,
  key: string,
): Change {
  const gvr = book.entries.get(key)?.gvr;
  if (gvr === undefined || watchedOnEdge.has(groupResourceKey(gvr))) return {};
  const resource = groupResourceKey(gvr);
  return { unwatched: unwatched.add(resource), discovered: discovered && unwatched.has(resource) };
}

/** A copy that decides what the edge serves came, changed or went: what that is has to be found out. */
function redefine(context: EdgeClusterContext, event: SeenLetter<"landed">): Change {
  if (!isDefiner(event.fact)) return {};
  return { discovered: false, definitionsGone: goneAfter(context.definitionsGone, event) };
}

function rememberLanded(context: EdgeClusterContext, event: SeenLetter<"landed">): Change {
  const { fact, owner } = event;
  return {
    book: see(context.book, identityOf(fact), { ...seenOf(fact, owner), ...policyOf(fact) }),
    ...redefine(context, event),
  };
}

/** Marks a copy whose version on the edge has not been asked for its status yet. */
function markStatus(context: EdgeClusterContext, key: string): Change {
  const entry = context.book.entries.get(key);
  const version = entry?.seen?.owner === "ours" ? entry.seen.resourceVersion : undefined;
  const isDue = version !== undefined && entry?.want !== null && context.statusReturned.get(key) !== version;
  return { ...context, statusDue: isDue ? context.statusDue.add(key) : context.statusDue.delete(key) };
}

/**
 * The status of a version has been returned. If that is older than what we have written ourselves, the watch has yet to show the
 * newer one: asking again before it does would find the same, again and again.
 */
function rememberReturn(context: EdgeClusterContext, key: string, resourceVersion: string): Change {
  const isNewest = context.book.entries.get(key)?.seen?.resourceVersion === resourceVersion;
  return {
    attempts: 0,
    statusInFlight: context.statusInFlight.delete(key),
    statusReturned: context.statusReturned.set(key, resourceVersion),
    statusDue: isNewest ? context.statusDue.delete(key) : context.statusDue,
  };
}

function hubView(cluster: string, gvr: Gvr, selector: string): View {
  return { source: "hub", cluster, gvr: gvrOf(gvr), selector };
}

/** Where the mailbox has what is this resource at the edge: what would act in the centre is inert there. */
function mailboxView(context: EdgeClusterContext, gvr: Gvr): View {
  return hubView(context.mailboxCluster ?? "", inMailbox(gvr), ownedSelector);
}

/** A copy in the mailbox as what it is at the edge, at the version that the config names. */
function asOnEdge({ watchedInMailbox }: EdgeClusterContext, fact: ObjectFact): ObjectFact {
  const named = watchedInMailbox.get(groupResourceKey(naturalResource(fact.gvr)));
  return naturalFact(fact, named?.version ?? fact.gvr.version);
}

function edgeView({ edge }: EdgeClusterContext, gvr: Gvr): View {
  return { source: `edge:${edge}`, cluster: "", gvr: gvrOf(gvr), selector: ownedSelector };
}

function letterTo(
  { edge }: EdgeClusterContext,
  type: "subscriber.joined" | "subscriber.left",
  view: View,
  as: string,
): TellParams {
  const event = { type, view, subscriber: edgeClusterAddress(edge), as };
  return { to: reflectorAddress(view), event };
}

function enterMailbox(context: EdgeClusterContext, cluster: string): Change {
  const left = leaveMailbox(context);
  const view = hubView(cluster, syncerConfigs, "");
  return {
    ...left,
    mailboxCluster: cluster,
    unsynced: (left.unsynced ?? context.unsynced).add(reflectorAddress(view)),
    letters: [...(left.letters ?? []), letterTo(context, "subscriber.joined", view, "config")],
  };
}

/** Without a mailbox nothing is known to be wanted or unwanted: what is on the edge stays. */
function leaveMailbox(context: EdgeClusterContext): Change {
  const cluster = context.mailboxCluster;
  if (cluster === null) return {};
  const views = [...context.watchedInMailbox.values()].map((gvr) => mailboxView(context, gvr));
  const config = hubView(cluster, syncerConfigs, "");
  return {
    mailboxCluster: null,
    config: null,
    configUid: "",
    lacking: [],
    facts: context.facts.clear(),
    watchedInMailbox: context.watchedInMailbox.clear(),
    unsynced: context.unsynced.subtract([config, ...views].map(reflectorAddress)),
    letters: [
      letterTo(context, "subscriber.left", config, "config"),
      ...views.map((view) => letterTo(context, "subscriber.left", view, "copy")),
    ],
  };
}

/** Ends every watch, on the mailbox and on the edge. */
export function leaveReflectors(context: EdgeClusterContext): Change {
  const edge = [...context.watchedOnEdge.values()].map((gvr) =>
    letterTo(context, "subscriber.left", edgeView(context, gvr), "landed")
  );
  return { letters: [...(leaveMailbox(context).letters ?? []), ...edge] };
}

/**
 * Watches everything the edge serves for copies of ours: what an earlier life of this actor put there is found again. What is known of
 * a resource from our own writes alone may be gone before its watch begins: only the watch says what is there.
 */
function rememberServed(context: EdgeClusterContext, resources: readonly ApiResource[]): Change {
  const served = resources.filter((row) =>
    goesToEdge(row) && !isDenatured(row) && row.verbs.includes("list") && row.verbs.includes("watch")
  ).sort((a, b) => byCodeUnit(groupResourceKey(a), groupResourceKey(b)));
  const fresh = served.filter((row) =>
    context.watchedOnEdge.get(groupResourceKey(row))?.version !== row.version
  );
  const replaced = fresh.flatMap((row) => context.watchedOnEdge.get(groupResourceKey(row)) ?? []);
  const isServed = new Set(served.map(groupResourceKey));
  const dropped = [...context.watchedOnEdge]
    .filter(([key]) => !isServed.has(key) && context.definitionsGone.has(key)).map(([, gvr]) => gvr);
  const left = [...replaced, ...dropped];
  const stayed = context.watchedOnEdge.deleteAll(dropped.map(groupResourceKey));
  return {
    discovered: true,
    definitionsGone: context.definitionsGone.subtract(dropped.map(groupResourceKey)),
    book: [...fresh, ...dropped].reduce(unseeResource, context.book),
    attempts: 0,
    trouble: null,
    watchedOnEdge: fresh.reduce(putGvr, stayed),
    unwatched: context.unwatched.subtract(fresh.map(groupResourceKey)),
    unsynced: context.unsynced
      .subtract(left.map((gvr) => reflectorAddress(edgeView(context, gvr))))
      .union(fresh.map((gvr) => reflectorAddress(edgeView(context, gvr)))),
    lost: context.lost.subtract(left.map((gvr) => reflectorAddress(edgeView(context, gvr)))),
    letters: [
      ...left.map((gvr) => letterTo(context, "subscriber.left", edgeView(context, gvr), "landed")),
      ...fresh.map((gvr) => letterTo(context, "subscriber.joined", edgeView(context, gvr), "landed")),
    ],
  };
}

function putGvr(
  watched: EdgeClusterContext["watchedOnEdge"],
  { group, version, resource }: Gvr,
): EdgeClusterContext["watchedOnEdge"] {
  return watched.set(groupResourceKey({ group, resource }), { group, version, resource });
}

function namedResources(spec: SyncerConfigSpec): Gvr[] {
  const rows = [...(spec.namespaceScope?.resources ?? []), ...(spec.clusterScope ?? [])];
  return [
    namespaces,
    ...rows.map(({ group, resource, apiVersion }) => ({ group, resource, version: apiVersion })),
  ];
}

/** Takes a new config in: watches what it names, and asks of every copy again whether it is meant for the edge. */
function reconfigure(context: EdgeClusterContext, config: SyncerConfigSpec, configUid: string): Change {
  const isSame = configUid === context.configUid && context.config !== null &&
    sameSpec(context.config, config);
  if (isSame) return {};
  const named = namedResources(config);
  const isNamed = new Set(named.map((gvr) => `${groupResourceKey(gvr)}/${gvr.version}`));
  const left = [...context.watchedInMailbox.values()]
    .filter((gvr) => !isNamed.has(`${groupResourceKey(gvr)}/${gvr.version}`));
  const stayed = left.reduce((map, gvr) => map.delete(groupResourceKey(gvr)), context.watchedInMailbox);
  const fresh = named.filter((gvr) => !stayed.has(groupResourceKey(gvr)));
  const views = fresh.map((gvr) => mailboxView(context, gvr));
  const leftViews = left.map((gvr) => mailboxView(context, gvr));
  const isLeft = new Set(left.map(groupResourceKey));
  const next = {
    ...context,
    config,
    configUid,
    facts: context.facts.filter(({ gvr }) => !isLeft.has(groupResourceKey(gvr))),
    watchedInMailbox: fresh.reduce(putGvr, stayed),
    unsynced: context.unsynced.subtract(leftViews.map(reflectorAddress)).union(views.map(reflectorAddress)),
  };
  return {
    ...next,
    book: rewantAll(next),
    letters: [
      ...leftViews.map((view) => letterTo(context, "subscriber.left", view, "copy")),
      ...views.map((view) => letterTo(context, "subscriber.joined", view, "copy")),
    ],
  };
}

function rewantAll(context: EdgeClusterContext): EdgeClusterContext["book"] {
  const keys = ImmutableSet([...context.book.entries.keys(), ...context.facts.keys()]);
  return [...keys].sort(byCodeUnit).reduce((book, key) => {
    const wanted = wantOf(context, context.facts.get(key));
    return wanted === null ? unwant(book, key) : want(book, wanted);
  }, context.book);
}

/** The copy that the edge should have of an object in the mailbox, or null if it should have none. */
function wantOf(context: EdgeClusterContext, fact: ObjectFact | undefined): CopyWant | null {
  if (fact === undefined || fact.deleting || context.config === null || isSystemObject(fact)) return null;
  const identity = identityOf(fact);
  if (!downsyncMatches(context.config, { ...fact.gvr, namespace: fact.namespace, name: fact.name })) {
    return null;
  }
  const isBare = isNamespace(fact) && !downsyncsNamespaceObject(context.config, fact.name);
  const { key } = identityInMailbox(identity);
  return {
    ...identity,
    form: isBare ? "bare" : "whole",
    from: {
      reflector: reflectorAddress(mailboxView(context, fact.gvr)),
      ...(key !== identity.key && { key }),
      cluster: fact.cluster,
      uid: fact.uid,
      resourceVersion: isBare ? "" : fact.resourceVersion,
    },
    ...policyOf(fact),
  };
}

/** What source or copy say may be done with the copy; nothing where that is the usual. */
function policyOf({ annotations }: ObjectFact): Pick<CopyWant, "policy"> {
  const policy = downsyncPolicy(annotations);
  return policy === "overwrite" ? {} : { policy };
}

function rememberCopy(context: EdgeClusterContext, fact: ObjectFact): Change {
  const { key } = identityOf(fact);
  const facts = context.facts.set(key, fact);
  const wanted = wantOf({ ...context, facts }, fact);
  const book = wanted === null ? unwant(context.book, key) : want(context.book, wanted);
  if (context.facts.get(key)?.uid === fact.uid) return { facts, book };
  // A copy that was made anew has no status yet, whatever its predecessor was told.
  const statusReturned = context.statusReturned.delete(key);
  return markStatus({ ...context, facts, book, statusReturned }, key);
}

function forgetCopy(context: EdgeClusterContext, fact: ObjectFact): Change {
  const { key } = identityOf(fact);
  if (context.facts.get(key)?.uid !== fact.uid) return {};
  return { facts: context.facts.delete(key), book: unwant(context.book, key) };
}

/** Whether absence is proven (S2): only then may anything be taken off the edge. */
export function permissionOf(context: EdgeClusterContext): Permission {
  const isSeen = context.config !== null && context.discovered && context.unsynced.isEmpty();
  return isSeen ? "everything" : "additions";
}

/** The same for those resources that are seen, when others have had their time; see {@link isParked}. */
function permissionApart(context: EdgeClusterContext): Permission {
  const config = reflectorAddress(hubView(context.mailboxCluster ?? "", syncerConfigs, ""));
  const isSeen = context.config !== null && context.discovered && !context.unsynced.has(config);
  return isSeen ? "everything" : "additions";
}

/**
 * Whether it cannot be told that a copy has to go: the mailbox is not whole, the edge is not completely seen, or the config selects it and
 * the mailbox is not. What the config does not select has to go whatever the mailbox holds, also when its API has left the mailbox.
 */
function isParked(context: EdgeClusterContext): (entry: CopyIdentity) => boolean {
  const isUnseen = (view: View) => context.unsynced.has(reflectorAddress(view));
  return ({ gvr, namespace, name }) =>
    isLacking(context.lacking, groupResourceKey(gvr)) ||
    isUnseen(edgeView(context, gvr)) ||
    (isUnseen(mailboxView(context, gvr)) &&
      downsyncMatches(context.config ?? {}, { ...gvr, namespace, name }));
}

/** Whether nothing on the edge is seen any more. One resource that cannot be seen does not stop the others. */
export function isLost({ lost, watchedOnEdge }: EdgeClusterContext): boolean {
  return !lost.isEmpty() && lost.size >= watchedOnEdge.size;
}

/** What to request now. Requests under way are not repeated. */
export function planWork(context: EdgeClusterContext): Change {
  const permission = permissionOf(context);
  const impatient = context.impatient && permission === "additions";
  const isReady = context.mailboxCluster !== null && context.discovered && context.config !== null &&
    !isLost(context);
  if (!isReady || (permission === "additions" && !impatient)) {
    return { operations: [], returns: [], impatient };
  }
  const allowed = impatient ? permissionApart(context) : permission;
  const { book, operations } = takeDue(context.book, allowed, {
    isParked: isParked(context),
    // What leaves the mailbox was looked for there: one stream says so, and needs no other.
    isProven: () => true,
  });
  return { book, operations, impatient, ...takeReturns(context) };
}

/**
 * Deletes of what the config still names and the mailbox does not show. Of a kind that is inert there, an earlier release had put the
 * natural form; one view may show the end of that before another shows the inert form that took its place.
 */
export function doubtful({ config, operations }: EdgeClusterContext): readonly string[] {
  return operations.filter(({ step, gvr, namespace, name }) =>
    step === "delete" && inMailbox(gvr) !== gvr &&
    downsyncMatches(config ?? undefined, { ...gvr, namespace, name })
  ).map(({ key }) => key);
}

function takeReturns(context: EdgeClusterContext): Change {
  const { book, statusDue, statusInFlight } = context;
  const ready = [...statusDue].filter((key) => !statusInFlight.has(key) && !isResting(context, key))
    .sort(byCodeUnit);
  const returns = ready.slice(0, Math.max(0, returnsMax - statusInFlight.size)).flatMap(
    (key): StatusReturn[] => {
      const entry = book.entries.get(key);
      if (entry === undefined || entry.seen === null) return [];
      const { gvr, namespace, name, seen } = entry;
      return [{ key, gvr, namespace, name, resourceVersion: seen.resourceVersion }];
    },
  );
  const keys = returns.map(({ key }) => key);
  return { returns, statusDue: statusDue.subtract(keys), statusInFlight: statusInFlight.union(keys) };
}

/** Whether the server may serve something else than what is known: a definition is gone, or a copy was written that nobody watches. */
export function mayServeOthers({ definitionsGone, unwatched }: EdgeClusterContext): boolean {
  return !definitionsGone.isEmpty() || !unwatched.isEmpty();
}

/** Puts up again what was refused; an API that copies need and that the edge does not serve is looked for again. */
export function tryAgain(context: EdgeClusterContext, now: number): Change {
  const isLacking = [...context.book.failing].some((key) => {
    const gvr = context.book.entries.get(key)?.gvr;
    return gvr !== undefined && !context.watchedOnEdge.has(groupResourceKey(gvr));
  });
  const unreturned = [...context.book.entries.values()].filter(({ key, want, seen }) =>
    want !== null && seen?.owner === "ours" && context.statusReturned.get(key) !== seen.resourceVersion
  );
  return {
    book: retryContended(retryFailing(context.book), now),
    trouble: null,
    discovered: context.discovered && !isLacking && !mayServeOthers(context),
    statusRefused: context.statusRefused.clear(),
    statusDue: context.statusDue.union(unreturned.map(({ key }) => key)),
  };
}

/** How long to wait after refusals. */
export function retryDelayMs(context: EdgeClusterContext): number {
  const pause = contestPauseMs(context.book);
  if (context.book.failing.isEmpty() && context.trouble === null && pause < Infinity) return pause;
  const ofCopies = context.book.failing.isEmpty() ? Infinity : leastAttempts(context.book);
  return backoffMs(Math.min(ofCopies, context.trouble === null ? Infinity : Math.max(1, context.attempts)));
}
