/** What a mailbox remembers of each letter, and what follows from all of it. @module */
import { Set as ImmutableSet } from "immutable";
import { type SyncerConfig, syncerConfigs, type SyncerConfigSpec, theOneName } from "../../kube/edge_api.ts";
import { isNewer } from "../../kube/resource_version.ts";
import { canonicalJson } from "../../kube/canonical_json.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { type ApiResource, groupResourceKey, type Gvr, gvrOf } from "../../kube/resource.ts";
import type { Workspace } from "../../kube/kcp_api.ts";
import { see, seeAllOf, unsee, unseeResource, unwant, want } from "../../placement/copies/book.ts";
import type { CopyWant } from "../../placement/copies/entry.ts";
import { isStopped, pauseMs, resumed, wrote } from "../../placement/contest.ts";
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
import {
  dropCopy,
  dropShare,
  putCopy,
  putHead,
  putShare,
  type SharesChange,
  winningWant,
} from "../../placement/mailbox/shares_book.ts";
import { configFor } from "../../placement/mailbox/the_one.ts";
import { allLacking, lackingNow, lackingOf } from "../../placement/mailbox/wholeness.ts";
import { sameSpec } from "../../placement/syncer_config_equality.ts";
import { isWanted } from "../../placement/workload/shares.ts";
import { mailboxAddress, reflectorAddress, type View, workloadAddress } from "../addresses.ts";
import { backoffMs } from "../backoff.ts";
import { identityOf, ownedSelector, seenOf } from "../copy_letters.ts";
import { goneAfter, isDefiner } from "../definitions.ts";
import { followedAfter, isFromLeft } from "../followed.ts";
import type { TellParams } from "../letters.ts";
import type { SeenLetter, SyncedLetter } from "../watch_letters.ts";
import { answered, ask, awaitSources, forget, noProof, specKey } from "./proof.ts";
import type { ConfigSeen, MailboxContext, MailboxEvent, WorkspaceSeen } from "./context.ts";

type Change = Partial<MailboxContext>;

/** Takes one letter in. `letters` is what must be told because of it, and always replaced. */
export function remember(context: MailboxContext, event: MailboxEvent): Change {
  // Its workspace is told of by a route, not because it asked.
  const isOfContent = event.type.startsWith("copy.") || event.type.startsWith("config.");
  if (isOfContent && isFromLeft(context.followed, event)) return { letters: [] };
  const change = { letters: [], ...rememberAbout(context, event) };
  return { ...change, followed: followedAfter(context.followed, change.letters) };
}

function rememberAbout(context: MailboxContext, event: MailboxEvent): Change {
  switch (event.type) {
    case "target.offered":
      return { target: event.card };
    case "target.withdrawn":
      return { target: null };
    case "target.listed":
      return { targetListed: true };
    case "reach.offered":
      return {
        reaches: context.reaches.set(event.key, event.card),
        letters: requestShare(context, event.card.workload),
      };
    case "reach.withdrawn":
      return { reaches: context.reaches.delete(event.key) };
    case "reach.listed":
      return { reachesListed: true };
    case "location.offered":
      return reparameterize(context, event.key, context.locations.set(event.key, event.card));
    case "location.withdrawn":
      return reparameterize(context, event.key, context.locations.delete(event.key));
    case "location.listed":
      return { locationsListed: true };
    case "gate.opened":
      return { gateOpen: true };
    case "gate.closed":
      return { gateOpen: false, proof: noProof };
    case "workspace.added":
    case "workspace.modified":
      return event.object === null
        ? {}
        : rememberWorkspace(context, workspaceSeen(event.object, event.owner));
    case "workspace.created":
      return rememberWorkspace({ ...context, attempts: 0, trouble: null }, event.workspace, {
        attempts: 0,
        trouble: null,
      });
    case "workspace.deleted":
      return event.fact.uid === context.workspace?.uid ? forgetWorkspace(context) : {};
    case "workspace.deletionAccepted":
      return context.workspace?.uid === event.uid
        ? { workspace: { ...context.workspace, life: "deleting" }, attempts: 0, trouble: null }
        : {};
    case "binding.ensured":
      return { bound: true, attempts: 0, trouble: null };
    case "discovery.answered":
      return rememberServed(context, event.resources);
    case "request.refused":
    case "discovery.refused":
      return { attempts: context.attempts + 1, trouble: `${event.reason}: ${event.message}` };
    default:
      return rememberContent(context, event);
  }
}

function rememberContent(context: MailboxContext, event: MailboxEvent): Change {
  switch (event.type) {
    case "share.replaced":
      return retouch(context, putShare(context.shares, event.share));
    case "share.headed":
      return { shares: putHead(context.shares, event.head) };
    case "share.withdrawn": {
      const proof = answered(context.proof, workloadAddress(event.workload));
      return retouch({ ...context, proof }, dropShare(context.shares, event.workload));
    }
    case "proof.sought":
      return { proof: awaitSources(context.proof, event.workload, event.sources) };
    case "view.confirmed":
      return { proof: answered(context.proof, event.source) };
    case "copy.wanted":
      return retouch(context, putCopy(context.shares, event.workload, event.copy));
    case "copy.unwanted":
      return retouch(context, dropCopy(context.shares, event.workload, event.key));
    case "copy.added":
    case "copy.modified":
      return {
        book: see(context.book, identityOf(event.fact), seenOf(event.fact, event.owner)),
        ...redefine(context, event),
      };
    case "copy.deleted":
      return {
        book: unsee(context.book, identityOf(event.fact).key, event.fact),
        ...redefine(context, event),
      };
    case "copy.synced":
      return {
        unsynced: context.unsynced.delete(event.source),
        book: seeAll(context, event),
      };
    case "config.synced":
      return { unsynced: context.unsynced.delete(event.source) };
    case "copy.stale":
      // It may have lost sight because its API is gone, which takes a while to show.
      return {
        unsynced: context.unsynced.add(event.source),
        discovered: context.discovered && context.definitionsGone.isEmpty(),
      };
    case "config.stale":
      return { unsynced: context.unsynced.add(event.source) };
    case "copy.agreed":
      return { book: agreed(context.book, event.key, event), ...noteUnwatched(context, event.key) };
    case "copy.deletionAccepted":
      return { book: deletionAccepted(context.book, event.key, event.uid) };
    case "copy.refused":
      return { book: refused(context.book, event.key, `${event.reason}: ${event.message}`) };
    default:
      return rememberConfig(context, event);
  }
}

function rememberConfig(context: MailboxContext, event: MailboxEvent): Change {
  if ("fact" in event && event.fact.name !== theOneName) return {};
  switch (event.type) {
    case "config.added":
    case "config.modified":
      return event.object === null ? {} : { config: newerConfig(context.config, configSeen(event.object)) };
    case "config.deleted":
      return event.fact.uid === context.config?.uid ? { config: null } : {};
    case "config.written":
      return {
        config: newerConfig(context.config, event.config),
        configInFlight: false,
        configContest: wrote(context.configContest, canonicalJson(event.config.spec), event.at),
        attempts: 0,
        trouble: null,
      };
    case "config.refused":
      return {
        configInFlight: false,
        // Somebody has deleted it, and the answer to our last write came after the word of that.
        ...(event.reason === "NotFound" && { config: null }),
        attempts: context.attempts + 1,
        trouble: `SyncerConfig: ${event.reason}: ${event.message}`,
      };
    default:
      return {};
  }
}

/** A workload that has told nothing yet is asked; it may have told a predecessor of this actor. */
function requestShare({ name, shares }: MailboxContext, workload: string): TellParams[] {
  if (shares.heads.has(workload)) return [];
  return [{
    to: workloadAddress(workload),
    event: { type: "share.requested", mailbox: name } as TellParams["event"],
  }];
}

/** The Workspace as the chart keeps it. */
export function workspaceSeen(object: Workspace, owner: WorkspaceSeen["owner"]): WorkspaceSeen {
  const { uid = "", deletionTimestamp } = object.metadata;
  return {
    uid,
    cluster: object.spec?.cluster ? object.spec.cluster : null,
    phase: object.status?.phase ?? "",
    life: deletionTimestamp === undefined ? "alive" : "deleting",
    owner,
  };
}

/** The answer to our own request may come after the watch has shown more: what is known then stays. */
function rememberWorkspace(context: MailboxContext, seen: WorkspaceSeen, also: Change = {}): Change {
  const known = context.workspace;
  if (known !== null && known.uid === seen.uid && known.cluster !== null && seen.cluster === null) {
    return also;
  }
  const isSame = known !== null && known.uid === seen.uid && known.cluster === seen.cluster;
  return isSame ? { ...also, workspace: seen } : { ...forgetWorkspace(context), ...also, workspace: seen };
}

/** Another workspace, or none: what was seen in the old one says nothing. */
function forgetWorkspace(context: MailboxContext): Change {
  const book = [...context.book.entries.values()].reduce(
    (next, { key, seen }) => (seen === null ? next : unsee(next, key, seen)),
    context.book,
  );
  return {
    ...leaveReflectors(context),
    workspace: null,
    bound: false,
    book,
    config: null,
    configInFlight: false,
    definitionsGone: context.definitionsGone.clear(),
    unwatched: context.unwatched.clear(),
  };
}

function seeAll(
  { workspace, watched, book }: MailboxContext,
  { source, resourceVersion, reborn }: SyncedLetter<"copy">,
): MailboxContext["book"] {
  const gvr = watched.find((each) => reflectorAddress(viewOf(workspace?.cluster ?? "", each)) === source);
  return gvr === undefined ? book : seeAllOf(book, gvr, reborn ? null : resourceVersion);
}

/** A copy was written of a resource that is not watched: without a watch nothing says what becomes of it. */
function noteUnwatched({ book, watched, unwatched, discovered }: MailboxContext, key: string): Change {
  const gvr = book.entries.get(key)?.gvr;
  if (gvr === undefined || watched.has(groupResourceKey(gvr))) return {};
  const resource = groupResourceKey(gvr);
  return { unwatched: unwatched.add(resource), discovered: discovered && unwatched.has(resource) };
}

/** A copy that decides what the mailbox serves came, changed or went: what that is has to be found out. */
function redefine(context: MailboxContext, event: SeenLetter<"copy">): Change {
  if (!isDefiner(event.fact)) return {};
  return { discovered: false, definitionsGone: goneAfter(context.definitionsGone, event) };
}

function viewOf(cluster: string, gvr: Gvr): View {
  return { source: "hub", cluster, gvr: gvrOf(gvr), selector: ownedSelector };
}

function configView(cluster: string): View {
  return { source: "hub", cluster, gvr: syncerConfigs, selector: "" };
}

function subscription(
  { name }: MailboxContext,
  type: "subscriber.joined" | "subscriber.left",
  view: View,
  as: "copy" | "config",
): TellParams {
  const event = { type, view, subscriber: mailboxAddress(name), as };
  return { to: reflectorAddress(view), event };
}

/** Ends every watch on the mailbox's own cluster. */
export function leaveReflectors(context: MailboxContext): Change {
  const cluster = context.workspace?.cluster ?? null;
  const isWatching = context.discovered || !context.watched.isEmpty();
  const letters = cluster === null || !isWatching ? [] : [
    subscription(context, "subscriber.left", configView(cluster), "config"),
    ...[...context.watched.values()].map((gvr) =>
      subscription(context, "subscriber.left", viewOf(cluster, gvr), "copy")
    ),
  ];
  return { letters, watched: context.watched.clear(), unsynced: ImmutableSet<string>(), discovered: false };
}

/**
 * Watches everything the mailbox serves for copies of ours: what an earlier life of this actor put there is found again. What is known
 * of a resource from our own writes alone may be gone before its watch begins: only the watch says what is there.
 */
function rememberServed(context: MailboxContext, resources: readonly ApiResource[]): Change {
  const cluster = context.workspace?.cluster ?? "";
  const served = resources.filter(isWanted).sort((a, b) =>
    byCodeUnit(groupResourceKey(a), groupResourceKey(b))
  );
  const fresh = served.filter((row) => context.watched.get(groupResourceKey(row))?.version !== row.version);
  const replaced = fresh.flatMap((row) => context.watched.get(groupResourceKey(row)) ?? []);
  const isServed = new Set(served.map(groupResourceKey));
  const dropped = [...context.watched].filter(([key]) =>
    !isServed.has(key) && context.definitionsGone.has(key)
  )
    .map(([, gvr]) => gvr);
  const left = [...replaced, ...dropped];
  const isFirst = context.watched.isEmpty();
  const views = [...(isFirst ? [configView(cluster)] : []), ...fresh.map((gvr) => viewOf(cluster, gvr))];
  const watched = fresh.reduce(
    (map, { group, version, resource }) =>
      map.set(groupResourceKey({ group, resource }), { group, version, resource }),
    context.watched.deleteAll(dropped.map(groupResourceKey)),
  );
  return {
    discovered: true,
    definitionsGone: context.definitionsGone.subtract(dropped.map(groupResourceKey)),
    book: [...fresh, ...dropped].reduce(unseeResource, context.book),
    watched,
    unwatched: context.unwatched.subtract(watched.keys()),
    attempts: 0,
    trouble: null,
    unsynced: context.unsynced
      .subtract(left.map((gvr) => reflectorAddress(viewOf(cluster, gvr))))
      .union(views.map(reflectorAddress)),
    letters: [
      ...left.map((gvr) => subscription(context, "subscriber.left", viewOf(cluster, gvr), "copy")),
      ...(isFirst ? [subscription(context, "subscriber.joined", configView(cluster), "config")] : []),
      ...fresh.map((gvr) => subscription(context, "subscriber.joined", viewOf(cluster, gvr), "copy")),
    ],
  };
}

/** Applies the winners of the touched keys to what is wanted. */
function retouch(
  context: Pick<MailboxContext, "book" | "locations" | "proof">,
  { book: shares, touched }: SharesChange,
): Change {
  const book = touched.reduce((next, key) => {
    const winner = winningWant(shares, key);
    return winner === null ? unwant(next, key) : want(next, parameterized(winner, context.locations));
  }, context.book);
  return { shares, book, proof: forget(context.proof, touched.filter((key) => shares.wants.has(key))) };
}

/** The want with what its Location says, as far as that is known. */
function parameterized(wanted: CopyWant, locations: MailboxContext["locations"]): CopyWant {
  const location = wanted.customization?.location ?? null;
  if (wanted.customization === undefined || location === null) return wanted;
  const parameters = locations.get(location) ?? null;
  return { ...wanted, customization: { ...wanted.customization, parameters } };
}

/** A Location says something else: the copies that want its parameters are looked at again. */
function reparameterize(
  { book, shares, proof }: MailboxContext,
  location: string,
  locations: MailboxContext["locations"],
): Change {
  const touched = [...shares.parameterized.get(location, ImmutableSet<string>())].sort(byCodeUnit);
  return { ...retouch({ book, locations, proof }, { book: shares, touched }), locations };
}

/** `the-one` as this actor remembers it. */
export function configSeen(object: SyncerConfig): ConfigSeen {
  const { uid = "", resourceVersion = "" } = object.metadata;
  return { uid, resourceVersion, spec: object.spec ?? {}, lacking: lackingOf(object) };
}

function newerConfig(known: ConfigSeen | null, seen: ConfigSeen): ConfigSeen {
  return known !== null && known.uid === seen.uid && isNewer(known.resourceVersion, seen.resourceVersion)
    ? known
    : seen;
}

/** Whether absence is proven (S2): only then may anything be taken away. */
export function permissionOf(context: MailboxContext): Permission {
  return context.unsynced.isEmpty() ? permissionApart(context) : "additions";
}

/** The same for those resources that are seen, when others have had their time; see {@link isParked}. */
function permissionApart(context: MailboxContext): Permission {
  const isTold = context.reaches.every(({ workload }) =>
    context.shares.heads.get(workload)?.sight === "complete"
  );
  const config = reflectorAddress(configView(context.workspace?.cluster ?? ""));
  const isSeen = context.discovered && !context.unsynced.has(config);
  const isListed = context.reachesListed && context.locationsListed;
  return context.gateOpen && isListed && isTold && isSeen &&
      knowsLocations(context)
    ? "everything"
    : "additions";
}

/** Whether copies of a resource are not completely seen. */
function isParked({ workspace, unsynced }: MailboxContext): (entry: { readonly gvr: Gvr }) => boolean {
  return ({ gvr }) => unsynced.has(reflectorAddress(viewOf(workspace?.cluster ?? "", gvr)));
}

/** A Location that goes is first heard of here, and later by the placement that led through it; until then its copies wait. */
function knowsLocations({ shares, locations }: MailboxContext): boolean {
  return [...shares.parameterized.keys()].every((location) => locations.has(location));
}

function canProject(
  { target, workspace, bound, discovered, gateOpen, targetListed }: MailboxContext,
): boolean {
  return gateOpen && targetListed && target !== null && workspace?.owner === "ours" &&
    workspace.life === "alive" &&
    workspace.cluster !== null && workspace.phase === "Ready" && bound && discovered;
}

/** What to request now. Requests under way are not repeated. */
export function planWork(context: MailboxContext): Change {
  const permission = permissionOf(context);
  const impatient = context.impatient && permission === "additions";
  if (!canProject(context) || (permission === "additions" && !impatient)) {
    return { operations: [], configWrite: null, impatient, letters: [] };
  }
  const allowed = impatient ? permissionApart(context) : permission;
  const { book, operations, unproven } = takeDue(context.book, allowed, {
    isParked: isParked(context),
    isProven: (key) => context.proof.proven.has(key),
  });
  const config = planConfig({ ...context, book }, allowed);
  const proof = forget(context.proof, operations.map(({ key }) => key));
  return {
    book,
    operations,
    configWrite: config.write,
    impatient,
    configInFlight: context.configInFlight || config.write !== null,
    ...seekProof({ ...context, book, proof }, [...unproven, ...config.unproven]),
  };
}

/** Whether somebody else keeps undoing what we write, so that it is left alone for a while (F22). */
export function isContended(context: MailboxContext): boolean {
  return !context.book.contended.isEmpty() || isStopped(context.configContest);
}

/** Asks everybody who may know that these keys are wanted after all. */
function seekProof({ proof, name, book, reaches, shares }: MailboxContext, keys: readonly string[]): Change {
  const resources = keys.flatMap((key) => {
    const gvr = book.entries.get(key)?.gvr;
    return gvr === undefined ? [] : [groupResourceKey(gvr)];
  });
  const workloads = ImmutableSet([
    ...shares.heads.keys(),
    ...reaches.map(({ workload }) => workload).values(),
  ]);
  return ask(proof, name, keys, workloads, [...new Set(resources)].sort(byCodeUnit));
}

/** A write of `the-one`, and what must be proven first. */
interface ConfigPlan {
  readonly write: MailboxContext["configWrite"];
  readonly unproven: readonly string[];
}

/** What the syncer does not find in `the-one` any more it takes off the edge: so taking away from it needs proof as well. */
function planConfig(context: MailboxContext, permission: Permission): ConfigPlan {
  if (context.configInFlight || context.trouble !== null) return { write: null, unproven: [] };
  const existing = context.config?.spec ?? null;
  const heads = [...context.shares.heads.values()];
  const [full, grown] = [configFor(heads, existing, permission), configFor(heads, existing, "additions")];
  const takesAway = full !== null && grown !== null && !sameSpec(full, grown);
  const isProven = !takesAway || context.proof.proven.has(specKey(full));
  return {
    write: writeOf(context, isProven ? full : grown, permission),
    unproven: isProven ? [] : [specKey(full)],
  };
}

function writeOf(
  context: MailboxContext,
  spec: SyncerConfigSpec | null,
  permission: Permission,
): MailboxContext["configWrite"] {
  if (spec === null) return null;
  const before = context.config?.lacking ?? allLacking;
  // What is under way is not there yet, and when it has come, one write says so of all of it.
  const isKnown = permission === "everything" && context.book.inFlight.isEmpty();
  const lacking = isKnown ? lackingNow(before, context.book) : before;
  const isSaid = context.config !== null && sameSpec(spec, context.config.spec);
  if (isSaid && lacking.join() === before.join()) return null;
  const contest = context.configContest;
  if (isStopped(contest) && contest.made === canonicalJson(spec)) return null;
  const { uid, resourceVersion } = context.config ?? {};
  const replaces = uid === undefined || resourceVersion === undefined ? null : { uid, resourceVersion };
  return { cluster: context.workspace?.cluster ?? "", spec, lacking, replaces };
}

/** Whether the server may serve something else than what is known: a definition is gone, or a copy was written that nobody watches. */
export function mayServeOthers({ definitionsGone, unwatched }: MailboxContext): boolean {
  return !definitionsGone.isEmpty() || !unwatched.isEmpty();
}

/** Puts up again what was refused; an API that copies need and that is not served is looked for again. */
export function tryAgain(context: MailboxContext, now: number): Change {
  const isLacking = [...context.book.failing].some((key) => {
    const gvr = context.book.entries.get(key)?.gvr;
    return gvr !== undefined && !context.watched.has(groupResourceKey(gvr));
  });
  return {
    book: retryContended(retryFailing(context.book), now),
    configContest: context.configContest && resumed(context.configContest, now),
    trouble: null,
    discovered: context.discovered && !isLacking && !mayServeOthers(context),
  };
}

/** How long to wait after refusals. */
export function retryDelayMs(context: MailboxContext): number {
  const { book, configContest, trouble, attempts } = context;
  const ofConfig = isStopped(configContest) ? pauseMs(configContest.stops) : Infinity;
  const pause = Math.min(contestPauseMs(book), ofConfig);
  if (book.failing.isEmpty() && trouble === null && pause < Infinity) return pause;
  const ofCopies = book.failing.isEmpty() ? Infinity : leastAttempts(book);
  return backoffMs(Math.min(ofCopies, trouble === null ? Infinity : Math.max(1, attempts)));
}
