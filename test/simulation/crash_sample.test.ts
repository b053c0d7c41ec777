/** Crashes at a few effects of a few stories; `deno task crashes` tries all effects of all stories (D5). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import { crashPoints, playCalmly, tryCrash } from "../../src/simulation/stories/exhaust_crashes.ts";

const storyOf = (name: string) =>
  loadScenario(new URL(`../../scenarios/${name}.yaml`, import.meta.url).pathname);

/** Every so many effects, so that all stories together take a few seconds. */
const samples: readonly (readonly [string, number])[] = [
  ["poc2023q1", 20],
  ["placement-deleted", 30],
];

for (const [name, step] of samples) {
  test(`a crash before, during or after an effect of ${name} leaves no trace`, async () => {
    const wall = new VirtualClock();
    const calm = await playCalmly(storyOf(name), wall);
    const points = crashPoints(calm.moments, step);
    assert.ok(points.length >= 9);
    for (const point of points) assert.equal(await tryCrash(calm, point, wall), [], JSON.stringify(point));
  });
}

test.run();
