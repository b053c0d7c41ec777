/**
 * The pause between two writes of the same object's status: a pod that flaps costs the hub one write per interval.
 *
 * One timer serves all objects. What was written rests until the timer has rung twice since, so for one to two intervals. @module
 */
import type { EdgeClusterContext } from "./edge_cluster/context.ts";

type Rest = Pick<EdgeClusterContext, "statusFresh" | "statusResting">;

/** The status under this key was written now. */
export function beginRest({ statusFresh, statusResting }: Rest, key: string): Rest {
  return { statusFresh: statusFresh.add(key), statusResting };
}

/** The timer has rung. */
export function restOn({ statusFresh, statusResting }: Rest): Rest {
  return { statusFresh: statusFresh.clear(), statusResting: statusResting.clear().union(statusFresh) };
}

export function isResting({ statusFresh, statusResting }: Rest, key: string): boolean {
  return statusFresh.has(key) || statusResting.has(key);
}
