/** A heartbeat says that the edge answers: it comes while it does, and only then. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { syncerConfigs } from "../../../src/kube/edge_api.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { KubeError } from "../../../src/ports/kube_error.ts";
import { SyncerWorld } from "./world.ts";

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

test.run();
