/** The society that runs now, seen through one window that outlives restarts of the runtime. @module */
import type { ActorDirectory } from "../ports/actor_directory.ts";
import type { Explainer } from "../ports/explainer.ts";
import type { ActorChange, ActorFeed } from "../ports/actor_feed.ts";

/** A society, as far as windows look into it. */
export interface Society {
  readonly directory: ActorDirectory;
  readonly feed: ActorFeed;
  readonly explainer: Explainer;
}

export interface CurrentSociety extends Society {
  /** From now on the windows show this one; null while the runtime is stopped. */
  show(society: Society | null): void;
}

const nobody: ActorDirectory = {
  list: () => [],
  find: () => undefined,
  kinds: () => [],
  deadLetters: () => ({ total: 0, newest: [] }),
  sources: () => [],
};

export function createCurrentSociety(): CurrentSociety {
  const listeners = new Set<(change: ActorChange) => void>();
  let shown: Society | null = null;
  let unsubscribe = () => {};
  const tell = (change: ActorChange) => listeners.forEach((listener) => listener(change));
  const now = () => shown?.directory ?? nobody;
  return {
    directory: {
      list: (query) => now().list(query),
      find: (address) => now().find(address),
      kinds: () => now().kinds(),
      deadLetters: () => now().deadLetters(),
      sources: () => now().sources(),
    },
    explainer: { explain: (cluster, placement) => shown?.explainer.explain(cluster, placement) },
    feed: {
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    show(society) {
      unsubscribe();
      for (const { address } of now().list({})) tell({ type: "gone", address });
      shown = society;
      unsubscribe = society?.feed.subscribe(tell) ?? (() => {});
    },
  };
}
