/** Downsync between two real API servers: policies by annotation, drift that is shown, and what needs what. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, customResourceDefinitions, namespaces, secrets } from "../../../src/kube/core_api.ts";
import { syncerConfigs, type SyncerConfigSpec } from "../../../src/kube/edge_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { openDefinition } from "./open_definition.ts";
import { configMap, namespace, SyncerWorld } from "./world.ts";

const labels = { "edge.kcp.io/projected": "yes" };
const overwrite = "edge.kcp.io/downsync-overwrite";
const config: SyncerConfigSpec = {
  namespaceScope: {
    namespaces: ["common"],
    resources: [{ group: "", resource: "configmaps", apiVersion: "v1" }],
  },
};
const withWidgets: SyncerConfigSpec = {
  ...config,
  clusterScope: [
    {
      group: "apiextensions.k8s.io",
      resource: "customresourcedefinitions",
      apiVersion: "v1",
      objects: ["*"],
    },
    { group: "group1.test", resource: "widgets", apiVersion: "v1", objects: ["*"] },
  ],
};
const widgets: Gvr = { group: "group1.test", version: "v1", resource: "widgets" };

/** A mailbox with a projected namespace and ConfigMap, synced to the edge. */
function common(annotations: Readonly<Record<string, string>> = {}): SyncerWorld {
  const world = new SyncerWorld();
  world.mailbox.create(namespaces, namespace("common", labels));
  world.mailbox.create(configMaps, configMap("common", "site", { a: "1", b: "1" }, { labels, annotations }));
  return world.start().configure(config);
}

const site = (world: SyncerWorld) => world.edge.find(configMaps, "common", "site");
const change = (world: SyncerWorld, body: unknown) => {
  world.mailbox.merge(configMaps, "common", "site", body);
  return world.rest();
};

const widgetKind = openDefinition({ kind: "Widget", scope: "Cluster", versions: ["v1"] });
const definition: KubeObject = { ...widgetKind, metadata: { ...widgetKind.metadata, labels } };
const widget = (name: string, metadata: Partial<KubeObject["metadata"]> = {}): KubeObject => ({
  apiVersion: "group1.test/v1",
  kind: "Widget",
  metadata: { name, ...metadata },
});

test("what leaves the source leaves the copy, from its first change on; what others added stays", () => {
  const world = common({ note: "old" });
  world.edge.merge(configMaps, "common", "site", { data: { theirs: "x" } });
  change(world, { metadata: { annotations: { note: null } }, data: { a: "2", b: null } });
  assert.equal(site(world)?.["data"], { a: "2", theirs: "x" });
  assert.is(site(world)?.metadata.annotations?.["note"], undefined);
  change(world, { data: { a: null, c: "3" } });
  assert.equal(site(world)?.["data"], { c: "3", theirs: "x" });
});

test("what leaves the source with its second change leaves the copy too", () => {
  const world = common();
  change(world, { data: { a: "2" } });
  change(world, { data: { b: null } });
  assert.equal(site(world)?.["data"], { a: "2" });
});

test("a field of ours that somebody changes at the edge is put right, and shown by its path without its value", () => {
  const world = common();
  world.edge.merge(configMaps, "common", "site", { data: { a: "hunter2" } });
  world.rest();
  assert.equal(site(world)?.["data"], { a: "1", b: "1" });
  assert.match(
    world.shown("edgeCluster/florin"),
    '"drifted":[{"key":"configmaps/common/site","paths":["data.a"]}]',
  );
  assert.not.match(world.shown("edgeCluster/florin"), "hunter2");
});

test("downsync-overwrite false: created once, then the edge's own, and its differences are shown", () => {
  const world = common({ [overwrite]: "false" });
  world.edge.merge(configMaps, "common", "site", { data: { a: "theirs" } });
  change(world, { data: { b: "2" } });
  assert.equal(site(world)?.["data"], { a: "theirs", b: "1" });
  assert.match(world.shown("edgeCluster/florin"), '"paths":["data.a","data.b"]');
  world.mailbox.delete(configMaps, "common", "site");
  world.rest();
  assert.equal(site(world)?.["data"], { a: "theirs", b: "1" });
  world.configure({ namespaceScope: {} });
  assert.ok(site(world), "not even when nothing of its namespace is synced any more");
});

test("downsync-overwrite that becomes false hands the copy over as it is, and true takes it back", () => {
  const world = common();
  change(world, { metadata: { annotations: { [overwrite]: "false" } }, data: { a: "2" } });
  assert.is(site(world)?.metadata.annotations?.[overwrite], "false");
  assert.equal(site(world)?.["data"], { a: "1", b: "1" }, "only the annotation was written");
  change(world, { metadata: { annotations: { [overwrite]: null } } });
  assert.equal(site(world)?.["data"], { a: "2", b: "1" });
  assert.is(site(world)?.metadata.annotations?.[overwrite], undefined);
  world.mailbox.delete(configMaps, "common", "site");
  world.rest();
  assert.is(site(world), undefined);
});

test("sync: suspend leaves the copy as it is until it goes", () => {
  const world = common();
  change(world, { metadata: { annotations: { "edge.kcp.io/sync": "suspend" } }, data: { a: "2" } });
  world.edge.merge(configMaps, "common", "site", { data: { b: "theirs" } });
  world.rest();
  assert.equal(site(world)?.["data"], { a: "1", b: "theirs" });
  change(world, { metadata: { annotations: { "edge.kcp.io/sync": null } } });
  assert.equal(site(world)?.["data"], { a: "2", b: "1" });
});

test("an object that somebody else made at the edge is neither changed nor deleted", () => {
  const world = new SyncerWorld();
  for (const server of [world.mailbox, world.edge]) server.create(namespaces, namespace("common"));
  world.mailbox.merge(namespaces, "", "common", { metadata: { labels } });
  world.mailbox.create(configMaps, configMap("common", "site", { a: "1" }, { labels }));
  const theirs = world.edge.create(configMaps, configMap("common", "site", { a: "theirs" }));
  world.start().configure(config);
  assert.match(world.shown("edgeCluster/florin"), "Foreign");
  world.configure({ namespaceScope: {} }).rest();
  assert.equal(site(world), theirs);
});

test("a definition comes before its objects and goes after them", () => {
  const world = common();
  world.mailbox.create(customResourceDefinitions, definition);
  world.rest();
  world.mailbox.create(widgets, widget("cog", { labels }));
  world.configure(withWidgets).rest(60_000);
  assert.ok(world.edge.find(widgets, "", "cog"));
  world.configure(config).rest(60_000);
  assert.is(world.edge.find(customResourceDefinitions, "", "widgets.group1.test"), undefined);
});

/** Every object of the three resources that came to the edge or left it, in order. */
function comings(world: SyncerWorld): string[] {
  const log: string[] = [];
  for (const gvr of [namespaces, configMaps, customResourceDefinitions]) {
    world.edge.hub.objects.observe(gvr, ({ type, object }) => {
      if (type !== "MODIFIED" && object.metadata.labels?.["edge.kcp.io/projected"] === "yes") {
        log.push(`${type} ${object.kind}`);
      }
    });
  }
  return log;
}

/** Ends the syncer and starts another, again and again, so soon that each gets only a little done. */
function stumble(world: SyncerWorld): void {
  for (let life = 0; life < 40; life++) {
    world.stop();
    world.start();
    world.rest(life);
  }
  world.rest(60_000);
}

test("S22: a syncer that dies again and again still brings namespaces and definitions first, and takes them last", () => {
  const world = new SyncerWorld();
  const log = comings(world);
  world.mailbox.create(namespaces, namespace("common", labels));
  world.mailbox.create(configMaps, configMap("common", "site", { a: "1" }, { labels }));
  world.mailbox.create(customResourceDefinitions, definition);
  world.rest(1_000);
  world.mailbox.create(widgets, widget("cog", { labels }));
  world.start().configure(withWidgets);
  stumble(world);
  assert.ok(world.edge.find(widgets, "", "cog"));
  world.mailbox.merge(syncerConfigs, "", "the-one", { spec: { namespaceScope: null, clusterScope: null } });
  stumble(world);
  assert.equal([world.edge.find(widgets, "", "cog"), world.edge.find(namespaces, "", "common")], [
    undefined,
    undefined,
  ]);
  const first = (entry: string) => log.indexOf(entry);
  assert.ok(first("ADDED Namespace") < first("ADDED ConfigMap"), log.join());
  assert.ok(first("DELETED ConfigMap") < first("DELETED Namespace"), log.join());
  assert.equal(log.length, new Set(log).size, "nothing came or went twice");
});

test("what an autoscaler sets and a webhook adds at the edge stays, until the source says it", () => {
  const world = new SyncerWorld();
  world.mailbox.create(customResourceDefinitions, definition);
  world.rest(1_000);
  world.mailbox.create(widgets, { ...widget("cog", { labels }), spec: { teeth: 3 } });
  world.start().configure(withWidgets);
  const found = () => world.edge.find(widgets, "", "cog");
  world.edge.merge(widgets, "", "cog", {
    metadata: { annotations: { injected: "yes" } },
    spec: { replicas: 7 },
  });
  world.mailbox.merge(widgets, "", "cog", { spec: { teeth: 4 } });
  world.rest();
  assert.equal(found()?.["spec"], { teeth: 4, replicas: 7 });
  assert.is(found()?.metadata.annotations?.["injected"], "yes");
  const revision = world.edge.hub.revision();
  world.rest(60_000);
  assert.is(world.edge.hub.revision(), revision, "nor do the two write in turns");
  world.mailbox.merge(widgets, "", "cog", { spec: { replicas: 2 } });
  world.rest();
  assert.equal(found()?.["spec"], { teeth: 4, replicas: 2 });
});

/** The way to an edge with a webhook, which puts something into every object as it is made. */
function withWebhook(api: ClusterApi): ClusterApi {
  return {
    ...api,
    watch: (request, sink) => api.watch(request, sink),
    discover: (cluster, answer) => api.discover(cluster, answer),
    close: () => api.close(),
    call: (request, answer) => {
      const body = request.body as KubeObject;
      const annotations = { ...body?.metadata?.annotations, injected: "yes" };
      const injected = { ...body, metadata: { ...body?.metadata, annotations } };
      api.call(request.verb === "create" ? { ...request, body: injected } : request, answer);
    },
  };
}

test("what a webhook puts into an object as it is made stays, whatever leaves the source later", () => {
  const world = new SyncerWorld();
  world.mailbox.create(namespaces, namespace("common", labels));
  const annotations = { note: "old" };
  world.mailbox.create(configMaps, configMap("common", "site", { a: "1", b: "1" }, { labels, annotations }));
  world.start({ edge: withWebhook(world.wayToEdge.api) }).configure(config);
  change(world, { metadata: { annotations: { note: null } }, data: { b: null } });
  assert.equal(site(world)?.["data"], { a: "1" });
  const { note, injected } = site(world)?.metadata.annotations ?? {};
  assert.equal([note, injected], [undefined, "yes"]);
});

test("R-61: what every cluster makes for itself stays where it is, whatever is written on it", () => {
  const world = new SyncerWorld();
  world.mailbox.create(namespaces, namespace("common", labels));
  const token = {
    metadata: { name: "t", namespace: "common", labels },
    type: "kubernetes.io/service-account-token",
  };
  world.mailbox.create(secrets, { apiVersion: "v1", kind: "Secret", ...token });
  world.rest();
  world.mailbox.merge(configMaps, "common", "kube-root-ca.crt", { metadata: { labels } });
  const before = world.edge.hub.revision();
  world.start().configure({
    namespaceScope: {
      namespaces: ["common"],
      resources: ["configmaps", "secrets"].map((resource) => ({ group: "", resource, apiVersion: "v1" })),
    },
  });
  assert.ok(world.edge.hub.revision() > before, "the namespace went down");
  assert.is(world.edge.find(secrets, "common", "t"), undefined);
  const bundle = world.edge.find(configMaps, "common", "kube-root-ca.crt");
  assert.is(bundle?.metadata.labels?.["edge.kcp.io/projected"], undefined);
  assert.is(world.state("edgeCluster/florin"), "settled");
});

test("a definition stays as long as the edge has objects of its own of that kind", () => {
  const world = common();
  world.mailbox.create(customResourceDefinitions, definition);
  world.configure(withWidgets).rest(60_000);
  const theirs = world.edge.create(widgets, widget("theirs"));
  world.configure(config).rest(60_000);
  assert.equal(world.edge.find(widgets, "", "theirs"), theirs);
  assert.match(world.shown("edgeCluster/florin"), "Kept, because it holds widgets.group1.test theirs");
});

test.run();
