/** A runtime that is restarted when nothing is to be done does nothing: over the end of every story (issue of churn, law 5). @module */
import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { openMemoryWorld } from "../../src/scenario/embedded/memory_world.ts";
import { silentObserver } from "../../src/scenario/observer.ts";
import { createVirtualPace } from "../../src/scenario/play/pace.ts";
import { playScenario } from "../../src/scenario/play_scenario.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";

const folder = new URL("../../scenarios/", import.meta.url).pathname;
const stories = readdirSync(folder).filter((name) => name.endsWith(".yaml") && !name.endsWith("-config.yaml"))
  .sort();
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Long enough for every retry, status pause and renewed view. */
const restMs = 60_000;

for (const name of stories) {
  test(`a restart at the end of ${name} writes nothing`, async () => {
    const clock = new VirtualClock();
    const pace = createVirtualPace(clock);
    const { world, close } = await openMemoryWorld(
      loadScenario(`${folder}${name}`),
      { clock, pace, wall: clock },
      quiet,
    );
    try {
      assert.ok((await playScenario(loadScenario(`${folder}${name}`), world, silentObserver)).ok);
      await pace.wait(restMs);
      const before = world.runtime.writes().total;
      await world.runtime.stop();
      await world.runtime.start();
      await pace.wait(restMs);
      const { total, newest } = world.runtime.writes();
      assert.is(total - before, 0, newest.slice(before - total).join("\n"));
    } finally {
      await close();
    }
  });
}

test.run();
