/** A heartbeat says that the edge answers: it comes while it does, and only then. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, namespaces } from "../../../src/kube/core_api.ts";
import { type SyncerConfig, syncerConfigs } from "../../../src/kube/edge_api.ts";
import type { Condition } from "../../../src/kube/kcp_api.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";
import { configMap, namespace, SyncerWorld } from "./world.ts";

function heard(world: SyncerWorld): string | undefined {
  const { status } = world.mailbox.find(syncerConfigs, "", "the-one") as { status?: Record<string, string> };
  return status?.["lastSyncerHeartbeatTime"];
}

test("the SyncerConfig is told every twenty seconds that the edge answers, and its spec stays as it is", () => {
  const world = new SyncerWorld().start().configure({ namespaceScope: { namespaces: ["common"] } });
  world.rest(2_000);
  const [spec, first] = [world.mailbox.find(syncerConfigs, "", "the-one")?.["spec"], heard(world)];
  world.rest(20_000);
  assert.ok(Date.parse(heard(world) ?? "") - Date.parse(first ?? "") === 20_000);
  assert.equal(world.mailbox.find(syncerConfigs, "", "the-one")?.["spec"], spec);
  assert.is(world.mailbox.find(syncerConfigs, "", "the-one")?.metadata.generation, 1);
});

test("an edge that does not answer is not said to live", () => {
  const world = new SyncerWorld().start().configure({});
  world.wayToEdge.disconnect();
  world.rest(40_000);
  const last = heard(world);
  world.rest(120_000);
  assert.is(heard(world), last);
  assert.is(world.state("heartbeat/florin"), "awaitingEdge");
  world.wayToEdge.reconnect();
  world.rest(60_000);
  assert.not.equal(heard(world), last);
});

test("beats that do not arrive are not made up for", () => {
  const world = new SyncerWorld().start().configure({});
  world.wayToHub.disconnect();
  world.rest(120_000);
  const before = world.mailbox.hub.revision();
  world.wayToHub.reconnect();
  world.rest(55_000);
  const made = world.mailbox.hub.revision() - before;
  assert.ok(made >= 1 && made <= 3, `${made} beats in less than a minute`);
});

test("a syncer that starts while its hub is away asks it no more often than one that was there", () => {
  const world = new SyncerWorld();
  world.wayToHub.disconnect();
  let beats = 0;
  const { api } = world.wayToHub;
  const counting: ClusterApi = {
    call: (request, answer) => {
      if (request.subresource === "status") beats += 1;
      answer({ ok: false, error: new KubeError(500, "InternalError", "away") });
    },
    watch: (request, sink) => api.watch(request, sink),
    discover: (cluster, answer) => api.discover(cluster, answer),
    close: () => {},
  };
  world.start({ hub: counting }).rest(600_000);
  assert.ok(beats <= 600 / 20 + 5, `${beats} beats in ten minutes`);
});

function ready(world: SyncerWorld): Condition | undefined {
  const { status } = world.mailbox.find(syncerConfigs, "", "the-one") as SyncerConfig;
  return status?.conditions?.find(({ type }) => type === "Ready");
}

test("a beat says whether the edge holds what its mailbox says, and since when that is so or not", () => {
  const world = new SyncerWorld();
  const labels = { "edge.kcp.io/projected": "yes" };
  for (const server of [world.mailbox, world.edge]) server.create(namespaces, namespace("common"));
  world.mailbox.merge(namespaces, "", "common", { metadata: { labels } });
  const resources = [{ group: "", resource: "configmaps", apiVersion: "v1" }];
  world.start().configure({ namespaceScope: { namespaces: ["common"], resources } });
  world.rest(45_000);
  assert.equal([ready(world)?.status, ready(world)?.reason], ["True", "InStep"]);
  const since = ready(world)?.lastTransitionTime;
  world.edge.create(configMaps, configMap("common", "site", { a: "theirs" }));
  world.mailbox.create(configMaps, configMap("common", "site", { a: "1" }, { labels }));
  world.rest(45_000);
  assert.equal([ready(world)?.status, ready(world)?.reason], ["False", "Impeded"]);
  assert.is(ready(world)?.message, "The edge refused one object; the rest is in place");
  assert.ok((ready(world)?.lastTransitionTime ?? "") > (since ?? ""));
  const impeded = ready(world)?.lastTransitionTime;
  world.rest(45_000);
  assert.is(ready(world)?.lastTransitionTime, impeded);
});

test("an object that is refused costs no beat of its own", () => {
  const world = new SyncerWorld();
  const labels = { "edge.kcp.io/projected": "yes" };
  world.edge.create(namespaces, namespace("theirs"));
  const objects = [{ group: "", resource: "configmaps", apiVersion: "v1" }];
  world.mailbox.create(namespaces, namespace("theirs", labels));
  world.start().configure({ namespaceScope: { namespaces: ["theirs"], resources: objects } });
  world.edge.create(configMaps, configMap("theirs", "site", { a: "theirs" }));
  world.rest(60_000);
  const before = world.mailbox.hub.revision();
  world.mailbox.create(configMaps, configMap("theirs", "site", { a: "1" }, { labels }));
  world.rest(200_000);
  assert.is(ready(world)?.status, "False");
  assert.is(world.mailbox.hub.revision() - before, 11, "ten beats, and the object itself");
});

test.run();
