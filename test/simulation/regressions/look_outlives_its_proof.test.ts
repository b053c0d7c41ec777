/**
 * Pinned: in seed 4720 a Namespace was being looked through when the hub was restored from a backup and every view of it closed. When the
 * look had found nothing, the Namespace was deleted, although the mailbox knew by then that it was blind. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawPlan } from "../../../src/simulation/run/plan.ts";
import { runPlan } from "../../../src/simulation/run/run_plan.ts";

test("what was looked through is not deleted when what proved it unwanted has gone", () => {
  assert.equal(runPlan(drawPlan(4720)).violations, []);
});

test.run();
