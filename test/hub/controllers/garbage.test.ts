/** What only absent owners hold is collected; nothing else is. @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, namespaces } from "../../../src/kube/core_api.ts";
import { edgePlacements, singlePlacementSlices } from "../../../src/kube/edge_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { World } from "./world.ts";

const inDefault = { namespace: "default" };

function map(world: World, name: string, owners: readonly KubeObject[] = [], more: object = {}): KubeObject {
  const ownerReferences = owners.map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid!,
    ...more,
  }));
  return world.create("root", configMaps, { metadata: { name, namespace: "default", ownerReferences } });
}

/** The user's ConfigMaps. */
const maps = (world: World) =>
  world.names("root", configMaps, "default").filter((name) => name !== "kube-root-ca.crt");

function remove(world: World, name: string, propagationPolicy?: string): void {
  world.delete("root", configMaps, name, { ...inDefault, body: { propagationPolicy } });
  world.settle();
}

test("dependants go with their owner, and theirs with them", () => {
  const world = new World();
  const a = map(world, "a");
  const b = map(world, "b", [a]);
  map(world, "c", [b]);
  map(world, "free");
  remove(world, "a");
  assert.equal(maps(world), ["free"]);
});

test("an object with a living owner stays, and forgets the dead one", () => {
  const world = new World();
  const [a, b] = [map(world, "a"), map(world, "b")];
  map(world, "c", [a, b]);
  remove(world, "a");
  const left = world.get("root", configMaps, "c", "default");
  assert.equal(left?.metadata.ownerReferences?.map(({ name }) => name), ["b"]);
});

test("owners are compared by UID: a namesake of the owner does not hold", () => {
  const world = new World();
  const a = map(world, "a");
  map(world, "c", [a]);
  world.delete("root", configMaps, "a", inDefault);
  map(world, "a");
  world.settle();
  assert.equal(maps(world), ["a"]);
});

test("Orphan leaves the dependants, without the owner", () => {
  const world = new World();
  const a = map(world, "a");
  map(world, "b", [a]);
  remove(world, "a", "Orphan");
  assert.equal(maps(world), ["b"]);
  assert.is(world.get("root", configMaps, "b", "default")?.metadata.ownerReferences, undefined);
});

test("Foreground keeps the owner until the dependants that block it are gone", () => {
  const world = new World();
  const a = map(world, "a");
  const b = map(world, "b", [a], { blockOwnerDeletion: true });
  const hold = (finalizers: string[] | null) =>
    world.call({
      verb: "patch",
      patchType: "merge",
      cluster: "root",
      resource: configMaps,
      name: b.metadata.name,
      ...inDefault,
      body: { metadata: { finalizers } },
    });
  hold(["test.example/hold"]);
  remove(world, "a", "Foreground");
  assert.equal(maps(world), ["a", "b"]);
  hold(null);
  world.settle();
  assert.equal(maps(world), []);
});

test("a namespaced owner in another namespace counts as absent", () => {
  const world = new World();
  world.create("root", namespaces, { metadata: { name: "other" } });
  const metadata = { name: "a", namespace: "other" };
  const a = world.create("root", configMaps, { metadata });
  map(world, "c", [a]);
  world.settle();
  assert.equal(maps(world), []);
});

test("an owner of a kind that is not served proves nothing", () => {
  const world = new World();
  const odd = { apiVersion: "odd.test/v1", kind: "Odd", metadata: { name: "o", uid: "u" } };
  map(world, "c", [odd]);
  world.settle();
  assert.equal(maps(world), ["c"]);
});

test("a slice goes with its placement (R-21), also when that went while nobody watched", () => {
  const world = new World();
  world.serviceProvider();
  const w = world.workspace("root", "w");
  world.bind(w, "bind-espw", "root:espw", "edge.kcp.io");
  const { apiVersion, kind, metadata } = world.create(w, edgePlacements, { metadata: { name: "p" } });
  const ownerReferences = [{ apiVersion, kind, name: metadata.name, uid: metadata.uid! }];
  world.create(w, singlePlacementSlices, { metadata: { name: "p", ownerReferences }, destinations: [] });
  world.settle();
  world.delete(w, edgePlacements, "p");
  world.restart();
  world.settle();
  assert.equal(world.names(w, singlePlacementSlices), []);
});

/** Objects 0…n; each may have owners among those before it. Then some are deleted. */
const forests = fc.record({
  owners: fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 8 }),
  deleted: fc.array(fc.nat(7), { maxLength: 4 }),
});

test("what is left is exactly what has no owners or a living one, whatever the order", () => {
  fc.assert(
    fc.property(forests, ({ owners, deleted }) => {
      const world = new World();
      const made: KubeObject[] = [];
      const ownersOf = owners.map((wanted, at) => at === 0 ? [] : [...new Set(wanted.map((n) => n % at))]);
      ownersOf.forEach((of, at) => made.push(map(world, `m${at}`, of.map((n) => made[n]!))));
      const gone = new Set(deleted.map((n) => n % owners.length));
      for (const at of gone) world.delete("root", configMaps, `m${at}`, inDefault);
      world.settle();
      const alive: number[] = [];
      ownersOf.forEach((of, at) => {
        if (!gone.has(at) && (of.length === 0 || of.some((n) => alive.includes(n)))) alive.push(at);
      });
      assert.equal(maps(world), alive.map((at) => `m${at}`));
      assert.equal(world.complaints, []);
    }),
    { seed: 11, numRuns: 25 },
  );
});

test.run();
