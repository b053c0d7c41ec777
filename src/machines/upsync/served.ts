/** What an upsync actor watches of what edge and mailbox serve: each resource at the version that both have. @module */
import type { Map as ImmutableMap } from "immutable";
import { customResourceDefinitions } from "../../kube/core_api.ts";
import { type ApiResource, groupResourceKey, type Gvr } from "../../kube/resource.ts";
import { unseeResource } from "../../placement/copies/book.ts";
import { mayUpsync, upsyncNames } from "../../placement/upsync.ts";
import { reflectorAddress } from "../addresses.ts";
import type { UpsyncContext } from "./context.ts";
import { doubt } from "./objects.ts";
import * as views from "./views.ts";

type Change = Partial<UpsyncContext>;

/** What the edge serves now; `edition` says to which question this is the answer. */
export function rememberEdgeServes(
  context: UpsyncContext,
  rows: readonly ApiResource[],
  edition: number,
): Change {
  const served = views.followable(rows, mayUpsync);
  const definitions = rows.some((row) =>
    groupResourceKey(row) === groupResourceKey(customResourceDefinitions)
  );
  const view = views.definitionsView(context.edge);
  const isNew = definitions && !context.followsDefinitions;
  return followBoth({
    ...context,
    servedOnEdge: byResource(context.servedOnEdge, served),
    followsDefinitions: context.followsDefinitions || definitions,
    undiscovered: edition === context.edition ? context.undiscovered.delete("edge") : context.undiscovered,
    letters: isNew ? [views.join(context.edge, view, "definition")] : [],
  });
}

/** Each server is watched at the version that both have of a resource, so what one of them serves concerns both. */
function followBoth(context: UpsyncContext): Change {
  const born = { ...context, attempts: 0, trouble: null, ...followBorn(context, "once") };
  return { ...born, ...followCopies(born) };
}

function byResource<R extends Gvr>(
  map: ImmutableMap<string, R>,
  rows: readonly R[],
): ImmutableMap<string, R> {
  return rows.reduce((next, gvr) => next.set(groupResourceKey(gvr), gvr), map.clear());
}

/**
 * Watches at the edge what the terms name and the edge serves. What is not served any more keeps its copies: a missing API is
 * no proof that its objects were deleted.
 */
export function followBorn(context: UpsyncContext, showing: "once" | "again"): Change {
  const { edge, terms, servedOnEdge, servedInMailbox } = context;
  const wanted = [...views.metBy(servedOnEdge, servedInMailbox, servedOnEdge).values()]
    .filter((gvr) => upsyncNames(terms ?? [], gvr));
  const { fresh, left } = views.compareViews(context.bornViews, wanted);
  const shown = showing === "again" ? wanted : fresh;
  const viewOf = (gvr: Gvr) => views.bornView(edge, gvr);
  const doubted = fresh.reduce<UpsyncContext>(
    (next, gvr) => ({ ...next, ...doubt(next, viewOf(gvr), reflectorAddress(viewOf(gvr))) }),
    context,
  );
  return {
    ...doubted,
    bornViews: byResource(context.bornViews, wanted),
    unsynced: context.unsynced.subtract(left.map((gvr) => reflectorAddress(viewOf(gvr))))
      .union(shown.map((gvr) => reflectorAddress(viewOf(gvr)))),
    letters: [
      ...context.letters,
      ...left.map((gvr) => views.leave(edge, viewOf(gvr))),
      ...shown.map((gvr) => views.join(edge, viewOf(gvr), "born")),
    ],
  };
}

/** What the mailbox serves now. */
export function rememberMailboxServes(context: UpsyncContext, rows: readonly ApiResource[]): Change {
  return followBoth({
    ...context,
    undiscovered: context.undiscovered.delete("mailbox"),
    servedInMailbox: byResource(context.servedInMailbox, views.followable(rows, mayUpsync)),
  });
}

/** Watches the mailbox for what a syncer put there, now or in an earlier life. */
function followCopies(context: UpsyncContext): Change {
  const { edge, servedInMailbox, servedOnEdge } = context;
  const cluster = context.mailboxCluster ?? "";
  if (context.mailboxCluster === null || context.swept) return {};
  const served = [...views.metBy(servedInMailbox, servedInMailbox, servedOnEdge).values()];
  const { fresh, left } = views.compareViews(context.copyViews, served);
  const viewOf = (gvr: Gvr) => views.copyView(cluster, gvr);
  return {
    copyViews: byResource(context.copyViews, served),
    // Our own writes may be gone before the watch begins: only the watch says what is there.
    book: [...left, ...fresh].reduce(unseeResource, context.book),
    unsynced: context.unsynced.subtract(left.map((gvr) => reflectorAddress(viewOf(gvr))))
      .union(fresh.map((gvr) => reflectorAddress(viewOf(gvr)))),
    letters: [
      ...context.letters,
      ...left.map((gvr) => views.leave(edge, viewOf(gvr))),
      ...fresh.map((gvr) => views.join(edge, viewOf(gvr), "copy")),
    ],
  };
}

/** Why the mailbox cannot take objects of a resource as the edge has them; null when it can. */
export function obstacle({ servedInMailbox, servedOnEdge }: UpsyncContext, gvr: Gvr): string | null {
  const key = groupResourceKey(gvr);
  const [mailbox, edge] = [servedInMailbox.get(key), servedOnEdge.get(key)];
  if (mailbox === undefined) return `NotServed: the mailbox does not serve ${key}`;
  if (edge === undefined || views.commonVersion(mailbox, edge) !== undefined) return null;
  const [here, there] = [edge, mailbox].map(({ versions }) => versions.join(", "));
  return `NoCommonVersion: of ${key} the edge serves ${here}, and the mailbox ${there}`;
}
