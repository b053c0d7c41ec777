/** Upsync between two real API servers: what is asked for goes up, follows its object, and nothing else is touched. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, customResourceDefinitions, namespaces, secrets } from "../../../src/kube/core_api.ts";
import type { UpsyncSet } from "../../../src/kube/edge_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { openDefinition } from "./open_definition.ts";
import { configMap, namespace, type Server, SyncerWorld } from "./world.ts";

const orbitalMaps: UpsyncSet = { resources: ["configmaps"], namespaces: ["orbital"], names: ["*"] };
const widgets: Gvr = { group: "group1.test", version: "v1", resource: "widgets" };
const roles: Gvr = { group: "rbac.authorization.k8s.io", version: "v1", resource: "clusterroles" };

/** The versions that are served, the stored one first; default v1. */
function definition(scope: "Namespaced" | "Cluster", ...names: string[]): KubeObject {
  const versions = names.length === 0 ? ["v1"] : names;
  return openDefinition({ kind: "Widget", scope, versions, subresources: { status: {} } });
}

function widget(name: string): KubeObject {
  return { apiVersion: "group1.test/v1", kind: "Widget", metadata: { name }, spec: { teeth: 3 } };
}

function orbit(upsync: readonly UpsyncSet[] = [orbitalMaps]): SyncerWorld {
  const world = new SyncerWorld();
  world.edge.create(namespaces, namespace("orbital"));
  return world.start().configure({ upsync });
}

const dataOf = (server: Server, name: string, space = "orbital") =>
  server.find(configMaps, space, name)?.["data"];

test("an object that is asked for is created, updated and deleted in the mailbox as it is at the edge", () => {
  const world = orbit();
  world.edge.create(configMaps, configMap("orbital", "george", { a: "1" }, { labels: { kept: "yes" } }));
  world.rest();
  const copy = world.mailbox.find(configMaps, "orbital", "george");
  assert.equal(copy?.metadata.labels, { kept: "yes", "edge.kcp.io/upsynced": "yes" });
  world.edge.merge(configMaps, "orbital", "george", { data: { a: null, b: "2" } });
  world.rest();
  assert.equal(dataOf(world.mailbox, "george"), { b: "2" });
  world.edge.delete(configMaps, "orbital", "george");
  world.rest();
  assert.is(world.mailbox.find(configMaps, "orbital", "george"), undefined);
  assert.is(
    world.mailbox.find(namespaces, "", "orbital"),
    undefined,
    "the namespace that came along goes too",
  );
});

test("what is in other namespaces, of other names, of the system, or came from the mailbox stays at the edge", () => {
  const world = orbit([{ ...orbitalMaps, names: ["george", "ours", "kube-root-ca.crt"] }]);
  world.edge.create(configMaps, configMap("orbital", "cosmo", {}));
  world.edge.create(namespaces, namespace("elsewhere"));
  world.edge.create(configMaps, configMap("elsewhere", "george", {}));
  const labels = { "edge.kcp.io/projected": "yes" };
  world.edge.create(configMaps, configMap("orbital", "ours", {}, { labels }));
  world.rest();
  for (const name of ["cosmo", "ours", "kube-root-ca.crt"]) {
    assert.is(dataOf(world.mailbox, name), undefined, name);
  }
  assert.is(world.mailbox.find(namespaces, "", "orbital"), undefined);
});

test("an edge cannot change roles, definitions or syncer configurations of its mailbox, whatever the terms say", () => {
  const star = { resources: ["*"], namespaces: ["*"], names: ["*"] };
  const groups = ["rbac.authorization.k8s.io", "apiextensions.k8s.io", "edge.kcp.io"];
  const world = orbit(groups.map((apiGroup) => ({ ...star, apiGroup })));
  world.edge.create(roles, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "all" },
    rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
  });
  world.edge.create(customResourceDefinitions, definition("Cluster"));
  world.rest();
  assert.is(world.mailbox.find(roles, "", "all"), undefined);
  assert.is(world.mailbox.find(customResourceDefinitions, "", "widgets.group1.test"), undefined);
});

test("keys by which users talk to Edgechart do not go up", () => {
  const world = orbit();
  const annotations = { "edge.kcp.io/customizer": "x", "edge.kcp.io/mark": "forged", note: "kept" };
  world.edge.create(configMaps, configMap("orbital", "george", {}, { annotations }));
  world.rest();
  const found = world.mailbox.find(configMaps, "orbital", "george")?.metadata.annotations;
  assert.equal(Object.keys(found ?? {}).sort(), ["edge.kcp.io/mark", "note"]);
  assert.not.equal(found?.["edge.kcp.io/mark"], "forged");
});

test("an object of the same name that is already in the mailbox is left alone, and the reason is shown", () => {
  const world = new SyncerWorld();
  for (const server of [world.edge, world.mailbox]) server.create(namespaces, namespace("orbital"));
  const labels = { "edge.kcp.io/projected": "yes" };
  world.mailbox.create(configMaps, configMap("orbital", "theirs", { a: "centre" }, { labels }));
  world.edge.create(configMaps, configMap("orbital", "theirs", { a: "edge" }));
  world.edge.create(configMaps, configMap("orbital", "george", { a: "edge" }));
  world.start().configure({ upsync: [orbitalMaps] });
  assert.equal(dataOf(world.mailbox, "theirs"), { a: "centre" });
  assert.equal(dataOf(world.mailbox, "george"), { a: "edge" });
  assert.match(world.shown("upsync/florin"), "Foreign");
  world.configure({ upsync: [] });
  assert.equal(dataOf(world.mailbox, "theirs"), { a: "centre" }, "nor is it deleted");
  assert.is(dataOf(world.mailbox, "george"), undefined);
  assert.ok(world.mailbox.find(namespaces, "", "orbital"), "the namespace is not ours");
});

test("a kind that the edge begins to serve goes up when the mailbox serves it too, status included", () => {
  const world = orbit([{ apiGroup: "group1.test", resources: ["*"], names: ["*"] }]);
  assert.is(world.state("upsync/florin"), "settled");
  world.edge.create(customResourceDefinitions, definition("Cluster"));
  world.rest(1_000);
  world.edge.create(widgets, widget("cog"));
  world.rest();
  assert.match(world.shown("upsync/florin"), "NotServed: the mailbox does not serve widgets.group1.test");
  world.mailbox.create(customResourceDefinitions, definition("Cluster"));
  world.rest(60_000);
  assert.equal(world.mailbox.find(widgets, "", "cog")?.["spec"], { teeth: 3 });
  const status = { phase: "Turning" };
  world.edge.ask({
    verb: "patch",
    resource: widgets,
    subresource: "status",
    name: "cog",
    patchType: "merge",
    body: { status },
  });
  world.rest();
  assert.equal(world.mailbox.find(widgets, "", "cog")?.["status"], status);
});

const widgetsUp: UpsyncSet = { apiGroup: "group1.test", resources: ["widgets"], names: ["*"] };
const beta: Gvr = { ...widgets, version: "v1beta1" };
const betaWidget = (name: string) => ({ ...widget(name), apiVersion: "group1.test/v1beta1" });

test("an object goes up at a version that both serve, status, changes and end included", () => {
  const world = orbit([widgetsUp]);
  world.edge.create(customResourceDefinitions, definition("Cluster", "v1beta1"));
  world.mailbox.create(customResourceDefinitions, definition("Cluster", "v1", "v1beta1"));
  world.rest(60_000);
  world.edge.create(beta, betaWidget("cog"));
  world.rest();
  assert.equal(world.mailbox.find(widgets, "", "cog")?.["spec"], { teeth: 3 });
  world.edge.merge(beta, "", "cog", { spec: { teeth: 4 } });
  const status = { phase: "Turning" };
  const patch = { verb: "patch", patchType: "merge", resource: beta, name: "cog" } as const;
  world.edge.ask({ ...patch, subresource: "status", body: { status } });
  world.rest();
  const copy = world.mailbox.find(widgets, "", "cog");
  assert.equal([copy?.["spec"], copy?.["status"]], [{ teeth: 4 }, status]);
  world.edge.delete(beta, "", "cog");
  world.rest();
  assert.is(world.mailbox.find(widgets, "", "cog"), undefined);
});

test("edge and mailbox without a version in common say so, until the edge learns one", () => {
  const world = orbit([widgetsUp]);
  world.edge.create(customResourceDefinitions, definition("Cluster", "v1beta1"));
  world.mailbox.create(customResourceDefinitions, definition("Cluster", "v1"));
  world.rest(60_000);
  world.edge.create(beta, betaWidget("cog"));
  world.rest();
  assert.is(world.state("upsync/florin"), "impeded");
  assert.match(
    world.shown("upsync/florin"),
    "NoCommonVersion: of widgets.group1.test the edge serves v1beta1, and the mailbox v1",
  );
  world.edge.merge(customResourceDefinitions, "", "widgets.group1.test", {
    spec: (definition("Cluster", "v1beta1", "v1") as unknown as { spec: unknown }).spec,
  });
  world.rest(60_000);
  assert.equal(world.mailbox.find(widgets, "", "cog")?.["spec"], { teeth: 3 });
  assert.is(world.state("upsync/florin"), "settled");
});

test("a name is carried as it is written, whether or not anything is called so", () => {
  const world = orbit([{ ...orbitalMaps, names: ["William", "george"] }]);
  world.edge.create(configMaps, configMap("orbital", "william", { a: "1" }));
  world.edge.create(configMaps, configMap("orbital", "george", { a: "1" }));
  world.rest();
  assert.equal([dataOf(world.mailbox, "william"), dataOf(world.mailbox, "george")], [undefined, { a: "1" }]);
  assert.is(world.state("upsync/florin"), "settled");
});

test("a kind that the edge serves no more keeps its copies, and loses those that are gone when it is back", () => {
  const world = orbit([{ apiGroup: "group1.test", resources: ["widgets"], names: ["*"] }]);
  for (const server of [world.edge, world.mailbox]) {
    server.create(customResourceDefinitions, definition("Cluster"));
  }
  world.rest(60_000);
  world.edge.create(widgets, widget("cog"));
  world.rest();
  assert.ok(world.mailbox.find(widgets, "", "cog"));
  world.wayToEdge.disconnect();
  world.edge.delete(customResourceDefinitions, "", "widgets.group1.test");
  world.rest();
  world.wayToEdge.reconnect();
  world.rest(60_000);
  assert.ok(world.mailbox.find(widgets, "", "cog"), "a missing API proves nothing");
  world.edge.create(customResourceDefinitions, definition("Cluster"));
  world.rest(60_000);
  assert.is(world.mailbox.find(widgets, "", "cog"), undefined);
});

test("an edge out of reach keeps what it has in its mailbox; what was deleted meanwhile goes when it is back", () => {
  const world = orbit();
  for (const name of ["cosmo", "george"]) world.edge.create(configMaps, configMap("orbital", name, {}));
  world.rest();
  world.wayToEdge.disconnect();
  world.edge.delete(configMaps, "orbital", "george");
  world.rest(300_000);
  assert.ok(world.mailbox.find(configMaps, "orbital", "george"));
  world.wayToEdge.reconnect();
  world.rest(60_000);
  assert.is(world.mailbox.find(configMaps, "orbital", "george"), undefined);
  assert.ok(world.mailbox.find(configMaps, "orbital", "cosmo"));
});

test("what an earlier life of the syncer sent up and is no longer asked for is deleted by the next one", () => {
  const world = orbit();
  world.edge.create(configMaps, configMap("orbital", "george", {}));
  world.rest().stop();
  world.edge.delete(configMaps, "orbital", "george");
  world.start();
  assert.is(world.mailbox.find(configMaps, "orbital", "george"), undefined);
});

test("no more objects go up than the quota allows, and one that goes makes room for another", () => {
  const world = new SyncerWorld();
  world.edge.create(namespaces, namespace("orbital"));
  for (const name of ["a", "b", "c"]) world.edge.create(configMaps, configMap("orbital", name, {}));
  const names = ["a", "b"].map((name) => ({ ...orbitalMaps, names: [name] }));
  const all = [...names, { ...orbitalMaps, names: ["c"] }];
  world.start({ upsyncQuota: { objects: 2, bytes: 1_000_000 } }).configure({ upsync: all });
  assert.is(world.state("upsync/florin"), "full");
  assert.match(world.shown("upsync/florin"), "1 beyond the quota of 2 objects");
  const inMailbox = () => ["a", "b", "c"].filter((name) => world.mailbox.find(configMaps, "orbital", name));
  assert.is(inMailbox().length, 2);
  world.edge.delete(configMaps, "orbital", inMailbox()[0] ?? "");
  world.rest();
  assert.is(inMailbox().length, 2);
  assert.is(world.state("upsync/florin"), "settled");
});

test("no more bytes go up than the quota allows", () => {
  const world = new SyncerWorld();
  world.edge.create(namespaces, namespace("orbital"));
  world.edge.create(configMaps, configMap("orbital", "large", { text: "x".repeat(5_000) }));
  world.edge.create(configMaps, configMap("orbital", "small", {}));
  world.start({ upsyncQuota: { objects: 10, bytes: 4_000 } }).configure({ upsync: [orbitalMaps] });
  assert.is(dataOf(world.mailbox, "large"), undefined);
  assert.ok(world.mailbox.find(configMaps, "orbital", "small"));
  assert.match(world.shown("upsync/florin"), "QuotaExceeded");
});

test("at rest nothing is written, and no Secret is shown", () => {
  const world = orbit([{ ...orbitalMaps, resources: ["configmaps", "secrets"] }]);
  const data = { password: "aHVudGVyMg==" };
  const metadata = { name: "s", namespace: "orbital" };
  world.edge.create(secrets, { apiVersion: "v1", kind: "Secret", metadata, data });
  world.rest();
  assert.equal(world.mailbox.find(secrets, "orbital", "s")?.["data"], data);
  const before = world.mailbox.hub.revision();
  world.rest(600_000);
  assert.is(world.mailbox.hub.revision() - before, 600 / 20, "nothing but heartbeats");
  assert.not.match(world.shown("upsync/florin"), "aHVudGVyMg");
});

test.run();
