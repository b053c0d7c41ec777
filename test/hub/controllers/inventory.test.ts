/** SyncTargets and Locations as kcp keeps them: keys, counts, and the Location nobody asked for. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { apiBindings, apiExports, locations, syncTargets, workspaces } from "../../../src/kube/kcp_api.ts";
import type { Location, SyncTarget } from "../../../src/kube/kcp_api.ts";
import { syncTargetKey } from "../../../src/hub/controllers/inventory/sync_target_keys.ts";
import { World } from "./world.ts";

const synctargets = { group: "workload.kcp.io", version: "v1alpha1", resource: "synctargets" };

/** A world with the seed's inventory workspace; answers its logical cluster id too. */
function inventory(): [World, string] {
  const world = new World();
  return [world, world.workspace("root", "imw-1")];
}

function location(name: string, matchLabels: Record<string, string>, labels = {}) {
  return { metadata: { name, labels }, spec: { resource: synctargets, instanceSelector: { matchLabels } } };
}

const si = {
  metadata: { name: "sync-target-f", labels: { example: "si" } },
  spec: { cells: { foo: "bar" } },
};

test("an organization workspace serves SyncTargets, with kcp's defaults and key", () => {
  const [world, imw] = inventory();
  world.create(imw, syncTargets, si);
  world.settle();
  const target = world.get(imw, syncTargets, "sync-target-f") as SyncTarget;
  assert.equal(target.spec, {
    cells: { foo: "bar" },
    supportedAPIExports: [{ export: "kubernetes" }],
    unschedulable: false,
  });
  const key = target.metadata.labels?.["internal.workload.kcp.io/key"];
  assert.is(key, syncTargetKey({ cluster: imw, name: "sync-target-f" }));
  assert.match(key!, /^[0-9a-z]{40,44}$/);
});

test("the first SyncTarget brings a Location `default` that selects all, an export and a binding", () => {
  const [world, imw] = inventory();
  assert.equal(world.names(imw, locations), []);
  world.create(imw, syncTargets, si);
  world.settle();
  const made = world.get(imw, locations, "default") as Location;
  assert.equal([made.spec?.instanceSelector, made.metadata.labels, made.status?.instances], [
    {},
    undefined,
    1,
  ]);
  assert.ok(world.get(imw, apiExports, "kubernetes"));
  assert.ok(world.get(imw, apiBindings, "kubernetes"));
});

test("once deleted, `default` never comes back: not by a second SyncTarget, not by a restart", () => {
  const [world, imw] = inventory();
  world.create(imw, syncTargets, si);
  world.settle();
  world.delete(imw, locations, "default");
  world.create(imw, syncTargets, { metadata: { name: "sync-target-g" } });
  world.settle();
  world.restart();
  world.settle();
  assert.equal(world.names(imw, locations), []);
});

test("a Location counts the SyncTargets it selects, follows their labels, and repeats its own", () => {
  const [world, imw] = inventory();
  world.create(imw, syncTargets, si);
  world.create(imw, locations, location("l", { example: "si" }, { b: "2", a: "1" }));
  world.settle();
  const read = () => world.get(imw, locations, "l") as Location;
  assert.equal(read().status, { instances: 1, availableInstances: 0 });
  assert.is(read().metadata.annotations?.["scheduling.kcp.io/labels"], "a=1 b=2");
  world.patch(imw, syncTargets, "sync-target-f", { metadata: { labels: { example: "no" } } });
  world.settle();
  assert.equal(read().status, { instances: 0, availableInstances: 0 });
});

test("an instance is available when it is ready and takes work", () => {
  const [world, imw] = inventory();
  world.create(imw, syncTargets, si);
  world.create(imw, locations, location("l", { example: "si" }));
  const available = () => (world.get(imw, locations, "l") as Location).status?.availableInstances;
  const conditions = [{ type: "Ready", status: "True" }];
  world.patch(imw, syncTargets, "sync-target-f", { status: { conditions } }, "status");
  world.settle();
  assert.is(available(), 1);
  world.patch(imw, syncTargets, "sync-target-f", { spec: { unschedulable: true } });
  world.settle();
  assert.is(available(), 0);
});

test("a Location for anything but synctargets is refused", () => {
  const [world, imw] = inventory();
  const spec = { resource: { ...synctargets, resource: "clusters" } };
  assert.throws(() => world.create(imw, locations, { metadata: { name: "l" }, spec }), /resource/);
});

test("a deleted inventory workspace is gone, although its controllers like to make things", () => {
  const [world, imw] = inventory();
  world.create(imw, syncTargets, si);
  world.settle();
  world.delete("root", workspaces, "imw-1");
  world.settle();
  assert.is(world.hub.resolveCluster(imw), undefined);
  assert.equal(world.hub.objects.list({ cluster: imw, resource: locations }), []);
});

test.run();
