/** The reflector kind: its machine, bound to an API server and to the cache of bodies. @module */
import type { View } from "../../machines/addresses.ts";
import type { ReflectorContext } from "../../machines/reflector/context.ts";
import { reflectorMachine } from "../../machines/reflector/reflector.ts";
import type { SubscriberJoinedLetter } from "../../machines/watch_letters.ts";
import { workspaces } from "../../kube/kcp_api.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { ApiDirectory } from "../api_directory.ts";
import type { Marker } from "../copies/mark.ts";
import type { ObjectCache } from "../object_cache.ts";
import type { Kind, PerformContext } from "../system/kind.ts";
import { ApiWaiters, decidesApis } from "./api_waiters.ts";
import { ListAndWatch } from "./list_and_watch.ts";
import { ServerLives } from "./server_lives.ts";
import { type OwnerOf, type Tell, ViewKeeper } from "./view_keeper.ts";

export interface ReflectorPorts {
  readonly apis: ApiDirectory;
  readonly cache: ObjectCache;
  readonly marker: Marker;
  /** The gate that needs this view, or null. */
  gateOf(view: View): string | null;
}

/** Marks are looked for where copies and mailboxes are seen; everything else is foreign anyway. */
function ownershipIn({ source, cluster, gvr, selector }: View, marker: Marker): OwnerOf {
  const isLookedFor = selector !== "" || groupResourceKey(gvr) === groupResourceKey(workspaces);
  if (!isLookedFor) return () => "foreign";
  return ({ namespace, name }, object) =>
    marker.isOurs({ source, cluster, gvr, namespace, name }, object) ? "ours" : "foreign";
}

interface Bound {
  readonly view: View;
  readonly keeper: ViewKeeper;
  readonly source: ListAndWatch;
}

export function createReflectorKind({ apis, cache, marker, gateOf }: ReflectorPorts): Kind {
  const bound = new Map<string, Bound>();
  const waiters = new ApiWaiters();
  const lives = new ServerLives();
  const bind = (self: string, view: View): Bound => {
    const api = apis(view.source);
    if (api === undefined) {
      throw new Error(`Cannot watch ${self} as no API server is known for ${view.source}`);
    }
    const changed = decidesApis(view) ? (tell: Tell) => waiters.wake(view, tell) : undefined;
    const keeper = new ViewKeeper(self, view.gvr, cache.view(self), ownershipIn(view, marker), changed);
    const made = { view, keeper, source: new ListAndWatch(api, view, keeper, lives) };
    bound.set(self, made);
    return made;
  };
  const of = (self: string, view: View): Bound => bound.get(self) ?? bind(self, view);
  const keeperOf = ({ self }: PerformContext): ViewKeeper | undefined => bound.get(self)?.keeper;
  return {
    name: "reflector",
    machine: reflectorMachine,
    restart: "transient",
    spawnedBy: ["subscriber.joined"],
    input: (_address, letter) => {
      const { view } = letter as SubscriberJoinedLetter;
      return { view, gate: gateOf(view) };
    },
    view: (context) => viewOf(context as ReflectorContext),
    // A new life of the chart knows nobody; the keeper still does.
    restarted: ({ self, reply }) => {
      const { keeper, view } = bound.get(self) ?? {};
      for (const { subscriber, as } of keeper?.audience() ?? []) {
        const event = { type: "subscriber.joined", view, subscriber, as };
        reply(event);
      }
    },
    ended: (address, why) => {
      const { source, view } = bound.get(address) ?? {};
      source?.stop();
      if (view !== undefined) waiters.remove(address, view);
      if (why === "failed") return;
      source?.end();
      bound.delete(address);
      cache.forget(address);
    },
    levels: { "watch.progressed": () => "version" },
    perform: {
      list: ({ view, notBefore }: { view: View; notBefore: string | null }, context) =>
        of(context.self, view).source.list(notBefore, context),
      openWatch: (params: { view: View; resourceVersion: string }, context) =>
        of(context.self, params.view).source.watch(params.resourceVersion, context),
      look: ({ views }: { views: readonly View[] }, context) => {
        for (const view of views) of(context.self, view).source.look(context);
      },
      closeWatch: (_params, { self }) => bound.get(self)?.source.stop(),
      admit: (params: { view: View; subscriber: string; as: string }, context) =>
        of(context.self, params.view).keeper.admit(params.subscriber, params.as, context.tell),
      dismiss: ({ subscriber }: { subscriber: string }, context) => keeperOf(context)?.dismiss(subscriber),
      announceSynced: (_params, { self, tell }) => {
        const { keeper, view } = bound.get(self) ?? {};
        if (view !== undefined) waiters.remove(self, view);
        keeper?.announceSynced(tell);
      },
      announceStale: ({ why }: { why: string }, { self, tell }) => {
        const { keeper, view } = bound.get(self) ?? {};
        if (view !== undefined) waiters.add(self, view);
        keeper?.announceStale(why, tell);
      },
    },
  };
}

function viewOf(
  { view, subscribers, resourceVersion, relists, attempts, trouble, lookingFor }: ReflectorContext,
): unknown {
  return {
    view,
    subscribers,
    resourceVersion,
    relists,
    attempts,
    trouble,
    lookingFor: [...lookingFor].sort(),
  };
}
