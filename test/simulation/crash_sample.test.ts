/** Crashes at a few effects of a story; `deno task crashes` tries all effects of all stories (D5). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import { exhaustCrashes } from "../../src/simulation/stories/exhaust_crashes.ts";

const story = new URL("../../scenarios/poc2023q1.yaml", import.meta.url).pathname;

test("a crash before, during or after an effect of the PoC's story leaves no trace", async () => {
  const options = { after: 0, step: 15, share: { part: 0, of: 1 } };
  const { runs, findings } = await exhaustCrashes(loadScenario(story), options, new VirtualClock());
  assert.ok(runs >= 6);
  assert.equal(findings, []);
});

test.run();
