/** Everything that happens in one simulation, as data: drawn from a seed, cut down by the shrinker, kept in a recording. @module */
import { seededRandomness } from "../../adapters/memory/seeded_randomness.ts";
import {
  type Episode,
  type LinkFault,
  linkFaults,
  type StoryFault,
  storyFaults,
} from "../faults/fault_classes.ts";
import { Dice } from "../user/dice.ts";
import { drawLater } from "../user/draw_later.ts";
import { drawStory } from "../user/draw_story.ts";
import type { Operation } from "../user/operation.ts";

/** The runtime crashes at its n-th effect (counted over all its lives, from 1). */
export interface EffectCrash {
  readonly effect: number;
  readonly moment: "before" | "during" | "after";
  readonly downMs: number;
}

export interface Plan {
  /** Also the seed of what is not in the plan: latencies, ids, jitter. */
  readonly seed: number;
  readonly edges: readonly string[];
  readonly workspaces: readonly string[];
  /** Where resourceVersions begin, in decimal. */
  readonly versionBase: string;
  readonly pageMax: number;
  readonly operations: readonly Operation[];
  readonly episodes: readonly Episode[];
  readonly effectCrashes: readonly EffectCrash[];
  /** When the faults end, in milliseconds from the beginning. */
  readonly faultsMs: number;
}

const moments = { crashBefore: "before", crashDuring: "during", crashAfter: "after" } as const;

/** Swarm testing: each seed has a random subset of the classes, at random rates. */
export function drawPlan(seed: number): Plan {
  const dice = new Dice(seededRandomness(seed));
  const edges = ["e1", "e2", "e3"].slice(0, dice.between(1, 3));
  const workspaces = ["root:wmw-a", "root:wmw-b"].slice(0, dice.between(1, 2));
  const faultsMs = dice.between(200_000, 900_000);
  const share = dice.pick([0, 0.1, 0.25, 0.5]);
  const accidents: ReadonlySet<StoryFault> = new Set(
    (Object.keys(storyFaults) as (keyof typeof storyFaults)[]).filter(() => dice.chance(share)),
  );
  const classes = (Object.keys(linkFaults) as LinkFault[]).filter(() => dice.chance(share));
  const effectCrashes = Object.entries(moments).filter(([fault]) => accidents.has(fault as StoryFault)).map(
    ([, moment]) => ({ effect: dice.between(1, 80), moment, downMs: dice.pick([10, 1_000, 20_000]) }),
  );
  return {
    seed,
    edges,
    workspaces,
    versionBase: dice.pick(["0", "0", "99960", "9007199254740990", "18446744073709551000"]),
    pageMax: dice.pick([500, 500, 3, 1]),
    operations: withLater(
      drawStory(dice, { edges, workspaces, accidents }, faultsMs - 60_000),
      drawLater(seed, { edges, workspaces, accidents }, faultsMs - 60_000),
    ),
    episodes: classes.flatMap((fault) => drawEpisodes(dice, fault, edges, faultsMs)),
    effectCrashes,
    faultsMs,
  };
}

/** What the later classes add comes after what was drawn for the same moment. */
function withLater(story: readonly Operation[], later: readonly Operation[]): readonly Operation[] {
  return later.length === 0 ? story : [...story, ...later].sort((a, b) => a.at - b.at);
}

/** How long an episode may last, and how often its fault may strike. */
const shapes: Readonly<Record<LinkFault, { readonly longestMs: number; readonly rate: number }>> = {
  latency: { longestMs: 300_000, rate: 0.4 },
  requestLost: { longestMs: 200_000, rate: 0.3 },
  answerLost: { longestMs: 300_000, rate: 0.4 },
  eventDuplicated: { longestMs: 600_000, rate: 0.8 },
  watchCut: { longestMs: 300_000, rate: 0.3 },
  watchMute: { longestMs: 200_000, rate: 0.2 },
  eventsHeld: { longestMs: 40_000, rate: 0.5 },
  expiredOnOpen: { longestMs: 200_000, rate: 0.6 },
  expiredEvent: { longestMs: 300_000, rate: 0.2 },
  expiredPage: { longestMs: 200_000, rate: 0.5 },
  staleList: { longestMs: 300_000, rate: 0.7 },
  versionTooLarge: { longestMs: 100_000, rate: 0.5 },
  conflict: { longestMs: 200_000, rate: 0.5 },
  throttled: { longestMs: 100_000, rate: 0.6 },
  unavailable: { longestMs: 120_000, rate: 0.6 },
  discoveryFailed: { longestMs: 200_000, rate: 0.8 },
  discoveryEmpty: { longestMs: 200_000, rate: 0.7 },
  offline: { longestMs: 400_000, rate: 1 },
  clockJump: { longestMs: 1, rate: 1 },
};

function drawEpisodes(
  dice: Dice,
  fault: LinkFault,
  edges: readonly string[],
  endMs: number,
): readonly Episode[] {
  return Array.from({ length: dice.between(1, 3) }, () => {
    const { longestMs, rate } = shapes[fault];
    const server = dice.chance(0.6) ? "hub" : dice.pick(edges);
    const from = dice.below(endMs);
    const longest = fault === "offline" && server === "hub" ? 60_000 : longestMs;
    const until = Math.min(endMs, from + dice.between(Math.min(1_000, longest), longest));
    return {
      fault,
      server,
      from,
      until,
      rate: fault === "offline" ? 1 : rate * (0.2 + 0.8 * dice.below(100) / 100),
    };
  });
}
