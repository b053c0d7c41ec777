/** The life of a CronJob on a simulated edge. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CronJob } from "../../src/edge/workloads/workload_types.ts";
import { cronJobs, jobs } from "../../src/kube/core_api.ts";
import { EdgeWorld } from "./edge_world.ts";

const minute = 60_000;

function cron(more: object = {}, seconds = "1") {
  const annotations = { "simulated-node.edgechart/run-seconds": seconds };
  const spec = { restartPolicy: "Never", containers: [{ name: "c", image: "app:1" }] };
  const jobTemplate = { spec: { template: { metadata: { annotations }, spec } } };
  return {
    metadata: { name: "tick", namespace: "commonstuff" },
    spec: { schedule: "*/10 * * * *", jobTemplate, ...more },
  };
}

const statusOf = (world: EdgeWorld) => (world.list(cronJobs)[0] as CronJob).status ?? {};

test("a Job is made at each time of the schedule, and the last few are kept", () => {
  const world = new EdgeWorld();
  world.create(cronJobs, cron());
  world.clock.advance(12 * minute);
  assert.is(world.list(jobs).length, 1);
  assert.equal(statusOf(world).lastScheduleTime?.slice(11), "00:10:00Z");
  assert.equal(statusOf(world).lastSuccessfulTime?.slice(11, 16), "00:10");
  world.clock.advance(60 * minute);
  assert.is(world.list(jobs).length, 3);
  assert.equal(world.complaints, []);
});

test("a CronJob that may not overlap waits for its Job, and one that replaces ends it", () => {
  for (const [concurrencyPolicy, made] of [["Forbid", 1], ["Allow", 3], ["Replace", 1]] as const) {
    const world = new EdgeWorld();
    world.create(cronJobs, cron({ concurrencyPolicy }, "100000"));
    world.clock.advance(31 * minute);
    assert.is(world.list(jobs).length, made, concurrencyPolicy);
    const last = concurrencyPolicy === "Forbid" ? "00:10:00Z" : "00:30:00Z";
    assert.is(statusOf(world).lastScheduleTime?.slice(11), last, concurrencyPolicy);
  }
});

test("a suspended CronJob makes nothing, and goes on when it is not any more", () => {
  const world = new EdgeWorld();
  world.create(cronJobs, cron({ suspend: true, startingDeadlineSeconds: 60 }));
  world.clock.advance(35 * minute);
  assert.is(world.list(jobs).length, 0);
  world.patch(cronJobs, "tick", { spec: { suspend: false } }, "commonstuff");
  world.clock.advance(minute);
  assert.is(world.list(jobs).length, 0, "what was due is too long ago");
  world.clock.advance(6 * minute);
  assert.is(world.list(jobs).length, 1);
});

test("what was missed while the cluster was down is made up for once", () => {
  const world = new EdgeWorld();
  world.create(cronJobs, cron());
  world.settle();
  world.edge.stop();
  world.clock.advance(45 * minute);
  world.restart();
  world.settle();
  assert.is(world.list(jobs).length, 1);
  assert.is(statusOf(world).lastScheduleTime?.slice(11), "00:40:00Z");
});

test("a schedule or a time zone that cannot be followed is said, and nothing else happens", () => {
  for (const wrong of [{ schedule: "now and then" }, { timeZone: "Europe/Rome" }]) {
    const world = new EdgeWorld();
    world.create(cronJobs, cron(wrong));
    world.clock.advance(30 * minute);
    assert.is(world.list(jobs).length, 0);
    assert.ok(world.events().some((event) => event.startsWith("Warning InvalidSchedule")));
  }
});

test.run();
