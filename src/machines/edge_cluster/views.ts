/** Which reflectors an edge cluster actor listens to, in its mailbox and on its edge. @module */
import { syncerConfigs } from "../../kube/edge_api.ts";
import { type ApiResource, type Gvr, gvrOf } from "../../kube/resource.ts";
import { unseeResource } from "../../placement/copies/book.ts";
import { isDenatured } from "../../kube/denatured.ts";
import { goesToEdge, inMailbox } from "../../placement/resource_modes.ts";
import { edgeClusterAddress, reflectorAddress, type View } from "../addresses.ts";
import { ownedSelector } from "../copy_letters.ts";
import { discover } from "../served.ts";
import type { EdgeClusterContext } from "./context.ts";
import type { TellParams } from "../letters.ts";

type Change = Partial<EdgeClusterContext>;

export function hubView(cluster: string, gvr: Gvr, selector: string): View {
  return { source: "hub", cluster, gvr: gvrOf(gvr), selector };
}

/** Where the mailbox has what is this resource at the edge: what would act in the centre is inert there. */
export function mailboxView(context: EdgeClusterContext, gvr: Gvr): View {
  return hubView(context.mailboxCluster ?? "", inMailbox(gvr), ownedSelector);
}

export function edgeView({ edge }: EdgeClusterContext, gvr: Gvr): View {
  return { source: `edge:${edge}`, cluster: "", gvr: gvrOf(gvr), selector: ownedSelector };
}

export function letterTo(
  { edge }: EdgeClusterContext,
  type: "subscriber.joined" | "subscriber.left",
  view: View,
  as: string,
): TellParams {
  const event = { type, view, subscriber: edgeClusterAddress(edge), as };
  return { to: reflectorAddress(view), event };
}

export function enterMailbox(context: EdgeClusterContext, cluster: string): Change {
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
export function leaveMailbox(context: EdgeClusterContext): Change {
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
export function rememberServed(context: EdgeClusterContext, resources: readonly ApiResource[]): Change {
  const isWanted = (row: ApiResource) =>
    goesToEdge(row) && !isDenatured(row) && row.verbs.includes("list") && row.verbs.includes("watch");
  const { watched, fresh, left, unseen, served } = discover(
    context,
    context.watchedOnEdge,
    resources.filter(isWanted),
  );
  return {
    ...served,
    book: unseen.reduce(unseeResource, context.book),
    attempts: 0,
    trouble: null,
    watchedOnEdge: watched,
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
