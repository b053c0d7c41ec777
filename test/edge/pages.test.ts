/** What a browser sees of a simulated edge, and what keeps it from seeing anything. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, deployments } from "../../src/kube/core_api.ts";
import { commond, EdgeWorld } from "./edge_world.ts";

const ready = (world: EdgeWorld) => world.deployment().status?.readyReplicas ?? 0;

test("the page is on the port that the kind configuration maps", () => {
  const world = new EdgeWorld();
  world.page();
  world.create(deployments, commond());
  assert.is(world.web.fetch(8083, "/"), undefined);
  world.settle();
  assert.equal(world.web.fetch(8083, "/"), { status: 200, body: "This is a common web site." });
  assert.is(world.web.fetch(8083, "/other.html")?.status, 404);
  assert.is(world.web.fetch(8081, "/"), undefined);
});

test("a changed ConfigMap changes the page", () => {
  const world = new EdgeWorld();
  world.page();
  world.create(deployments, commond());
  world.settle();
  world.patch(configMaps, "httpd-htdocs", { data: { "index.html": "new", "a.txt": "a" } }, "commonstuff");
  world.settle();
  assert.is(world.web.fetch(8083, "/")?.body, "new");
  assert.is(world.web.fetch(8083, "/a.txt")?.body, "a");
});

test("nginx is known too; another image is ready and serves nothing", () => {
  for (
    const [image, path, served] of [["nginx:1", "/usr/share/nginx/html", true], [
      "redis:7",
      "/x",
      false,
    ]] as const
  ) {
    const world = new EdgeWorld();
    world.page("hello");
    const deployment = JSON.parse(
      JSON.stringify(commond({}, image)).replace("/usr/local/apache2/htdocs", path),
    );
    world.create(deployments, deployment);
    world.settle();
    assert.is(ready(world), 1);
    assert.is(world.web.fetch(8083, "/")?.body, served ? "hello" : undefined);
  }
});

test("without its ConfigMap a pod stays ContainerCreating and an event says why, until it comes", () => {
  const world = new EdgeWorld();
  world.create(deployments, commond());
  world.settle();
  const [container] = world.pods()[0]!.status!.containerStatuses as { state: object }[];
  assert.equal(container!.state, { waiting: { reason: "ContainerCreating" } });
  const why = 'MountVolume.SetUp failed for volume "htdocs" : configmap "httpd-htdocs" not found';
  assert.ok(world.events().includes(`Warning FailedMount: ${why}`));
  world.page();
  world.settle();
  assert.is(ready(world), 1);
});

test("an optional ConfigMap need not be there", () => {
  const world = new EdgeWorld();
  world.create(
    deployments,
    JSON.parse(JSON.stringify(commond()).replace('"optional":false', '"optional":true')),
  );
  world.settle();
  assert.is(ready(world), 1);
  assert.is(world.web.fetch(8083, "/")?.status, 404);
});

test("a port of this machine that somebody has keeps the pod from being ready, with a reason", () => {
  const world = new EdgeWorld();
  const other = world.web.serve(8083, new Map(), () => {});
  world.page();
  world.create(deployments, commond());
  world.settle();
  assert.is(ready(world), 0);
  const condition = world.pods()[0]!.status!.conditions!.find(({ type }) => type === "Ready");
  assert.is(condition?.message, "port 8083 is already in use");
  assert.ok(world.events().includes("Warning FailedServe: port 8083 is already in use"));
  other.close();
  world.settle();
  assert.is(ready(world), 1);
});

test("a second pod for the same port of the node waits for it, with a reason", () => {
  const world = new EdgeWorld();
  world.page();
  world.create(deployments, commond({ replicas: 2 }));
  world.settle();
  const waiting = world.pods().find(({ spec }) => !spec.nodeName)!;
  const why = "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";
  assert.is(waiting.status?.conditions?.[0]?.message, why);
  assert.ok(world.events().includes(`Warning FailedScheduling: ${why}`));
  assert.is(ready(world), 1);
  const running = world.pods().find(({ spec }) => spec.nodeName)!;
  world.patch(deployments, "commond", { spec: { replicas: 1 } }, "commonstuff");
  world.settle();
  assert.equal(world.pods().map(({ metadata }) => metadata.name), [running.metadata.name]);
});

test.run();
