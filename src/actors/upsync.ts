/** The upsync kind: its machine, and how edge and mailbox are asked and the mailbox is written. @module */
import { parseObjectKey } from "../kube/facts.ts";
import type { PerformCopiesParams } from "../machines/mailbox/context.ts";
import type { EdgeAssignedLetter } from "../machines/supervisor.ts";
import { upsyncMachine } from "../machines/upsync/upsync.ts";
import type { DiscoverParams, UpsyncContext, UpsyncInput } from "../machines/upsync/context.ts";
import { bareNamespace } from "../placement/projection.ts";
import type { ClusterApi } from "../ports/cluster_api.ts";
import type { ApiDirectory } from "./api_directory.ts";
import type { Marker } from "./copies/mark.ts";
import { markedStyle } from "./copies/marked_style.ts";
import { performCopies } from "./copies/perform_copies.ts";
import { defaultUpsyncQuota, UpsyncAccount, type UpsyncQuota } from "./copies/upsync_quota.ts";
import { upsyncStyle } from "./copies/upsync_style.ts";
import { countCopies } from "./mailbox.ts";
import type { ObjectCache } from "./object_cache.ts";
import { refusalOf } from "./refusal.ts";
import type { Kind, PerformContext } from "./system/kind.ts";

export interface UpsyncPorts {
  readonly hub: ClusterApi;
  readonly apis: ApiDirectory;
  readonly cache: ObjectCache;
  readonly marker: Marker;
  readonly quota?: UpsyncQuota;
}

export function createUpsyncKind(
  { hub, apis, cache, marker, quota = defaultUpsyncQuota }: UpsyncPorts,
): Kind {
  const accounts = new Map<string, UpsyncAccount>();
  const accountOf = (self: string): UpsyncAccount => {
    const account = accounts.get(self) ?? new UpsyncAccount(quota);
    accounts.set(self, account);
    return account;
  };
  const sources = withBareNamespaces(cache);
  const style = markedStyle(upsyncStyle, marker, "hub");
  return {
    name: "upsync",
    machine: upsyncMachine,
    restart: "transient",
    spawnedBy: ["edge.assigned"],
    endedBy: ["edge.unassigned"],
    input: (_address, letter): UpsyncInput => {
      const { edge, mailbox } = letter as EdgeAssignedLetter;
      return { edge, mailbox, objectsMax: quota.objects };
    },
    view: (context) => viewOf(context as UpsyncContext),
    ended: (address) => void accounts.delete(address),
    perform: {
      discover: ({ asks, edge, edition }: DiscoverParams, context) => {
        for (const { server, cluster } of asks) {
          const api = server === "mailbox" ? hub : apis(`edge:${edge}`);
          if (api === undefined) {
            throw new Error(`Cannot reach edge:${edge} as no API server is known for it`);
          }
          discover(api, cluster, { server, edition }, context);
        }
      },
      performCopies: (
        { source, cluster, operations, served }: PerformCopiesParams,
        { self, reply, now },
      ) => {
        const account = accountOf(self);
        const affordable = operations.filter((operation) => {
          const refusal = account.book(operation, cache);
          if (refusal !== null) reply(refusal);
          return refusal === null;
        });
        performCopies(
          { api: hub, cluster, cache: sources, style, served, now },
          source,
          affordable,
          reply,
        );
      },
    },
  };
}

/** A Namespace that goes up in name only has no body at the edge to be found: its name is all of it. */
function withBareNamespaces(cache: ObjectCache): ObjectCache {
  return {
    ...cache,
    find: (reflector, key) =>
      reflector === "" ? bareNamespace(parseObjectKey(key).name) : cache.find(reflector, key),
  };
}

function discover(
  api: ClusterApi,
  cluster: string,
  asked: { readonly server: string; readonly edition: number },
  { reply }: PerformContext,
): void {
  api.discover(cluster, (answer) => {
    const event = answer.ok
      ? { type: "discovery.answered", ...asked, resources: answer.resources }
      : { type: "discovery.refused", ...refusalOf(answer.error) };
    reply(event);
  });
}

function viewOf(context: UpsyncContext): unknown {
  const { edge, mailbox, mailboxCluster, terms, facts, denied, objectsMax, bornViews, book, unsynced } =
    context;
  return {
    edge,
    mailbox,
    mailboxCluster,
    terms,
    asked: facts.size,
    quota: { objects: objectsMax, beyond: denied.size },
    watched: [...bornViews.keys()].sort(),
    copies: countCopies(book),
    unsynced: [...unsynced].sort(),
  };
}
