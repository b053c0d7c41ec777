/** A level-triggered work queue, as client-go's: one entry per object, retried with back-off. @module */
import type { Clock, Timer } from "../../../ports/clock.ts";
import type { Log } from "../../../ports/log.ts";

/** Milliseconds until the item wants to be looked at again; nothing when it is in order. */
export type Reconciled = number | void;

export interface WorkQueueOptions<Item> {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keyOf: (item: Item) => string;
  /** Brings one item to its desired state. A throw is logged and tried again after a back-off. */
  readonly reconcile: (item: Item) => Reconciled;
  /** How long an item waits before its turn, so that a burst of changes is one turn; default 0. */
  readonly settleMs?: number;
}

export interface WorkQueue<Item> {
  /** Looks at the item soon, once, however often it is added until then. */
  add(item: Item): void;
  /** Nothing is reconciled afterwards. */
  stop(): void;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly due: number;
  readonly timer: Timer;
}

const firstBackoffMs = 10;
const lastBackoffMs = 60_000;

export function createWorkQueue<Item>(options: WorkQueueOptions<Item>): WorkQueue<Item> {
  const { name, clock, log, keyOf, reconcile, settleMs = 0 } = options;
  const waiting = new Map<string, Waiting<Item>>();
  const failures = new Map<string, number>();
  let stopped = false;

  function addAfter(item: Item, delayMs: number): void {
    if (stopped) return;
    const key = keyOf(item);
    const due = clock.now() + delayMs;
    const other = waiting.get(key);
    if (other && other.due <= due) return;
    other?.timer.cancel();
    waiting.set(key, { item, due, timer: clock.after(delayMs, () => take(key, item)) });
  }

  function take(key: string, item: Item): void {
    waiting.delete(key);
    try {
      const again = reconcile(item);
      failures.delete(key);
      if (typeof again === "number") addAfter(item, again);
    } catch (error) {
      retry(key, item, error);
    }
  }

  function retry(key: string, item: Item, error: unknown): void {
    const failed = (failures.get(key) ?? 0) + 1;
    failures.set(key, failed);
    const delayMs = Math.min(firstBackoffMs * 2 ** (failed - 1), lastBackoffMs);
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ controller: name, key, failed, delayMs, error: message }, "reconcile failed, will try again");
    addAfter(item, delayMs);
  }

  return {
    add: (item) => addAfter(item, settleMs),
    stop: () => {
      for (const { timer } of waiting.values()) timer.cancel();
      waiting.clear();
      stopped = true;
    },
  };
}
