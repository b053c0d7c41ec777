/** Without its hub a syncer keeps the edge as it was last asked to, also across its own restart, and deletes nothing it is not sure of. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { configMaps, customResourceDefinitions, namespaces, secrets } from "../../../src/kube/core_api.ts";
import type { SyncerConfigSpec } from "../../../src/kube/edge_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import type { ObjectStore } from "../../../src/ports/object_store.ts";
import { openDefinition } from "./open_definition.ts";
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

const gadgets = { group: "group1.test", version: "v1", resource: "gadgets" };
const resources = [{ group: "group1.test", resource: "gadgets", apiVersion: "v1" }];
const gadget: KubeObject = {
  apiVersion: "group1.test/v1",
  kind: "Gadget",
  metadata: { name: "g", namespace: "common", labels },
};
const definition = openDefinition({ kind: "Gadget", scope: "Namespaced", versions: ["v1"] });

/** A syncer that has brought an object of a custom kind to its edge; both servers have the definition of their own. */
function withGadget(): { world: SyncerWorld; store: ObjectStore } {
  const store = createMemoryStore();
  const world = new SyncerWorld();
  for (const server of [world.mailbox, world.edge]) server.create(customResourceDefinitions, definition);
  world.mailbox.create(namespaces, namespace("common", labels));
  world.rest(1_000).mailbox.create(gadgets, gadget);
  world.start({ store }).configure({ namespaceScope: { namespaces: ["common"], resources } });
  assert.ok(world.edge.find(gadgets, "common", "g"));
  return { world, store };
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

test("a syncer that lives through the restore of its hub does what it then says, and deletes nothing", () => {
  const { world, store } = common();
  world.mailbox.merge(configMaps, "common", "a", { data: { from: "after the backup" } });
  world.rest().stop();
  const hub: ClusterApi = {
    call: (request, answer) => world.wayToHub.api.call(request, answer),
    watch: (request, sink) => world.wayToHub.api.watch(request, sink),
    discover: (cluster, answer) => world.wayToHub.api.discover(cluster, answer),
    close: () => {},
  };
  world.start({ store, hub });
  assert.equal(dataOf(world, "a"), { from: "after the backup" });
  const before = world.wayToHub;
  world.rebuildMailbox((server) => {
    server.create(namespaces, namespace("common", labels));
    server.create(configMaps, configMap("common", "a", { from: "backup" }, { labels }));
  });
  before.cutWatches();
  world.configure(config).rest(240_000);
  assert.equal(dataOf(world, "a"), { from: "backup" });
  assert.equal(dataOf(world, "b"), { from: "b" });
  assert.match(world.runtime?.restored() ?? "", "the hub went back");
});

test("an edge that was re-created under its old name gets nothing from its old mailbox", () => {
  const { world, store } = common();
  world.stop().rebuildEdge();
  world.rebuildMailbox((server) => server.create(namespaces, namespace("common", labels)));
  world.wayToHub.disconnect();
  world.start({ store, names: { edge: "florin", mailbox: "another", cluster: "" } }).rest(60_000);
  assert.is(dataOf(world, "a"), undefined);
  world.wayToHub.reconnect();
  world.configure(config).rest(240_000);
  assert.is(dataOf(world, "a"), undefined);
  assert.is(world.runtime?.restored(), null, "another mailbox is no old one");
});

test("a copy that the config no longer selects goes, also when its API left the mailbox while the syncer was killed", () => {
  const { world, store } = withGadget();
  world.stop().configure({ namespaceScope: { namespaces: [], resources } });
  world.mailbox.delete(customResourceDefinitions, "", "gadgets.group1.test");
  world.start({ store }).rest(120_000);
  assert.is(world.edge.find(gadgets, "common", "g"), undefined);
});

test("a copy that the config selects stays while its API is away from the mailbox, also if nothing is remembered of it", () => {
  const { world } = withGadget();
  world.stop().mailbox.delete(customResourceDefinitions, "", "gadgets.group1.test");
  world.start().rest(120_000);
  assert.ok(world.edge.find(gadgets, "common", "g"));
  assert.is(world.state("edgeCluster/florin"), "lacking");
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
