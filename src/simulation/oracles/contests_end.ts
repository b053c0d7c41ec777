/** S18 for writes: where two write, the same is written over and over only so often (F22). @module */
import { canonicalJson } from "../../kube/canonical_json.ts";
import { syncerConfigs } from "../../kube/edge_api.ts";
import type { KubeObject } from "../../kube/object.ts";
import { groupResourceKey } from "../../kube/resource.ts";
import type { Commit } from "../model/history.ts";
import type { World } from "../run/world.ts";
import { labelOf, type RestOracle } from "./oracle.ts";

const windowMs = 60_000;
/** Three flips, the try and its relapse; each change of what is wanted may be undone once more; a new life counts from nought. */
const rewritesMax = 5;

export const contestsEnd: RestOracle = {
  name: "S18",
  sentence: "What somebody else keeps changing back is written only so often",
  findings(world: World) {
    // Where two fight over `the-one`, what it names is wanted and not wanted by turns.
    const configured = changesOf(groupResourceKey(syncerConfigs), world.hub.history.commits);
    return world.servers().flatMap((server) =>
      [...rewritesIn(server.history.commits)].flatMap(([, { times, changes, object }]) => {
        const reasons = server === world.hub ? changes : [...changes, ...configured];
        const most = busiest(times, reasons, world, limitAt(world, server.name));
        return most === null
          ? []
          : [`${labelOf(object)} on ${server.name} was written again ${most} times within a minute`];
      })
    );
  },
};

/** A write of which the answer is lost is made, and the writer cannot count it. */
function limitAt({ plan }: World, server: string): number {
  const isDeaf = plan.episodes.some((episode) => episode.server === server && episode.fault === "answerLost");
  return isDeaf ? 2 * rewritesMax : rewritesMax;
}

interface Rewrites {
  readonly times: number[];
  /** When it wrote something else. */
  readonly changes: number[];
  readonly object: KubeObject;
  last: string;
}

/** When the runtime wrote what it had written there the last time too. */
function rewritesIn(commits: readonly Commit[]): ReadonlyMap<string, Rewrites> {
  const byKey = new Map<string, Rewrites>();
  for (const { author, type, resource, key, object, at, before } of commits) {
    if (author !== "runtime" || type !== "DELETED" && isStatus(before, object)) continue;
    // What was taken away meanwhile, by ourselves, is not written back.
    const content = type === "DELETED" ? "" : contentOf(object);
    const known = byKey.get(`${resource} ${key}`);
    if (known === undefined) {
      byKey.set(`${resource} ${key}`, { times: [], changes: [], object, last: content });
    } else if (known.last === content) known.times.push(at);
    else {
      known.last = content;
      known.changes.push(at);
    }
  }
  return byKey;
}

/** When anybody changed more than the status of an object of this resource. */
function changesOf(resource: string, commits: readonly Commit[]): readonly number[] {
  return commits.filter((commit) => commit.resource === resource && !isStatus(commit.before, commit.object))
    .map(({ at }) => at);
}

function isStatus(before: KubeObject | null, after: KubeObject): boolean {
  return before !== null && contentOf(before) === contentOf(after);
}

/** With its owner: the slice of a placement that was made anew is another slice. */
function contentOf({ metadata, status: _status, ...sections }: KubeObject): string {
  const { labels, annotations, ownerReferences } = metadata;
  return canonicalJson({ ...sections, labels, annotations, ownerReferences });
}

/** The most in one window, if that is too many. */
function busiest(
  times: readonly number[],
  changes: readonly number[],
  world: World,
  limit: number,
): number | null {
  const counts = times.map((from) => times.filter((at) => from <= at && at < from + windowMs).length);
  const most = Math.max(0, ...counts);
  const from = times[counts.indexOf(most)] ?? 0;
  const within = (all: readonly number[]) => all.filter((at) => from <= at && at < from + windowMs).length;
  return most > limit * (1 + within(world.lives.began)) + within(changes) ? most : null;
}
