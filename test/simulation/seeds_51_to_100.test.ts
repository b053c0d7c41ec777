/** Seeds 51 to 100: random stories under random faults, and nothing that must hold is broken. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { linkFaults, storyFaults } from "../../src/simulation/faults/fault_classes.ts";
import { simulateRange } from "./clean_seeds.ts";

test("no oracle fires at the seeds 51 to 100, and faults did strike", () => {
  const { findings, counters } = simulateRange(51, 100);
  assert.equal(findings, []);
  const never = counters.never().filter((fault) => Object.hasOwn({ ...linkFaults, ...storyFaults }, fault));
  assert.ok(never.length <= 3, never.join(", "));
});

test.run();
