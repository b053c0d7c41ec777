/** The life of a Deployment on a simulated edge. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, deployments, namespaces, pods, replicaSets } from "../../src/kube/core_api.ts";
import { nodes } from "../../src/edge/node/node_object.ts";
import type { ReplicaSet } from "../../src/edge/workloads/workload_types.ts";
import { podColumns } from "../../src/hub/kinds/printers/workload_columns.ts";
import type { ComputedColumn } from "../../src/hub/kinds/printers/columns.ts";
import { commond, EdgeWorld, plain } from "./edge_world.ts";

test("the seed's Deployment becomes 1/1, with pods that look real", () => {
  const world = new EdgeWorld();
  world.page();
  world.create(deployments, commond());
  world.settle();
  const { status, metadata } = world.deployment();
  const { conditions, ...counters } = status!;
  const one = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  assert.equal(counters, { observedGeneration: 1, ...one });
  assert.equal(conditions!.map(({ type, status, reason }) => `${type} ${status} ${reason}`), [
    "Available True MinimumReplicasAvailable",
    "Progressing True NewReplicaSetAvailable",
  ]);
  assert.is(metadata.generation, 1);
  assert.match(world.pods()[0]!.metadata.name, /^commond-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[a-z0-9]{5}$/);
  assert.equal(world.complaints, []);
});

test("a pod is pending, then runs, then is ready: never all at once", () => {
  const world = new EdgeWorld();
  world.page();
  const seen: string[] = [];
  const cells = podColumns.slice(0, 2) as ComputedColumn[];
  world.edge.hub.objects.observe(pods, ({ object }) => {
    const shown = cells.map(({ cell }) => cell(object)).join(" ");
    if (seen.at(-1) !== shown) seen.push(shown);
  });
  world.create(deployments, commond());
  world.settle();
  assert.equal(seen, ["0/1 Pending", "0/1 ContainerCreating", "0/1 Running", "1/1 Running"]);
});

test("scaling up and down is followed", () => {
  const world = new EdgeWorld();
  world.create(deployments, plain(3));
  world.settle();
  assert.is(world.deployment("app").status?.readyReplicas, 3);
  world.patch(deployments, "app", { spec: { replicas: 1 } }, "commonstuff");
  world.settle();
  assert.is(world.pods().length, 1);
  world.patch(deployments, "app", { spec: { replicas: 0 } }, "commonstuff");
  world.settle();
  assert.is(world.deployment("app").status?.readyReplicas, undefined);
});

const template = (image: string) => ({
  spec: { template: { spec: { containers: [{ name: "c", image }] } } },
});

test("a new template rolls over within the limits: never fewer available than promised", () => {
  const world = new EdgeWorld();
  world.create(deployments, plain(4));
  world.settle();
  let [least, most] = [4, 0];
  world.edge.hub.objects.observe(pods, () => {
    const alive = world.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const ready = alive.filter(({ status }) =>
      status?.conditions?.some((c) => c.type === "Ready" && c.status === "True")
    );
    [least, most] = [Math.min(least, ready.length), Math.max(most, alive.length)];
  });
  world.patch(deployments, "app", template("app:2"), "commonstuff");
  world.settle();
  const sets = world.list(replicaSets) as readonly ReplicaSet[];
  assert.equal(sets.map(({ spec }) => spec.replicas).sort(), [0, 4]);
  assert.equal([...new Set(world.pods().map(({ spec }) => spec.containers[0]!.image))], ["app:2"]);
  assert.ok(least >= 3 && most <= 5, `between ${least} and ${most}`);
});

test("going back to an old template uses its set again, under a higher revision", () => {
  const world = new EdgeWorld();
  world.create(deployments, plain(1));
  for (const image of ["app:2", "app:1"]) {
    world.settle();
    world.patch(deployments, "app", template(image), "commonstuff");
  }
  world.settle();
  assert.is(world.list(replicaSets).length, 2);
  assert.is(world.deployment("app").metadata.annotations?.["deployment.kubernetes.io/revision"], "3");
});

test("Recreate stops the old pods before it starts new ones", () => {
  const world = new EdgeWorld();
  world.page();
  world.create(deployments, commond({ strategy: { type: "Recreate" } }));
  world.settle();
  const before = world.pods()[0]!.metadata.name;
  const image = { spec: { template: { metadata: { labels: { app: "common", v: "2" } } } } };
  world.patch(deployments, "commond", image, "commonstuff");
  world.settle();
  assert.is(world.pods().length, 1);
  assert.is.not(world.pods()[0]!.metadata.name, before);
  assert.is(world.deployment().status?.readyReplicas, 1);
});

test("a deleted Deployment takes its sets and pods along, and frees its port", () => {
  const world = new EdgeWorld();
  world.page();
  world.create(deployments, commond());
  world.settle();
  assert.equal(world.web.ports(), [8083]);
  world.delete(deployments, "commond", "commonstuff");
  world.settle();
  assert.equal([world.list(replicaSets), world.pods(), world.web.ports()], [[], [], []]);
});

test("what was orphaned is taken over by the Deployment that is made again", () => {
  const world = new EdgeWorld();
  world.create(deployments, plain(2));
  world.settle();
  const before = world.pods().map(({ metadata }) => metadata.uid);
  world.delete(deployments, "app", "commonstuff", { propagationPolicy: "Orphan" });
  world.settle();
  world.create(deployments, plain(2));
  world.settle();
  assert.equal(world.pods().map(({ metadata }) => metadata.uid), before);
  assert.is(world.list(replicaSets).length, 1);
  assert.is(world.deployment("app").status?.readyReplicas, 2);
  assert.equal(world.complaints, []);
});

test("a deleted pod is replaced, and a deleted namespace takes everything", () => {
  const world = new EdgeWorld();
  world.create(deployments, plain(1));
  world.settle();
  const before = world.pods()[0]!.metadata.name;
  world.delete(pods, before, "commonstuff");
  world.settle();
  assert.is.not(world.pods()[0]!.metadata.name, before);
  world.delete(namespaces, "commonstuff");
  world.settle();
  assert.equal([world.list(deployments), world.pods()], [[], []]);
  assert.is(
    world.edge.hub.objects.get({ cluster: "", resource: namespaces, name: "commonstuff" }),
    undefined,
  );
});

test("a rollout that cannot go on fails at its deadline, and stays failed until it moves", () => {
  const world = new EdgeWorld();
  world.create(deployments, commond({ progressDeadlineSeconds: 60 }));
  const reason = () =>
    world.deployment().status?.conditions?.find(({ type }) => type === "Progressing")?.reason;
  world.clock.advance(30_000);
  assert.is(reason(), "ReplicaSetUpdated");
  world.clock.advance(60_000);
  assert.is(reason(), "ProgressDeadlineExceeded");
  world.clock.advance(600_000);
  assert.is(reason(), "ProgressDeadlineExceeded");
  world.page();
  world.settle();
  assert.is(reason(), "NewReplicaSetAvailable");
});

test("readiness can be turned off by an annotation, on the pod or the node, and on again", () => {
  const world = new EdgeWorld();
  world.create(deployments, plain(1));
  world.settle();
  const ready = () => world.deployment("app").status?.readyReplicas ?? 0;
  const annotate = (value: string | null) => ({
    metadata: { annotations: { "simulated-node.edgechart/ready": value } },
  });
  const pod = world.pods()[0]!.metadata.name;
  world.patch(pods, pod, annotate("false"), "commonstuff");
  world.settle();
  assert.is(ready(), 0);
  world.patch(pods, pod, annotate(null), "commonstuff");
  world.settle();
  assert.is(ready(), 1);
  world.patch(nodes, "florin-control-plane", annotate("false"));
  world.settle();
  assert.is(ready(), 0);
});

test("at rest nothing is written, and a restart writes nothing and serves on", () => {
  const world = new EdgeWorld();
  world.page();
  world.create(deployments, commond());
  world.create(deployments, plain(2));
  world.settle();
  const revision = world.edge.hub.revision();
  world.clock.advance(1_200_000);
  assert.is(world.edge.hub.revision(), revision);
  world.restart();
  world.clock.advance(1_200_000);
  assert.is(world.edge.hub.revision(), revision);
  assert.is(world.web.fetch(8083, "/")?.body, "This is a common web site.");
  assert.equal(world.complaints, []);
});

test("events are forgotten after an hour, so that they do not pile up", () => {
  const world = new EdgeWorld();
  world.create(deployments, plain(1));
  world.settle();
  assert.ok(world.events().length > 3);
  world.clock.advance(3_600_000);
  assert.equal(world.events(), []);
  const revision = world.edge.hub.revision();
  world.clock.advance(7_200_000);
  assert.is(world.edge.hub.revision(), revision);
});

test("the cluster has one node, which says that it is simulated, and the usual namespaces", () => {
  const world = new EdgeWorld();
  const list = (resource: typeof nodes) =>
    world.edge.hub.objects.list({ cluster: "", resource }).map(({ metadata }) => metadata.name);
  assert.equal(list(nodes), ["florin-control-plane"]);
  assert.equal(list(namespaces), ["commonstuff", "default", "kube-public", "kube-system"]);
  assert.equal(world.list(configMaps).map(({ metadata }) => metadata.name), ["kube-root-ca.crt"]);
});

test.run();
