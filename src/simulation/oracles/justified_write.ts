/**
 * S1: what is written into a copy is what its source said at a moment that the runtime may still have in view; and never something
 * older than what the same life has written there already. @module
 */
import { contains } from "../../kube/containment.ts";
import type { KubeObject } from "../../kube/object.ts";
import { storageKey, type Versioned } from "../model/history.ts";
import type { World } from "../run/world.ts";
import { targetOf } from "../user/draw_story.ts";
import { outOfMailbox, resourceInMailbox } from "./brute_force.ts";
import { isRight } from "./copies_exact.ts";
import { isMarked, mailboxClustersSince } from "./mailboxes.ts";
import { hasSameContent, labelOf, type RuntimeWrite, type SafetyOracle } from "./oracle.ts";

/** Between looking and asking. */
const deliberationMs = 2_000;

/** The source, and its revision, from which each place was written last; of one life of one world. */
interface Written {
  readonly life: number;
  readonly byPlace: Map<string, { readonly uid: string; readonly revision: number }>;
}
const written = new WeakMap<World, Written>();

export const justifiedWrite: SafetyOracle = {
  name: "S1",
  sentence: "What is written was wanted in some view that the runtime may have",
  judge(write, world) {
    const { server, commit, sent } = write;
    const { object } = commit;
    // Taking over the fields of a copy changes nothing in it.
    if (commit.before !== null && hasSameContent(commit.before, object)) return null;
    const isCopy = commit.type !== "DELETED" && sent.request.verb !== "delete" &&
      sent.request.subresource === undefined && isMarked(object);
    if (!isCopy) return null;
    const since = Math.min(sent.staleSince, sent.sentAt) - deliberationMs;
    if (since <= world.lastRestoredAt) return null;
    const what = `${labelOf(object)} on ${server.name}`;
    const isFrom = (source: KubeObject | null) =>
      server === world.hub ? isRight(object, source) : holds(object, source);
    // Of a Namespace only the name may be wanted.
    if (object.kind === "Namespace" && isFrom(null)) return null;
    const found = sourcesOf(write, world, since).filter((each) => isFrom(each.object));
    if (found.length > 0) {
      return wentBack(write, world, found) ? `${what} was written as it had been before` : null;
    }
    return `${what} was written as no source of it is, or was lately`;
  },
};

/** An edge's copy may hold more than we applied. */
function holds(copy: KubeObject, source: KubeObject | null): boolean {
  if (source === null) return copy.kind === "Namespace";
  const { apiVersion: _a, kind: _k, metadata: _m, status: _s, ...sections } = source;
  return contains(copy, copy.kind === "Namespace" ? {} : sections);
}

function sourcesOf({ server, commit }: RuntimeWrite, world: World, since: number): readonly Versioned[] {
  const { hub } = world;
  const [, namespace = "", name = ""] = commit.key.split("|");
  const first = hub.history.revisionAt(since);
  // What would act in a mailbox is inert there, and natural before and behind it.
  const resource = server === hub ? outOfMailbox(commit.resource) : resourceInMailbox(commit.resource);
  const of = (cluster: string) => hub.history.versions(resource, storageKey(cluster, namespace, name), first);
  if (server === hub) return world.plan.workspaces.flatMap((path) => of(hub.clusterId(path) ?? "?"));
  // A write that was long on its way comes after the end of the mailbox that it was made from.
  return mailboxClustersSince(world, targetOf(server.name), first).flatMap(of);
}

/** Whether all that it can have been made from is older than what this life has put there before. */
function wentBack({ server, commit }: RuntimeWrite, world: World, found: readonly Versioned[]): boolean {
  const known = written.get(world);
  const current = known?.life === world.lifeBeganAt ? known : { life: world.lifeBeganAt, byPlace: new Map() };
  written.set(world, current);
  const place = `${server.name} ${commit.resource} ${commit.key}`;
  const oldest = found.reduce((a, b) => a.revision <= b.revision ? a : b);
  const uid = oldest.object.metadata.uid ?? "";
  const isSure = found.every(({ object }) => object.metadata.uid === uid);
  const before = current.byPlace.get(place);
  // What two sources say alike may be from either; and the same content may have come back since.
  if (isSure) current.byPlace.set(place, { uid, revision: oldest.revision });
  else current.byPlace.delete(place);
  return before !== undefined && isSure && before.uid === uid &&
    found.every(({ until }) => until <= before.revision);
}
