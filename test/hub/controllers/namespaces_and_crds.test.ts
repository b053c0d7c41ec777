/** Namespaces and CRDs that come, serve, and go with everything in them. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, customResourceDefinitions, namespaces } from "../../../src/kube/core_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { World } from "./world.ts";

const widgets = { group: "example.test", version: "v1", resource: "widgets" };

function crd(kind = "Widget", plural = "widgets"): { metadata: { name: string }; spec: object } {
  const openAPIV3Schema = {
    type: "object",
    properties: { spec: { type: "object", properties: { size: { type: "integer", default: 3 } } } },
  };
  return {
    metadata: { name: `${plural}.example.test` },
    spec: {
      group: "example.test",
      names: { plural, kind },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

type Conditioned = KubeObject & {
  status: { conditions: { type: string; status: string; reason: string }[] };
};
const conditionOf = (object: KubeObject | undefined, type: string) =>
  (object as Conditioned).status.conditions.find((condition) => condition.type === type);

test("a CRD is established and served within a second, with defaults and pruning", () => {
  const world = new World();
  world.create("root", customResourceDefinitions, crd());
  world.clock.advance(1000);
  const made = world.get("root", customResourceDefinitions, "widgets.example.test");
  assert.is(conditionOf(made, "Established")?.status, "True");
  const widget = { metadata: { name: "w", namespace: "default" }, spec: { odd: 1 } };
  assert.equal(world.create("root", widgets, widget).spec, { size: 3 });
});

test("an object that a newer schema forbids can be written as long as what is wrong stays as it is", () => {
  const world = new World();
  const made = world.create("root", customResourceDefinitions, crd());
  world.settle();
  const inDefault = { namespace: "default" };
  world.create("root", widgets, { metadata: { name: "w", ...inDefault }, spec: { size: 7 } });
  const stricter = JSON.parse(JSON.stringify(made.spec).replace('"default":3', '"maximum":5'));
  world.patch("root", customResourceDefinitions, "widgets.example.test", { spec: stricter });
  world.settle();
  const patch = (body: object) =>
    world.call({
      verb: "patch",
      patchType: "merge",
      cluster: "root",
      resource: widgets,
      name: "w",
      ...inDefault,
      body,
    });
  assert.ok(patch({ metadata: { labels: { a: "b" } } }).ok);
  assert.not.ok(patch({ spec: { size: 8 } }).ok);
  assert.ok(patch({ spec: { size: 5 } }).ok);
});

test("a CRD serves in its own workspace and in no other", () => {
  const world = new World();
  const a = world.workspace("root", "a");
  world.create(a, customResourceDefinitions, crd());
  world.settle();
  assert.ok(world.hub.catalog.resolve(a, widgets));
  assert.is(world.hub.catalog.resolve("root", widgets), undefined);
});

test("a CRD that takes another's kind is not accepted, and says with whom it clashes", () => {
  const world = new World();
  world.create("root", customResourceDefinitions, crd());
  world.settle();
  world.create("root", customResourceDefinitions, crd("Widget", "gadgets"));
  world.settle();
  const second = world.get("root", customResourceDefinitions, "gadgets.example.test");
  assert.is(conditionOf(second, "NamesAccepted")?.status, "False");
  assert.is(world.hub.catalog.resolve("root", { ...widgets, resource: "gadgets" }), undefined);
});

test("a deleted CRD waits for its instances, then is no longer served", () => {
  const world = new World();
  world.create("root", customResourceDefinitions, crd());
  world.settle();
  const metadata = { name: "w", namespace: "default", finalizers: ["test.example/hold"] };
  world.create("root", widgets, { metadata });
  world.delete("root", customResourceDefinitions, "widgets.example.test");
  world.settle();
  assert.ok(world.get("root", customResourceDefinitions, "widgets.example.test"));
  const request = { cluster: "root", resource: widgets, name: "w", namespace: "default" };
  world.call({ verb: "patch", patchType: "merge", ...request, body: { metadata: { finalizers: null } } });
  world.settle();
  assert.is(world.get("root", customResourceDefinitions, "widgets.example.test"), undefined);
  assert.is(world.hub.catalog.resolve("root", widgets), undefined);
});

test("a deleted namespace goes with everything in it, custom resources included", () => {
  const world = new World();
  world.create("root", customResourceDefinitions, crd());
  world.create("root", namespaces, { metadata: { name: "n" } });
  world.settle();
  world.create("root", widgets, { metadata: { name: "w", namespace: "n" } });
  world.create("root", configMaps, { metadata: { name: "c", namespace: "n" } });
  world.delete("root", namespaces, "n");
  assert.equal(world.get("root", namespaces, "n")?.status, { phase: "Terminating" });
  world.settle();
  assert.is(world.get("root", namespaces, "n"), undefined);
  assert.equal(world.hub.objects.list({ cluster: "root", resource: widgets }), []);
  assert.equal(world.hub.objects.list({ cluster: "root", resource: configMaps, namespace: "n" }), []);
});

test("a namespace that something holds says what, and goes when it lets go, also after a restart", () => {
  const world = new World();
  world.create("root", namespaces, { metadata: { name: "n" } });
  const metadata = { name: "c", namespace: "n", finalizers: ["test.example/hold"] };
  world.create("root", configMaps, { metadata });
  world.delete("root", namespaces, "n");
  world.settle();
  const stuck = conditionOf(world.get("root", namespaces, "n"), "NamespaceContentRemaining");
  assert.equal([stuck?.status, stuck?.reason], ["True", "SomeResourcesRemain"]);
  world.restart();
  world.settle();
  const request = { cluster: "root", resource: configMaps, name: "c", namespace: "n" };
  world.call({ verb: "patch", patchType: "merge", ...request, body: { metadata: { finalizers: null } } });
  world.settle();
  assert.is(world.get("root", namespaces, "n"), undefined);
});

test.run();
