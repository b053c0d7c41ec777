/** What an upsync actor looks at, and the letters by which it begins and ends looking. @module */
import type { Map as ImmutableMap } from "immutable";
import { customResourceDefinitions } from "../../kube/core_api.ts";
import {
  projectedLabel,
  projectedValue,
  syncerConfigs,
  upsyncedLabel,
  upsyncedValue,
} from "../../kube/edge_api.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { type ApiResource, groupResourceKey, type Gvr, gvrOf } from "../../kube/resource.ts";
import { reflectorAddress, upsyncAddress, type View } from "../addresses.ts";
import type { TellParams } from "../letters.ts";

/** Resources by `groupResourceKey`, at the version at which they are watched. */
export type Resources = ImmutableMap<string, Gvr>;

/** A resource as one of the two servers serves it: at its preferred version, and all that there are, that one first. */
export interface Offer extends Gvr {
  readonly versions: readonly string[];
}

export type Offers = ImmutableMap<string, Offer>;

/** The version at which both servers serve a resource, the best of the mailbox's; undefined if there is none. */
export function commonVersion(mailbox: Offer, edge: Offer): string | undefined {
  return mailbox.versions.find((version) => edge.versions.includes(version));
}

/** The resources of one server, each at the version at which both serve it. What only one of them has is at its preferred version. */
export function metBy(offers: Offers, mailbox: Offers, edge: Offers): Resources {
  return offers.map((offer, key) => {
    const [there, here] = [mailbox.get(key), edge.get(key)];
    const version = there === undefined || here === undefined ? undefined : commonVersion(there, here);
    return { ...gvrOf(offer), version: version ?? offer.version };
  });
}

/** What was born at the edge: everything that was not put there from the mailbox. */
export const bornSelector = `${projectedLabel}!=${projectedValue}`;
/** What a syncer has put into the mailbox. */
export const upsyncedSelector = `${upsyncedLabel}=${upsyncedValue}`;

export function bornView(edge: string, gvr: Gvr): View {
  return { source: `edge:${edge}`, cluster: "", gvr: gvrOf(gvr), selector: bornSelector };
}

/** An API of the edge may appear or go when its definitions change. */
export function definitionsView(edge: string): View {
  return { source: `edge:${edge}`, cluster: "", gvr: customResourceDefinitions, selector: "" };
}

export function copyView(cluster: string, gvr: Gvr): View {
  return { source: "hub", cluster, gvr: gvrOf(gvr), selector: upsyncedSelector };
}

export function configView(cluster: string): View {
  return { source: "hub", cluster, gvr: syncerConfigs, selector: "" };
}

/** What an upsync actor calls what it is shown. */
export type ShownAs = "config" | "born" | "copy" | "definition";

export function join(edge: string, view: View, as: ShownAs): TellParams {
  const event = { type: "subscriber.joined", view, subscriber: upsyncAddress(edge), as };
  return { to: reflectorAddress(view), event };
}

export function leave(edge: string, view: View): TellParams {
  const event = { type: "subscriber.left", view, subscriber: upsyncAddress(edge) };
  return { to: reflectorAddress(view), event };
}

/** The resources of a discovery that can be followed, sorted, without those that `isWanted` refuses. */
export function followable(
  resources: readonly ApiResource[],
  isWanted: (row: ApiResource) => boolean,
): readonly Offer[] {
  return resources.filter(({ verbs }) => verbs.includes("list") && verbs.includes("watch")).filter(isWanted)
    .map((row) => ({ ...gvrOf(row), versions: row.versions ?? [row.version] }))
    .sort((a, b) => byCodeUnit(groupResourceKey(a), groupResourceKey(b)));
}

/** Which of `wanted` are not watched yet at their version, and which that are watched are not wanted any more. */
export function compareViews(watched: Resources, wanted: readonly Gvr[]): {
  readonly fresh: readonly Gvr[];
  readonly left: readonly Gvr[];
} {
  const versions = new Map(wanted.map((gvr) => [groupResourceKey(gvr), gvr.version]));
  const left = [...watched].filter(([key, { version }]) => versions.get(key) !== version).map(([, gvr]) =>
    gvr
  );
  const fresh = wanted.filter((gvr) => watched.get(groupResourceKey(gvr))?.version !== gvr.version);
  return { fresh, left };
}
