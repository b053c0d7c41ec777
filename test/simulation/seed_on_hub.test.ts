/** A seed's story on the embedded hub: faults leave no trace, and a bug does. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { runSeedOnHub } from "../../src/simulation/stories/seed_on_hub.ts";
import { tampered } from "./planted/planting.ts";

test("a story on the embedded hub ends alike with faults and without", async () => {
  const { violations, counts } = await runSeedOnHub(6, new VirtualClock());
  assert.equal(violations, []);
  assert.ok(counts.some(([, count]) => count > 0), "faults did strike");
});

for (
  const [seed, differed] of [
    [18, "a Secret names the life of the account that it is for"],
    [59, "an edge without a SyncTarget keeps what it had"],
    [112, "the id of a logical cluster may be all letters"],
  ] as const
) {
  test(`seed ${seed} ends alike (${differed})`, async () => {
    assert.equal((await runSeedOnHub(seed, new VirtualClock())).violations, []);
  });
}

test("a runtime that loses every third event on the embedded hub is found out", async () => {
  let events = 0;
  const lossy = { event: <E>(event: E): E | null => ++events % 3 === 0 ? null : event };
  const { violations } = await runSeedOnHub(6, new VirtualClock(), (_server, api) => tampered(api, lossy));
  assert.ok(violations.some(({ oracle }) => oracle === "D5"));
});

test.run();
