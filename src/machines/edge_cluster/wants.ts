/** Which copies belong on the edge: what the SyncerConfig names of what the mailbox has. @module */
import { Set as ImmutableSet } from "immutable";
import { namespaces } from "../../kube/core_api.ts";
import type { SyncerConfigSpec } from "../../kube/edge_api.ts";
import type { ObjectFact } from "../../kube/facts.ts";
import { byCodeUnit } from "../../kube/order.ts";
import { groupResourceKey, type Gvr } from "../../kube/resource.ts";
import { unwant, want } from "../../placement/copies/book.ts";
import { type CopyWant, isNamespace } from "../../placement/copies/entry.ts";
import { downsyncPolicy } from "../../placement/downsync_policy.ts";
import { downsyncMatches, downsyncsNamespaceObject } from "../../placement/downsync.ts";
import { sameSpec } from "../../placement/syncer_config_equality.ts";
import { naturalFact, naturalResource } from "../../kube/denatured.ts";
import { isSystemObject } from "../../placement/system_objects.ts";
import { identityInMailbox } from "../../placement/resource_modes.ts";
import { reflectorAddress } from "../addresses.ts";
import { identityOf } from "../copy_letters.ts";
import { putGvr } from "../served.ts";
import type { EdgeClusterContext } from "./context.ts";
import { markStatus } from "./status_returns.ts";
import { letterTo, mailboxView } from "./views.ts";

type Change = Partial<EdgeClusterContext>;

function namedResources(spec: SyncerConfigSpec): Gvr[] {
  const rows = [...(spec.namespaceScope?.resources ?? []), ...(spec.clusterScope ?? [])];
  return [
    namespaces,
    ...rows.map(({ group, resource, apiVersion }) => ({ group, resource, version: apiVersion })),
  ];
}

/** Takes a new config in: watches what it names, and asks of every copy again whether it is meant for the edge. */
export function reconfigure(
  context: EdgeClusterContext,
  config: SyncerConfigSpec,
  configUid: string,
): Change {
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

/** A copy in the mailbox as what it is at the edge, at the version that the config names. */
export function asOnEdge({ watchedInMailbox }: EdgeClusterContext, fact: ObjectFact): ObjectFact {
  const named = watchedInMailbox.get(groupResourceKey(naturalResource(fact.gvr)));
  return naturalFact(fact, named?.version ?? fact.gvr.version);
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
export function policyOf({ annotations }: ObjectFact): Pick<CopyWant, "policy"> {
  const policy = downsyncPolicy(annotations);
  return policy === "overwrite" ? {} : { policy };
}

export function rememberCopy(context: EdgeClusterContext, fact: ObjectFact): Change {
  const { key } = identityOf(fact);
  const facts = context.facts.set(key, fact);
  const wanted = wantOf({ ...context, facts }, fact);
  const book = wanted === null ? unwant(context.book, key) : want(context.book, wanted);
  const known = context.facts.get(key);
  if (known?.uid === fact.uid && known.resourceVersion === fact.resourceVersion) return { facts, book };
  // A copy that was made anew has no status yet, whatever its predecessor was told; of one that has changed it may be the status (F23).
  const statusReturned = context.statusReturned.delete(key);
  return markStatus({ ...context, facts, book, statusReturned }, key);
}

export function forgetCopy(context: EdgeClusterContext, fact: ObjectFact): Change {
  const { key } = identityOf(fact);
  if (context.facts.get(key)?.uid !== fact.uid) return {};
  return {
    facts: context.facts.delete(key),
    book: unwant(context.book, key),
    statusContests: context.statusContests.delete(key),
  };
}
