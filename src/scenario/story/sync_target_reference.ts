/** Naming a SyncTarget in a story: by its name alone when an edge declares it, or as `<workspace>/<name>`. @module */
import type { EdgeSpec } from "./scenario.ts";

export interface SyncTargetKey {
  readonly workspace: string;
  readonly name: string;
}

/** Undefined when no edge, or more than one, declares the name. */
export function resolveSyncTarget(reference: string, edges: readonly EdgeSpec[]): SyncTargetKey | undefined {
  const slash = reference.indexOf("/");
  if (slash > 0) return { workspace: reference.slice(0, slash), name: reference.slice(slash + 1) };
  const [found, second] = edges.map((edge) => edge.syncTarget).filter(({ name }) => name === reference);
  return second === undefined ? found : undefined;
}
