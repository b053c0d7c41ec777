/** The views that the runtime may have had: each resource as it was at some moment since then, independent of the others. @module */
import type { World } from "../run/world.ts";
import type { StateReader } from "./brute_force.ts";

/** More mixtures than this are not gone through. */
const mixturesMax = 600;

/**
 * Whether something was so in some mixture. Streams of different resources are of different ages, so a change in one may be known before
 * an earlier change in another. Answers true when there are too many mixtures to tell.
 */
export function everSo(
  { hub }: World,
  since: number,
  groups: readonly ((resource: string) => boolean)[],
  isSo: (state: StateReader) => boolean,
): boolean {
  const first = hub.history.revisionAt(since);
  const commits = hub.history.commits.slice(first);
  const moments = groups.map((concerns) => [
    first,
    ...commits.filter(({ resource }) => concerns(resource)).map(({ revision }) => revision),
  ]);
  if (moments.reduce((product, { length }) => product * length, 1) > mixturesMax) return true;
  const go = (chosen: readonly number[]): boolean => {
    const rest = moments[chosen.length];
    if (rest !== undefined) return rest.some((moment) => go([...chosen, moment]));
    const at = (resource: string) => chosen[groups.findIndex((concerns) => concerns(resource))] ?? Infinity;
    return isSo({
      list: (resource, cluster) => hub.history.list(resource, cluster, at(resource)),
      rows: (cluster) => hub.rows(cluster),
    });
  };
  return go([]);
}

const is = (name: string) => (resource: string) => resource === name;

/** Each of these is a stream of its own. */
export const inventoryGroups: readonly ((resource: string) => boolean)[] = [
  is("locations.scheduling.kcp.io"),
  is("synctargets.workload.kcp.io"),
  is("edgeplacements.edge.kcp.io"),
];
