/** The life of a Job on a simulated edge. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Job } from "../../src/edge/workloads/workload_types.ts";
import { jobs, pods } from "../../src/kube/core_api.ts";
import { EdgeWorld } from "./edge_world.ts";

const run = "simulated-node.edgechart/run-seconds";
const exit = "simulated-node.edgechart/exit-code";

function job(more: object = {}, annotations: Readonly<Record<string, string>> = {}) {
  const spec = { restartPolicy: "Never", containers: [{ name: "c", image: "app:1" }] };
  return {
    metadata: { name: "once", namespace: "commonstuff" },
    spec: { template: { metadata: { annotations }, spec }, ...more },
  };
}

const statusOf = (world: EdgeWorld) => (world.list(jobs)[0] as Job).status!;
const conditionsOf = (world: EdgeWorld) =>
  (statusOf(world).conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason}`);
const phasesOf = (world: EdgeWorld) => world.pods().map(({ status }) => status?.phase).sort();

test("a pod works for its time and succeeds, and the Job is complete", () => {
  const world = new EdgeWorld();
  world.create(jobs, job({}, { [run]: "20" }));
  world.clock.advance(15_000);
  assert.equal([phasesOf(world), statusOf(world).active, statusOf(world).ready], [["Running"], 1, 1]);
  const [pod] = world.pods();
  assert.ok(pod!.metadata.name.startsWith(String(pod!.metadata.generateName)));
  world.settle();
  assert.equal([phasesOf(world), statusOf(world).succeeded], [["Succeeded"], 1]);
  assert.equal(conditionsOf(world), ["Complete True CompletionsReached"]);
  assert.ok(Date.parse(statusOf(world).completionTime!) - Date.parse(statusOf(world).startTime!) >= 20_000);
  assert.ok(world.events().includes("Normal Completed: Job completed"));
  assert.equal(world.complaints, []);
});

test("as many pods work at once as may, until enough have succeeded", () => {
  const world = new EdgeWorld();
  let most = 0;
  world.edge.hub.objects.observe(pods, () => {
    most = Math.max(most, world.pods().filter(({ status }) => status?.phase !== "Succeeded").length);
  });
  world.create(jobs, job({ completions: 5, parallelism: 2 }));
  world.settle();
  assert.equal([most, statusOf(world).succeeded, world.pods().length], [2, 5, 5]);
});

test("a pod that fails is followed by another, later each time, until there were too many", () => {
  const world = new EdgeWorld();
  world.create(jobs, job({ backoffLimit: 2 }, { [exit]: "3" }));
  world.clock.advance(5_000);
  assert.equal([phasesOf(world), statusOf(world).failed], [["Failed"], 1]);
  world.clock.advance(60_000);
  assert.equal(phasesOf(world), ["Failed", "Failed", "Failed"]);
  assert.equal(conditionsOf(world), ["Failed True BackoffLimitExceeded"]);
  const revision = world.edge.hub.revision();
  world.clock.advance(600_000);
  assert.is(world.edge.hub.revision(), revision);
});

test("a Job that takes too long is stopped, and one that is suspended waits", () => {
  const world = new EdgeWorld();
  world.create(jobs, job({ activeDeadlineSeconds: 5 }, { [run]: "100" }));
  world.settle();
  assert.equal([world.pods(), conditionsOf(world)], [[], ["Failed True DeadlineExceeded"]]);
  const other = new EdgeWorld();
  other.create(jobs, job({ suspend: true }));
  other.settle();
  assert.equal([other.pods(), conditionsOf(other)], [[], ["Suspended True JobSuspended"]]);
  other.patch(jobs, "once", { spec: { suspend: false } }, "commonstuff");
  other.settle();
  assert.equal(conditionsOf(other), ["Suspended False JobResumed", "Complete True CompletionsReached"]);
});

test("a finished Job goes when its time is up, and its pods with it", () => {
  const world = new EdgeWorld();
  world.create(jobs, job({ ttlSecondsAfterFinished: 60 }));
  world.settle();
  assert.is(world.list(jobs).length, 1);
  world.clock.advance(60_000);
  assert.equal([world.list(jobs), world.pods()], [[], []]);
});

test("a restart in the middle of the work ends it when it would have ended, and starts nothing twice", () => {
  const world = new EdgeWorld();
  world.create(jobs, job({}, { [run]: "20" }));
  world.clock.advance(10_000);
  world.restart();
  world.clock.advance(5_000);
  assert.equal(phasesOf(world), ["Running"]);
  world.settle();
  assert.equal([phasesOf(world), conditionsOf(world)], [["Succeeded"], ["Complete True CompletionsReached"]]);
});

test("a pod that is restarted always never ends by itself", () => {
  const world = new EdgeWorld();
  const metadata = { name: "p", namespace: "commonstuff", annotations: { [run]: "1" } };
  world.create(pods, { metadata, spec: { containers: [{ name: "c", image: "a" }] } } as { metadata: object });
  world.settle();
  assert.equal(phasesOf(world), ["Running"]);
});

test.run();
