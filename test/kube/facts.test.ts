/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { configMaps, customResourceDefinitions, deployments, secrets } from "../../src/kube/core_api.ts";
import { factOf, objectKey, parseObjectKey } from "../../src/kube/facts.ts";
import { apiBindings } from "../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";

const secret: KubeObject = {
  apiVersion: "v1",
  kind: "Secret",
  type: "Opaque",
  data: { password: "canary" },
  stringData: { token: "canary" },
  metadata: {
    name: "s",
    namespace: "ns",
    uid: "u",
    resourceVersion: "7",
    labels: { a: "b" },
    annotations: {
      "kcp.io/cluster": "c1",
      "edge.kcp.io/customizer": "x/y",
      "kubectl.kubernetes.io/last-applied-configuration": "canary",
      "edge.kcp.io/other": "canary",
    },
    deletionTimestamp: "2026-01-01T00:00:00Z",
  },
};

test("a fact says who an object is and nothing of what it holds", () => {
  assert.equal(factOf(secrets, secret), {
    gvr: secrets,
    namespace: "ns",
    name: "s",
    uid: "u",
    resourceVersion: "7",
    generation: 0,
    labels: { a: "b" },
    annotations: { "edge.kcp.io/customizer": "x/y" },
    deleting: true,
    cluster: "c1",
    secretType: "Opaque",
    definer: null,
  });
  assert.not.match(JSON.stringify(factOf(secrets, secret)), /canary/);
});

test("F13: a definition says what it defines, and so does an APIBinding once it is bound", () => {
  const metadata = { name: "widgets.example.org" };
  const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata };
  assert.equal(factOf(customResourceDefinitions, definition).definer, { defines: ["widgets.example.org"] });
  const binding = { apiVersion: "apis.kcp.io/v1alpha1", kind: "APIBinding", metadata };
  assert.equal(factOf(apiBindings, binding).definer, { defines: [] });
  const boundResources = [{ group: "apps", resource: "deployments" }, { group: "", resource: "pods" }, 7];
  const bound = { ...binding, status: { boundResources } };
  assert.equal(factOf(apiBindings, bound).definer, { defines: ["deployments.apps", "pods"] });
});

test("only a Secret has a Secret type", () => assert.is(factOf(configMaps, secret).secretType, ""));

for (
  const metadata of [undefined, null, 7, [], {
    name: 7,
    labels: "x",
    annotations: { "kcp.io/cluster": 1 },
    generation: "1",
  }]
) {
  test(`an object with metadata ${JSON.stringify(metadata)} gives a fact of the right types`, () => {
    const fact = factOf(
      configMaps,
      { apiVersion: "v1", kind: "ConfigMap", metadata } as unknown as KubeObject,
    );
    assert.equal([fact.name, fact.cluster, fact.generation, fact.deleting], ["", "", 0, false]);
  });
}

test("a key reads like a resource and a path", () => {
  assert.is(
    objectKey({ gvr: deployments, namespace: "commonstuff", name: "commond" }),
    "deployments.apps/commonstuff/commond",
  );
  assert.is(
    objectKey({ gvr: { group: "", resource: "namespaces" }, namespace: "", name: "x" }),
    "namespaces//x",
  );
});

test("every identity survives the way to a key and back, and no two share one", () => {
  const odd = fc.string({
    unit: fc.constantFrom("a", ".", "/", "%", "2", "E", "F", "5", "-", "é", "\ud800"),
  });
  const identity = fc.record({ group: odd, resource: odd, namespace: odd, name: odd }, {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      const key = ({ namespace, name, ...gvr }: typeof one) => objectKey({ gvr, namespace, name });
      assert.equal(parseObjectKey(key(one)), one);
      assert.is(key(one) === key(other), JSON.stringify(one) === JSON.stringify(other));
    }),
    { seed: 3, numRuns: 2000 },
  );
});

test("what is no key is refused", () => {
  for (const text of ["", "a", "a/b", "a/b/c/d"]) assert.throws(() => parseObjectKey(text), /three parts/);
});

test.run();
