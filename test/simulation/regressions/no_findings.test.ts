/** Pinned: seeds at which something was found once, and what that was. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawPlan } from "../../../src/simulation/run/plan.ts";
import { runPlan } from "../../../src/simulation/run/run_plan.ts";

const pinned: readonly (readonly [seed: number, found: string])[] = [
  [290, "S1 took what was known of a hub before it was restored for its present"],
  [453, "S4: an edge that lags was taken for one made anew, when nothing was known that could tell"],
  [2201, "S18: summaries of a placement that is gone were made again as fast as they were collected"],
  [2330, "S18: a contest was forgotten each time that the-one did not name the copy for a moment"],
  [2583, "S1 took a write that was long on its way, from a mailbox that was gone when it arrived, for wrong"],
  [2787, "S9 took a write of status for one of all that is in the object"],
  [3993, "L12 expected news of objects that the view does not select"],
  [4620, "S18 took the slice of a placement that was made anew for the same again"],
  [4632, "S1 took a write from a mailbox that had outlived its SyncTarget for wrong"],
  [4960, "S9 took a write of who owns which fields for one of all that is in the object"],
  [5592, "S16: the runtime crashed with an answer that came after the times to restart it, and stayed down"],
  [5750, "F27 forbade to delete what the restored hub itself had wanted, and then not"],
  [6380, "S18 counted writes of which the runtime never heard the answer"],
];

for (const [seed, found] of pinned) {
  test(`seed ${seed} is clean (${found})`, () => assert.equal(runPlan(drawPlan(seed)).violations, []));
}

test.run();
