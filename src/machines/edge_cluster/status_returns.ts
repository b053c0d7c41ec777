/** Which copies are asked for their status. @module */
import { byCodeUnit } from "../../kube/order.ts";
import type { EdgeClusterContext, StatusReturn } from "./context.ts";
import { isResting } from "../status_rest.ts";

type Change = Partial<EdgeClusterContext>;

/** Status returns under way at once. */
const returnsMax = 32;

/** Marks a copy whose version on the edge has not been asked for its status yet. */
export function markStatus(context: EdgeClusterContext, key: string): Change {
  const entry = context.book.entries.get(key);
  const version = entry?.seen?.owner === "ours" ? entry.seen.resourceVersion : undefined;
  const isDue = version !== undefined && entry?.want !== null && context.statusReturned.get(key) !== version;
  return { ...context, statusDue: isDue ? context.statusDue.add(key) : context.statusDue.delete(key) };
}

/**
 * The status of a version has been returned. If that is older than what we have written ourselves, the watch has yet to show the
 * newer one: asking again before it does would find the same, again and again.
 */
export function rememberReturn(context: EdgeClusterContext, key: string, resourceVersion: string): Change {
  const isNewest = context.book.entries.get(key)?.seen?.resourceVersion === resourceVersion;
  return {
    attempts: 0,
    statusInFlight: context.statusInFlight.delete(key),
    statusReturned: context.statusReturned.set(key, resourceVersion),
    statusDue: isNewest ? context.statusDue.delete(key) : context.statusDue,
  };
}

export function takeReturns(context: EdgeClusterContext): Change {
  const { book, statusDue, statusInFlight } = context;
  const ready = [...statusDue].filter((key) => !statusInFlight.has(key) && !isResting(context, key))
    .sort(byCodeUnit);
  const returns = ready.slice(0, Math.max(0, returnsMax - statusInFlight.size)).flatMap(
    (key): StatusReturn[] => {
      const entry = book.entries.get(key);
      if (entry === undefined || entry.seen === null) return [];
      const { gvr, namespace, name, seen } = entry;
      return [{ key, gvr, namespace, name, resourceVersion: seen.resourceVersion }];
    },
  );
  const keys = returns.map(({ key }) => key);
  return { returns, statusDue: statusDue.subtract(keys), statusInFlight: statusInFlight.union(keys) };
}
