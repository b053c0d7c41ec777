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

/** Resources by `groupResourceKey`, at the version that is preferred where they are served. */
export type Resources = ImmutableMap<string, Gvr>;

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
): readonly Gvr[] {
  return resources.filter(({ verbs }) => verbs.includes("list") && verbs.includes("watch")).filter(isWanted)
    .map(gvrOf).sort((a, b) => byCodeUnit(groupResourceKey(a), groupResourceKey(b)));
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
