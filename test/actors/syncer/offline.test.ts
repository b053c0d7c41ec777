/** Without its hub a syncer keeps the edge as it was last asked to, also across its own restart, and deletes nothing it is not sure of. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { configMaps, namespaces, secrets } from "../../../src/kube/core_api.ts";
import type { SyncerConfigSpec } from "../../../src/kube/edge_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { ObjectStore } from "../../../src/ports/object_store.ts";
import { configMap, namespace, Server, SyncerWorld } from "./world.ts";

const labels = { "edge.kcp.io/projected": "yes" };
const config: SyncerConfigSpec = {
  namespaceScope: {
    namespaces: ["common"],
    resources: [
      { group: "", resource: "configmaps", apiVersion: "v1" },
      { group: "", resource: "secrets", apiVersion: "v1" },
    ],
  },
};
const secret: KubeObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "key", namespace: "common", labels },
  data: { password: "aHVudGVyMg==" },
};

function fill(server: Server): void {
  server.create(namespaces, namespace("common", labels));
  server.create(secrets, secret);
  for (const name of ["a", "b"]) {
    server.create(configMaps, configMap("common", name, { from: name }, { labels }));
  }
}

/** A syncer that has brought two ConfigMaps and a Secret to the edge and remembers them. */
function common(store: ObjectStore = createMemoryStore()): { world: SyncerWorld; store: ObjectStore } {
  const world = new SyncerWorld();
  fill(world.mailbox);
  return { world: world.start({ store }).configure(config), store };
}

const dataOf = (world: SyncerWorld, name: string) => world.edge.find(configMaps, "common", name)?.["data"];

test("while the hub is away, what somebody changes or deletes at the edge is put right", () => {
  const { world } = common();
  world.wayToHub.disconnect();
  world.edge.merge(configMaps, "common", "a", { data: { from: "theirs" } });
  world.edge.delete(configMaps, "common", "b");
  world.rest(60_000);
  assert.equal([dataOf(world, "a"), dataOf(world, "b")], [{ from: "a" }, { from: "b" }]);
});

test("a syncer that starts without its hub keeps the edge as it was last asked to, Secrets included", () => {
  const { world, store } = common();
  world.stop();
  world.wayToHub.disconnect();
  world.edge.delete(configMaps, "common", "a");
  world.edge.delete(secrets, "common", "key");
  world.start({ store }).rest(60_000);
  assert.equal(dataOf(world, "a"), { from: "a" });
  assert.equal(world.edge.find(secrets, "common", "key")?.["data"], secret["data"]);
});

test("what was deleted in the mailbox while the syncer was stopped is deleted when it sees that, and not before", () => {
  const { world, store } = common();
  world.stop();
  world.mailbox.delete(configMaps, "common", "a");
  world.wayToHub.disconnect();
  world.start({ store }).rest(120_000);
  assert.ok(dataOf(world, "a"));
  world.wayToHub.reconnect();
  world.rest(60_000);
  assert.is(dataOf(world, "a"), undefined);
});

test("an edge that was rebuilt empty is refilled, also without the hub", () => {
  const { world, store } = common();
  world.stop();
  world.wayToHub.disconnect();
  world.rebuildEdge();
  world.start({ store }).rest(60_000);
  assert.equal([dataOf(world, "a"), dataOf(world, "b")], [{ from: "a" }, { from: "b" }]);
});

test("a hub that has gone back in time deletes nothing until that is acknowledged, also across restarts", () => {
  const { world, store } = common();
  world.stop();
  world.rebuildMailbox((server) => {
    server.create(namespaces, namespace("common", labels));
    server.create(configMaps, configMap("common", "a", { from: "backup" }, { labels }));
  });
  world.start({ store }).configure(config).rest(60_000);
  assert.equal(dataOf(world, "a"), { from: "backup" }, "what it says is done");
  assert.equal(dataOf(world, "b"), { from: "b" }, "what it does not say any more stays");
  assert.match(world.shown("edgeCluster/florin"), "Nothing is deleted before a person has acknowledged");
  world.stop();
  world.start({ store }).rest(60_000);
  assert.ok(dataOf(world, "b"));
  world.runtime?.acknowledgeRestore();
  world.rest(60_000);
  assert.is(dataOf(world, "b"), undefined);
});

test("what is kept does not grow with history", () => {
  const { world, store } = common();
  for (let change = 0; change < 50; change++) {
    world.mailbox.merge(configMaps, "common", "a", { data: { from: String(change) } });
    world.rest(100);
  }
  assert.is([...store.load().versions].filter(({ name }) => name === "configmaps/common/a").length, 1);
});

test.run();
