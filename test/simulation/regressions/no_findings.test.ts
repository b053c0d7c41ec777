/**
 * Pinned: what S1, S9 and F27 took for wrong, and a runtime that stayed down. In seed 2583 a write was long on its way to an edge, and when
 * it arrived the mailbox that it was made from was gone; in seeds 2787 and 4960 the status, or who owns which fields, of a copy was written
 * that stood where it was no longer wanted; in seed 5750 a person changed a placement in a restored hub, and what that hub had wanted until
 * then was deleted; in seed 4632 a mailbox outlived its SyncTarget for as long as nobody heard of its end. In seed 5592 the runtime crashed
 * with an answer that came after the times to restart it. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawPlan } from "../../../src/simulation/run/plan.ts";
import { runPlan } from "../../../src/simulation/run/run_plan.ts";

for (const seed of [2583, 4632, 2787, 4960, 5592, 5750]) {
  test(`seed ${seed} is clean`, () => assert.equal(runPlan(drawPlan(seed)).violations, []));
}

test.run();
