/**
 * A faulty proxy between runtime and hub, over real HTTPS: nothing that is wanted is deleted, what was asked for comes to be when the proxy
 * heals, and while everything fails the hub is hardly asked. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ProxiedWorld } from "./proxied_world.ts";

const seed = 11;
/** Long enough for a breaker to have shut and to be probed. */
const outageMs = 6_000;
const perSecondMax = 5;

test("the example plays through eight kinds of faults: zero wrong deletes, and all is as wanted at the end", async () => {
  const world = await ProxiedWorld.open(seed);
  try {
    await world.playUnderFaults();
    await world.changeUnderFaults(4);
    await world.fulfilled();
    assert.equal(world.problems, []);
    assert.equal(world.unused(), [], "every fault was done");
    for (const mode of ["cut", "unavailable"] as const) {
      const requests = await world.requestsWhile(mode, outageMs);
      assert.ok(
        requests < perSecondMax * outageMs / 1000,
        `${requests} requests in ${outageMs} ms of ${mode}`,
      );
      await world.fulfilled();
    }
    await world.settle("at the end");
    assert.equal(world.problems, []);
  } finally {
    await world.close();
  }
});

test.run();
