/** The life of a DaemonSet on a simulated edge. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodes } from "../../src/edge/node/node_object.ts";
import { daemonSets, pods } from "../../src/kube/core_api.ts";
import { workloadReport } from "../../src/placement/workload_report.ts";
import { EdgeWorld, plain } from "./edge_world.ts";

const statusOf = (world: EdgeWorld) => world.list(daemonSets)[0]!["status"];

function daemon(image = "app:1", more: object = {}, podMore: object = {}) {
  const { metadata, spec } = plain(1, image) as { metadata: object; spec: Record<string, unknown> };
  const { replicas: _none, ...rest } = spec;
  const template = rest["template"] as { spec: object };
  return {
    metadata,
    spec: { ...rest, ...more, template: { ...template, spec: { ...template.spec, ...podMore } } },
  };
}

test("the node gets one pod, which comes back when it is lost", () => {
  const world = new EdgeWorld();
  world.create(daemonSets, daemon());
  world.settle();
  const [pod] = world.pods();
  assert.equal([world.pods().length, pod!.spec.nodeName], [1, "florin-control-plane"]);
  assert.ok(pod!.metadata.name.startsWith(String(pod!.metadata.generateName)));
  world.delete(pods, pod!.metadata.name, "commonstuff");
  world.settle();
  assert.is(world.pods().length, 1);
  assert.is.not(world.pods()[0]!.metadata.uid, pod!.metadata.uid);
  assert.equal(world.complaints, []);
});

test("its status is what a summary reads as ready", () => {
  const world = new EdgeWorld();
  world.create(daemonSets, daemon());
  world.settle();
  assert.equal(statusOf(world), {
    observedGeneration: 1,
    currentNumberScheduled: 1,
    desiredNumberScheduled: 1,
    numberMisscheduled: 0,
    numberReady: 1,
    updatedNumberScheduled: 1,
    numberAvailable: 1,
  });
  assert.is(workloadReport(daemonSets, world.list(daemonSets)[0])?.ready, true);
});

test("a node without the labels that the template asks for gets none, and one when it has them", () => {
  const world = new EdgeWorld();
  world.create(daemonSets, daemon("app:1", {}, { nodeSelector: { disk: "ssd" } }));
  world.settle();
  assert.is(world.pods().length, 0);
  world.patch(nodes, "florin-control-plane", { metadata: { labels: { disk: "ssd" } } });
  world.settle();
  assert.is(world.pods().length, 1);
  world.patch(nodes, "florin-control-plane", { metadata: { labels: { disk: null } } });
  world.settle();
  assert.is(world.pods().length, 0);
});

test("a second node gets a pod that waits for it, for nobody simulates that node", () => {
  const world = new EdgeWorld();
  world.create(nodes, { metadata: { name: "other" } });
  world.create(daemonSets, daemon());
  world.settle();
  assert.equal(world.pods().map(({ spec }) => spec.nodeName).sort(), ["florin-control-plane", undefined]);
  assert.ok(world.events().some((event) => event.includes("didn't match Pod's node affinity/selector")));
});

test("a new template takes the place of the old one, but not under OnDelete", () => {
  const world = new EdgeWorld();
  world.create(daemonSets, daemon());
  world.settle();
  const imagesOf = () => world.pods().map(({ spec }) => spec.containers[0]!.image);
  const image = (name: string) => ({ template: { spec: { containers: [{ name: "c", image: name }] } } });
  world.patch(daemonSets, "app", { spec: image("app:2") }, "commonstuff");
  world.settle();
  assert.equal(imagesOf(), ["app:2"]);
  const onDelete = { updateStrategy: { type: "OnDelete", rollingUpdate: null } };
  world.patch(daemonSets, "app", { spec: { ...image("app:3"), ...onDelete } }, "commonstuff");
  world.settle();
  assert.equal(imagesOf(), ["app:2"]);
});

test("at rest nothing is written, and a restart writes nothing", () => {
  const world = new EdgeWorld();
  world.create(daemonSets, daemon());
  world.settle();
  const revision = world.edge.hub.revision();
  world.restart();
  world.clock.advance(1_200_000);
  assert.is(world.edge.hub.revision(), revision);
});

test.run();
