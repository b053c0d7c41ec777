/** The status of one object is written at most once per interval, and its last state always arrives. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deployments, namespaces } from "../../../src/kube/core_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { namespace, SyncerWorld } from "./world.ts";

const labels = { "edge.kcp.io/projected": "yes" };

function deployment(): KubeObject {
  const template = {
    metadata: { labels: { app: "a" } },
    spec: { containers: [{ name: "c", image: "i" }] },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "site", namespace: "common", labels },
    spec: { replicas: 1, selector: { matchLabels: { app: "a" } }, template },
  };
}

function common(statusIntervalMs?: number): SyncerWorld {
  const world = new SyncerWorld();
  world.mailbox.create(namespaces, namespace("common", labels));
  world.mailbox.create(deployments, deployment());
  const resources = [{ group: "apps", resource: "deployments", apiVersion: "v1" }];
  return world.start({ statusIntervalMs }).configure({
    namespaceScope: { namespaces: ["common"], resources },
  });
}

/** Says `readyReplicas` at the edge, as its controllers would. */
function report(world: SyncerWorld, readyReplicas: number): void {
  const at = { resource: deployments, namespace: "common", name: "site", subresource: "status" };
  const body = { status: { replicas: 10, readyReplicas } };
  world.edge.ask({ ...at, verb: "patch", patchType: "merge", body });
}

function told(world: SyncerWorld): unknown {
  const status = world.mailbox.find(deployments, "common", "site")?.["status"];
  return (status as { readyReplicas?: number } | undefined)?.readyReplicas;
}

test("the first change goes up at once", () => {
  const world = common();
  report(world, 1);
  world.rest(50);
  assert.is(told(world), 1);
});

test("a status that flaps costs one write per interval, and ends as it is at the edge", () => {
  const world = common(1_000);
  const before = world.mailbox.hub.revision();
  for (let ready = 1; ready <= 100; ready++) {
    report(world, ready);
    world.rest(100);
  }
  const writes = world.mailbox.hub.revision() - before;
  assert.ok(writes >= 3 && writes <= 10, `${writes} writes in ten seconds`);
  world.rest(3_000);
  assert.is(told(world), 100);
});

test("the interval can be chosen", () => {
  const world = common(60_000);
  report(world, 1);
  world.rest(1_000);
  report(world, 2);
  world.rest(59_000);
  assert.is(told(world), 1);
  world.rest(120_000);
  assert.is(told(world), 2);
});

test("at rest nothing rings: only heartbeats are seen to come", () => {
  const world = common();
  report(world, 1);
  world.rest(10_000);
  const handled = () => world.runtime?.directory.find("edgeCluster/florin")?.lettersHandled ?? 0;
  const before = handled();
  world.rest(60_000);
  assert.is(handled() - before, 3 * 2, "a beat, and what it leads to");
});

test.run();
