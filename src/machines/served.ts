/** What a server serves, as the actor knows that watches all of it for copies of ours. @module */
import type { Map as ImmutableMap, Set as ImmutableSet } from "immutable";
import type { ObjectFact } from "../kube/facts.ts";
import { byCodeUnit } from "../kube/order.ts";
import { type ApiResource, groupResourceKey, type Gvr } from "../kube/resource.ts";
import { goneAfter, type GoneDefinitions, isDefiner } from "./definitions.ts";

/** Resources that are watched, by group and resource. */
export type Watched = ImmutableMap<string, Gvr>;

/** What is known of what a server serves. */
export interface Served {
  /** Whether nothing is known since the last discovery that another would show otherwise. */
  readonly discovered: boolean;
  readonly definitionsGone: GoneDefinitions;
  /** Resources of which copies were written though they are not watched: discovery did not show them yet. */
  readonly unwatched: ImmutableSet<string>;
}

/** What a discovery changes. */
export interface Discovered {
  readonly watched: Watched;
  /** Watched from now on: what is known of these from our own writes alone may be gone, and only the watch says. */
  readonly fresh: readonly ApiResource[];
  /** Watched until now: gone, or served in another version. */
  readonly left: readonly Gvr[];
  /** Nothing that was seen of these holds. */
  readonly unseen: readonly Gvr[];
  readonly served: Served;
}

/** What to watch when the server serves `resources`. What it does not show stays watched until its definition was seen to go. */
export function discover(known: Served, watched: Watched, resources: readonly ApiResource[]): Discovered {
  const ordered = [...resources].sort((a, b) => byCodeUnit(groupResourceKey(a), groupResourceKey(b)));
  const fresh = ordered.filter((row) => watched.get(groupResourceKey(row))?.version !== row.version);
  const replaced = fresh.flatMap((row) => watched.get(groupResourceKey(row)) ?? []);
  const isServed = new Set(ordered.map(groupResourceKey));
  const isDropped = (key: string) => !isServed.has(key) && known.definitionsGone.has(key);
  const dropped = [...watched].filter(([key]) => isDropped(key)).map(([, gvr]) => gvr);
  const now = fresh.reduce(putGvr, watched.deleteAll(dropped.map(groupResourceKey)));
  const definitionsGone = known.definitionsGone.subtract(dropped.map(groupResourceKey));
  const served = { discovered: true, definitionsGone, unwatched: known.unwatched.subtract(now.keys()) };
  return { watched: now, fresh, left: [...replaced, ...dropped], unseen: [...fresh, ...dropped], served };
}

/** The same with one resource more, or another version of it. */
export function putGvr(watched: Watched, { group, version, resource }: Gvr): Watched {
  return watched.set(groupResourceKey({ group, resource }), { group, version, resource });
}

/** A copy was written: of a resource that is not watched, nothing says what becomes of it. */
export function afterWrite(
  { unwatched, discovered }: Served,
  watched: Watched,
  gvr: Gvr | undefined,
): Partial<Served> {
  if (gvr === undefined || watched.has(groupResourceKey(gvr))) return {};
  const resource = groupResourceKey(gvr);
  return { unwatched: unwatched.add(resource), discovered: discovered && unwatched.has(resource) };
}

/** A copy came, changed or went: if it decides what the server serves, that has to be found out. */
export function afterSight(
  { definitionsGone }: Served,
  event: { readonly type: string; readonly fact: ObjectFact },
): Partial<Served> {
  if (!isDefiner(event.fact)) return {};
  return { discovered: false, definitionsGone: goneAfter(definitionsGone, event) };
}

/** Whether the server may serve something else than what is known: a definition is gone, or a copy was written that nobody watches. */
export function mayServeOthers({ definitionsGone, unwatched }: Served): boolean {
  return !definitionsGone.isEmpty() || !unwatched.isEmpty();
}

/** Whether one of these copies needs an API that is not watched. */
export function lacksApi(watched: Watched, gvrs: readonly (Gvr | undefined)[]): boolean {
  return gvrs.some((gvr) => gvr !== undefined && !watched.has(groupResourceKey(gvr)));
}
