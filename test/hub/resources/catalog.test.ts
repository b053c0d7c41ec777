/** Which kinds exist where. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createCatalog } from "../../../src/hub/resources/cluster_catalog.ts";
import type { KindDefinition } from "../../../src/hub/resources/kind_definition.ts";
import { addCluster, createTestHub } from "../test_hub.ts";

const kind = (resource: string, version = "v1", more: Partial<KindDefinition> = {}): KindDefinition => {
  return { group: "x.y", version, resource, kind: resource, singular: resource, namespaced: true, ...more };
};

test("built-in kinds exist everywhere, provided ones where they are provided", () => {
  const catalog = createCatalog([kind("as")]);
  catalog.provide("c1", "crd/bs", [kind("bs")]);
  const resources = (cluster: string) => catalog.list(cluster).map(({ resource }) => resource).join(" ");
  assert.equal([resources("c1"), resources("c2")], ["as bs", "as"]);
  assert.ok(catalog.resolveAnywhere(kind("bs")));
  catalog.provide("c1", "crd/bs", []);
  assert.equal([resources("c1"), catalog.resolveAnywhere(kind("bs"))], ["as", undefined]);
});

test("of two sources for one resource the built-in wins, then the first by name", () => {
  const catalog = createCatalog([kind("as", "v1", { kind: "BuiltIn" })]);
  catalog.provide("c", "z", [kind("as"), kind("bs", "v1", { kind: "FromZ" })]);
  catalog.provide("c", "a", [kind("bs", "v1", { kind: "FromA" })]);
  const kindOf = (resource: string) => catalog.resolve("c", kind(resource))?.kind;
  assert.equal([kindOf("as"), kindOf("bs")], ["BuiltIn", "FromA"]);
  catalog.provide("c", "a", []);
  assert.is(kindOf("bs"), "FromZ");
});

test("the stored version of several is the one they name", () => {
  const catalog = createCatalog(["v1", "v2"].map((version) => kind("as", version, { storageVersion: "v2" })));
  assert.is(catalog.stored("c", "x.y", "as")?.version, "v2");
});

test("objects are read in the version asked for, whichever they were written in", () => {
  const kinds = ["v1", "v2"].map((version) =>
    kind("as", version, { storageVersion: "v2", namespaced: false })
  );
  const { hub, ask } = createTestHub();
  hub.catalog.provide("", "crd/as", kinds);
  ask("create", kinds[0]!, { body: { apiVersion: "x.y/v1", kind: "as", metadata: { name: "a" } } });
  assert.equal(kinds.map((gvr) => ask("get", gvr, { name: "a" }).apiVersion), ["x.y/v1", "x.y/v2"]);
  assert.is(hub.objects.get({ cluster: "", resource: kinds[0]!, name: "a" })?.apiVersion, "x.y/v2");
});

test("discovery has one row per resource, at the stored version", () => {
  const { hub } = createTestHub();
  hub.catalog.provide(
    "",
    "crd/as",
    ["v1", "v2"].map((version) => kind("as", version, { storageVersion: "v1" })),
  );
  const answer = hub.discover("", { user: "root", groups: ["system:masters"] });
  assert.ok(answer.ok);
  assert.equal(answer.resources.filter(({ group }) => group === "x.y").map(({ version }) => version), ["v1"]);
});

test("a logical cluster is found by id, by path, and by a path below an id, until it is gone", () => {
  const { hub } = createTestHub({ profile: "workspaces" });
  addCluster(hub, "1a", "root:org");
  addCluster(hub, "2b", "root:org:team");
  const ids = ["1a", "root:org", "root:org:team", "1a:team", "root:org:other", "1a:other", "*", ""];
  assert.equal(ids.map((text) => hub.resolveCluster(text)), [
    "1a",
    "1a",
    "2b",
    "2b",
    ...Array(4).fill(undefined),
  ]);
  assert.equal(hub.logicalClusters().map(({ path }) => path), ["root", "root:org", "root:org:team"]);
  const resource = { group: "core.kcp.io", version: "v1alpha1", resource: "logicalclusters" };
  hub.objects.delete({ cluster: "2b", resource, name: "cluster" });
  assert.is(hub.resolveCluster("root:org:team"), undefined);
});

test.run();
