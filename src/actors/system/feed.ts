/** The society's news, told to whoever listens. @module */
import type { ActorChange, ActorFeed } from "../../ports/actor_feed.ts";
import type { Cell } from "./cell.ts";
import { summaryOf } from "./directory.ts";

export interface Feed extends ActorFeed {
  /** Tells the listeners how a cell looks now. Costs nothing without listeners. */
  changed(cell: Cell): void;
}

export function createFeed(): Feed {
  const listeners = new Set<(change: ActorChange) => void>();
  return {
    subscribe: (listener) => {
      const own = (change: ActorChange) => listener(change);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    changed: (cell) => {
      if (listeners.size === 0) return;
      const change: ActorChange = cell.condition === "gone"
        ? { type: "gone", address: cell.address }
        : { type: "changed", summary: summaryOf(cell) };
      for (const listener of listeners) listener(change);
    },
  };
}
