/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SyncerConfigSpec } from "../../src/kube/edge_api.ts";
import { downsyncMatches, downsyncsNamespaceObject } from "../../src/placement/downsync.ts";

const v1 = { apiVersion: "v1" };
const spec: SyncerConfigSpec = {
  namespaceScope: { namespaces: ["commonstuff"], resources: [{ group: "", resource: "configmaps", ...v1 }] },
  clusterScope: [
    { group: "g", resource: "all", ...v1 },
    { group: "g", resource: "none", ...v1, objects: [] },
    { group: "g", resource: "star", ...v1, objects: ["*"] },
    { group: "g", resource: "some", ...v1, objects: ["x"] },
    { group: "", resource: "namespaces", ...v1, objects: ["whole"] },
  ],
};
const cases: [group: string, resource: string, namespace: string, name: string, boolean][] = [
  ["", "configmaps", "commonstuff", "x", true],
  ["", "configmaps", "other", "x", false],
  ["", "secrets", "commonstuff", "x", false],
  ["", "namespaces", "", "commonstuff", true],
  ["", "namespaces", "", "whole", true],
  ["", "namespaces", "", "other", false],
  ["g", "all", "", "x", true],
  ["g", "none", "", "x", false],
  ["g", "star", "", "x", true],
  ["g", "some", "", "x", true],
  ["g", "some", "", "y", false],
  ["h", "some", "", "x", false],
];

for (const [group, resource, namespace, name, expected] of cases) {
  test(`${resource}.${group} ${namespace}/${name} is ${expected ? "" : "not "}downsynced`, () => {
    assert.is(downsyncMatches(spec, { group, resource, namespace, name }), expected);
  });
}

test("a Namespace comes as an object only if it is named in clusterScope", () => {
  assert.equal(["whole", "commonstuff"].map((name) => downsyncsNamespaceObject(spec, name)), [true, false]);
});

test("the emptied spec sends nothing", () => {
  const object = { group: "", resource: "configmaps", namespace: "commonstuff", name: "x" };
  assert.not.ok(downsyncMatches({ namespaceScope: {} }, object));
  assert.not.ok(downsyncMatches(undefined, object));
});

test.run();
