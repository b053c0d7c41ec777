/** Which reflectors a mailbox listens to. @module */
import { Set as ImmutableSet } from "immutable";
import { syncerConfigs } from "../../kube/edge_api.ts";
import { type ApiResource, type Gvr, gvrOf } from "../../kube/resource.ts";
import { unseeResource } from "../../placement/copies/book.ts";
import { isWanted } from "../../placement/workload/shares.ts";
import { mailboxAddress, reflectorAddress, type View } from "../addresses.ts";
import { ownedSelector } from "../copy_letters.ts";
import type { TellParams } from "../letters.ts";
import { discover } from "../served.ts";
import type { MailboxContext } from "./context.ts";

type Change = Partial<MailboxContext>;

export function viewOf(cluster: string, gvr: Gvr): View {
  return { source: "hub", cluster, gvr: gvrOf(gvr), selector: ownedSelector };
}

export function configView(cluster: string): View {
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
export function rememberServed(context: MailboxContext, resources: readonly ApiResource[]): Change {
  const cluster = context.workspace?.cluster ?? "";
  const { watched, fresh, left, unseen, served } = discover(
    context,
    context.watched,
    resources.filter(isWanted),
  );
  const isFirst = context.watched.isEmpty();
  const views = [...(isFirst ? [configView(cluster)] : []), ...fresh.map((gvr) => viewOf(cluster, gvr))];
  return {
    ...served,
    book: unseen.reduce(unseeResource, context.book),
    watched,
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
