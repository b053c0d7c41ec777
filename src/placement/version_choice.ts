/** Which API version of a resource a destination gets when its sources prefer different ones. @module */
import { by, byCodeUnit } from "../kube/order.ts";
import { type GroupResource, groupResourceKey, type Gvr } from "../kube/resource.ts";
import { highestVersion } from "../kube/version_order.ts";

/** One source's preferred version of one resource. */
export interface VersionVote extends Gvr {
  readonly workload: string;
}

/** Sources that disagree: a condition for the mailbox, because one of them is not served as it prefers. */
export interface VersionConflict extends GroupResource {
  readonly chosen: string;
  /** Sorted by version, then by workload. */
  readonly votes: readonly { readonly workload: string; readonly version: string }[];
}

export interface VersionChoice {
  /** The highest version among the sources, by {@link groupResourceKey}. */
  readonly versions: ReadonlyMap<string, Gvr>;
  /** Sorted by resource. */
  readonly conflicts: readonly VersionConflict[];
}

/** Chooses for every resource the highest version that a source prefers, whatever the order of the votes. */
export function chooseVersions(votes: readonly VersionVote[]): VersionChoice {
  const versions = new Map<string, Gvr>();
  for (const { group, version, resource } of votes) {
    const key = groupResourceKey({ group, resource });
    const best = versions.get(key)?.version ?? version;
    versions.set(key, { group, version: highestVersion([best, version]), resource });
  }
  const disputed = votes.filter((vote) => versions.get(groupResourceKey(vote))!.version !== vote.version);
  const keys = [...new Set(disputed.map(groupResourceKey))].sort(byCodeUnit);
  return { versions, conflicts: keys.map((key) => conflictOver(versions.get(key)!, votes)) };
}

function conflictOver({ group, version, resource }: Gvr, votes: readonly VersionVote[]): VersionConflict {
  const cast = votes.filter((vote) => vote.group === group && vote.resource === resource)
    .map((vote) => ({ workload: vote.workload, version: vote.version }))
    .sort(by((vote) => `${vote.version}\0${vote.workload}`));
  return { group, resource, chosen: version, votes: cast };
}
