/** An oracle that never fired is not trusted: each is shown a bug of the kind that it is there for (D7). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawPlan } from "../../../src/simulation/run/plan.ts";
import { runPlan } from "../../../src/simulation/run/run_plan.ts";
import { type PlantedBug, plantedBugs } from "./bugs.ts";
import { laterBugs } from "./later_bugs.ts";

/** So many seeds are tried before a bug counts as not found. */
const seedsMax = 40;

/** Oracles that fire on a seed; with the runtime as it is, that is none. */
function fired(seed: number, make?: PlantedBug["make"]): readonly string[] {
  const { violations } = runPlan(drawPlan(seed), make);
  // One of the bugs leaves something on all objects of this process.
  Reflect.deleteProperty(Object.prototype, "polluted");
  return [...new Set(violations.map(({ oracle }) => oracle))];
}

/** The first seed that shows the bug, and nothing of the kind without it. */
function findSeed({ oracles, seed, make }: PlantedBug): number | null {
  const seeds = [seed, ...Array.from({ length: seedsMax }, (_each, index) => index + 1)];
  const shows = (each: number) => fired(each, make).some((name) => oracles.includes(name));
  const isClean = (each: number) => !fired(each).some((name) => oracles.includes(name));
  return seeds.find((each) => shows(each) && isClean(each)) ?? null;
}

const bugs = [...plantedBugs, ...laterBugs];

for (const bug of bugs) {
  test(`a runtime that ${bug.name} is found out by ${bug.oracles.join(" or ")} at seed ${bug.seed}`, () => {
    const seed = findSeed(bug);
    assert.is.not(seed, null, `${bug.name}: no oracle fired in ${seedsMax} seeds`);
    if (seed !== bug.seed) console.log(`  ${bug.name}: seed ${bug.seed} no longer shows it, ${seed} does`);
  });
}

test("at least twenty kinds of bugs are planted", () => {
  assert.ok(bugs.length >= 20);
});

test.run();
