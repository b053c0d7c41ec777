/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sourceOf } from "../../../src/actors/copies/copy_source.ts";
import { createObjectCache } from "../../../src/actors/object_cache.ts";
import { configMaps } from "../../../src/kube/core_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { type CopyCustomization, revisionOf } from "../../../src/placement/copies/copy_customization.ts";
import type { CopyOperation } from "../../../src/placement/copies/operations.ts";
import { locationParameters } from "../../../src/placement/customization/location_parameters.ts";

const page: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: "page",
    namespace: "n",
    uid: "u-page",
    resourceVersion: "8",
    annotations: { "edge.kcp.io/customizer": "c", "edge.kcp.io/expand-parameters": "true" },
  },
  data: { text: "at %(loc-name)" },
};
const customizer: KubeObject = {
  apiVersion: "edge.kcp.io/v1alpha1",
  kind: "Customizer",
  metadata: { name: "c", namespace: "n", uid: "u-c", resourceVersion: "5" },
  replacements: [{ path: "$.data.more", value: '"%(loc-name)"' }],
};
const named = {
  reflector: "customizers",
  key: "c",
  sight: "seen",
  uid: "u-c",
  resourceVersion: "4",
} as const;
const parameters = locationParameters({ labels: { "loc-name": "florin" }, annotations: {} });
const both: CopyCustomization = { customizer: named, location: "c1/f", parameters };

function operation(customization?: CopyCustomization): CopyOperation {
  const from = { reflector: "pages", cluster: "w", uid: "u-page", resourceVersion: "7" };
  const identity = { key: "page", gvr: configMaps, namespace: "n", name: "page" };
  return {
    step: "create",
    ...identity,
    form: "whole",
    from,
    target: null,
    ...(customization && { customization }),
  };
}

function cacheWith(...objects: readonly (readonly [reflector: string, key: string, object: KubeObject])[]) {
  const cache = createObjectCache();
  for (const [reflector, key, object] of objects) cache.view(reflector).set(key, object);
  return cache;
}
const full = cacheWith(["pages", "page", page], ["customizers", "c", customizer]);
const pageOnly = cacheWith(["pages", "page", page]);

test("a body is customized, and told with the versions that it was really made from", () => {
  const { body, from, outcome } = sourceOf(full, operation(both))!;
  assert.equal(body["data"], { text: "at florin", more: "%(loc-name)" });
  assert.is(from.resourceVersion, "8");
  const used = { ...both, customizer: { ...named, resourceVersion: "5" } };
  assert.equal(outcome, { revision: revisionOf(used), problem: null });
  assert.is.not(outcome?.revision, revisionOf(both));
});

test("an operation without customization takes the body as it is, whatever its annotations say", () => {
  const found = sourceOf(full, operation())!;
  assert.is(found.body, page);
  assert.is(found.outcome, undefined);
});

test("a Customizer that was seen and is not in view is no reason to write the body as it is", () => {
  assert.is(sourceOf(pageOnly, operation(both)), null);
});

test("one that is missing is: the body goes as it is, with the problem", () => {
  const missing = { ...named, sight: "missing", uid: "", resourceVersion: "" } as const;
  const wanted = { ...both, customizer: missing };
  const { body, outcome } = sourceOf(pageOnly, operation(wanted))!;
  assert.is(body, page);
  assert.is(outcome?.revision, revisionOf(wanted));
  assert.match(outcome?.problem ?? "", "there is no Customizer n/c");
});

test("one that has just appeared is used, and the copy will be found in agreement when word of it comes", () => {
  const missing = { ...named, sight: "missing", uid: "", resourceVersion: "" } as const;
  const { outcome } = sourceOf(full, operation({ ...both, customizer: missing }))!;
  assert.is(outcome?.revision, revisionOf({ ...both, customizer: { ...named, resourceVersion: "5" } }));
});

test.run();
