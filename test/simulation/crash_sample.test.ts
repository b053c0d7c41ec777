/** Crashes at a few effects of a few stories; `deno task crashes` tries all effects of all stories (D5). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import type { CrashMoment, CrashPoint } from "../../src/simulation/stories/effect_watch.ts";
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

test("of crashes at one time that have sent as much one is played, and of every other each", () => {
  const at = (effect: number, moment: CrashPoint["moment"], sent: number, time: number): CrashMoment => {
    return { effect, moment, sent, at: time };
  };
  const all = [at(1, "before", 0, 5), at(2, "before", 1, 5), at(1, "during", 2, 5), at(1, "after", 2, 5)];
  const later = [at(2, "during", 2, 6), at(3, "before", 2, 6)];
  const played = crashPoints([...all, ...later], 1).map(({ effect, moment }) => `${moment} ${effect}`);
  assert.equal(played, ["before 1", "before 2", "during 1", "during 2"]);
  assert.equal(crashPoints([...all, ...later], 2).map(({ effect }) => effect), [1, 1, 3]);
});

test.run();
