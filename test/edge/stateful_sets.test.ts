/** The life of a StatefulSet on a simulated edge. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Pod } from "../../src/edge/workloads/workload_types.ts";
import { pods, statefulSets } from "../../src/kube/core_api.ts";
import { workloadReport } from "../../src/placement/workload_report.ts";
import { EdgeWorld, plain } from "./edge_world.ts";

const namesOf = (world: EdgeWorld) => world.pods().map(({ metadata }) => metadata.name);
const imagesOf = (world: EdgeWorld) => world.pods().map(({ spec }) => spec.containers[0]!.image);
const statusOf = (world: EdgeWorld) => world.list(statefulSets)[0]!["status"] as Record<string, unknown>;
const image = (name: string) => ({
  spec: { template: { spec: { containers: [{ name: "c", image: name }] } } },
});

/** Every pod that was made or went, in order, and the most that were unready at once. */
function watched(world: EdgeWorld): { readonly log: string[]; unreadyMost: number } {
  const seen = { log: [] as string[], unreadyMost: 0 };
  world.edge.hub.objects.observe(pods, ({ type, object }) => {
    if (type !== "MODIFIED") seen.log.push(`${type} ${object.metadata.name}`);
    const isReady = ({ status }: Pod) =>
      status?.conditions?.some((c) => c.type === "Ready" && c.status === "True");
    seen.unreadyMost = Math.max(seen.unreadyMost, world.pods().filter((pod) => !isReady(pod)).length);
  });
  return seen;
}

test("pods come one after the other, each when the one before is ready, and go from the last", () => {
  const world = new EdgeWorld();
  const seen = watched(world);
  world.create(statefulSets, plain(3));
  world.settle();
  world.patch(statefulSets, "app", { spec: { replicas: 1 } }, "commonstuff");
  world.settle();
  assert.equal(seen.log, ["ADDED app-0", "ADDED app-1", "ADDED app-2", "DELETED app-2", "DELETED app-1"]);
  assert.is(seen.unreadyMost, 1);
  assert.equal(world.complaints, []);
});

test("its status is what a summary reads as ready", () => {
  const world = new EdgeWorld();
  world.create(statefulSets, plain(2));
  world.settle();
  const { currentRevision, updateRevision, ...counters } = statusOf(world);
  const two = { replicas: 2, readyReplicas: 2, availableReplicas: 2, currentReplicas: 2, updatedReplicas: 2 };
  assert.equal(counters, { observedGeneration: 1, ...two, collisionCount: 0 });
  assert.is(currentRevision, updateRevision);
  assert.is(workloadReport(statefulSets, world.list(statefulSets)[0])?.ready, true);
});

test("a new template rolls from the last pod to the first, and leaves those below the partition", () => {
  const world = new EdgeWorld();
  world.create(statefulSets, plain(3));
  world.settle();
  const strategy = { type: "RollingUpdate", rollingUpdate: { partition: 1 } };
  const seen = watched(world);
  world.patch(
    statefulSets,
    "app",
    { spec: { ...image("app:2").spec, updateStrategy: strategy } },
    "commonstuff",
  );
  world.settle();
  assert.equal(seen.log, ["DELETED app-2", "ADDED app-2", "DELETED app-1", "ADDED app-1"]);
  assert.equal([imagesOf(world), seen.unreadyMost], [["app:1", "app:2", "app:2"], 1]);
  assert.is.not(statusOf(world)["currentRevision"], statusOf(world)["updateRevision"]);
});

test("in parallel all pods come at once", () => {
  const world = new EdgeWorld();
  const seen = watched(world);
  world.create(statefulSets, plain(3, "app:1", { podManagementPolicy: "Parallel" }));
  world.settle();
  assert.equal([namesOf(world), seen.unreadyMost], [["app-0", "app-1", "app-2"], 3]);
});

test("a pod that is lost comes back under its name, and one that is not ready holds up those after it", () => {
  const world = new EdgeWorld();
  world.create(statefulSets, plain(2));
  world.settle();
  world.delete(pods, "app-0", "commonstuff");
  world.settle();
  assert.equal(namesOf(world), ["app-0", "app-1"]);
  const unready = { metadata: { annotations: { "simulated-node.edgechart/ready": "false" } } };
  world.patch(pods, "app-1", unready, "commonstuff");
  world.settle();
  world.patch(statefulSets, "app", { spec: { replicas: 3 } }, "commonstuff");
  world.settle();
  assert.equal([namesOf(world), statusOf(world)["readyReplicas"]], [["app-0", "app-1"], 1]);
});

test("at rest nothing is written, a restart writes nothing, and a deleted set takes its pods along", () => {
  const world = new EdgeWorld();
  world.create(statefulSets, plain(2));
  world.settle();
  const revision = world.edge.hub.revision();
  world.restart();
  world.clock.advance(1_200_000);
  assert.is(world.edge.hub.revision(), revision);
  world.delete(statefulSets, "app", "commonstuff");
  world.settle();
  assert.equal(world.pods(), []);
});

test.run();
