/** The tools of simulation themselves: the same seed does the same, a plan is kept and made small, and faults have words. @module */
import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawPlan, type Plan } from "../../src/simulation/run/plan.ts";
import { planOf, recordingOf } from "../../src/simulation/run/recording.ts";
import { runPlan, type Verdict } from "../../src/simulation/run/run_plan.ts";
import { shrink } from "../../src/simulation/run/shrink.ts";
import { storyOf } from "../../src/simulation/run/story_of.ts";
import { World } from "../../src/simulation/run/world.ts";
import { performOperation } from "../../src/simulation/run/perform_operation.ts";

/** Everything that was ever written in the world of a plan, as one hash. */
function hashOf(plan: Plan): string {
  const hash = createHash("sha256");
  const world: World = new World(plan, {
    violated: () => {},
    committed: (server, { revision, at, key, author }) => {
      hash.update(`${server.name} ${revision} ${at} ${key} ${author}\n`);
    },
    journaled: (record) => void hash.update(JSON.stringify(record)),
    warned: () => {},
  });
  for (const operation of plan.operations) {
    world.clock.after(operation.at, () => performOperation(world, operation));
  }
  world.lives.start();
  world.clock.advance(plan.faultsMs);
  world.lives.stop();
  return hash.digest("hex");
}

test("the same seed draws the same plan and does the same, write by write (D1)", () => {
  assert.equal(drawPlan(12), drawPlan(12));
  assert.is(hashOf(drawPlan(12)), hashOf(drawPlan(12)));
  assert.is.not(hashOf(drawPlan(12)), hashOf(drawPlan(13)));
});

test("a recording gives back its plan", () => {
  const verdict: Verdict = runPlan(drawPlan(3));
  assert.equal(planOf(recordingOf(verdict)), JSON.parse(JSON.stringify(verdict.plan)));
  assert.throws(() => planOf("{}"), /not of the format/);
});

/** A plan fails if a certain operation is in it: what a shrinker should find out. */
function failsWith(at: number): (plan: Plan) => Verdict {
  const base = runPlan({ ...drawPlan(3), operations: [], episodes: [], effectCrashes: [], faultsMs: 1 });
  return (plan) => {
    const isThere = plan.operations.some((operation) => operation.at === at);
    return { ...base, plan, violations: isThere ? [{ oracle: "L1", message: "it is there", at }] : [] };
  };
}

test("a failing plan is made as small as its cause", () => {
  const plan = drawPlan(3);
  const run = failsWith(plan.operations[4]!.at);
  const { plan: small } = shrink(run(plan), "L1", run);
  assert.is(small.operations.length, 1);
  assert.is(small.episodes.length + small.effectCrashes.length, 0);
});

test("a small plan whose faults have words becomes a story, any other does not", () => {
  const plan = { ...drawPlan(3), episodes: [], effectCrashes: [] };
  const violation = { oracle: "L1", message: "it differs", at: 0 };
  const told = plan.operations.filter((operation) => operation.do === "apply").slice(0, 2);
  assert.match(storyOf({ ...plan, operations: told }, violation) ?? "", "apply:");
  const crash = { effect: 1, moment: "during" as const, downMs: 1 };
  assert.is(storyOf({ ...plan, operations: told, effectCrashes: [crash] }, violation), null);
});

test.run();
