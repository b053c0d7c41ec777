/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { equal } from "../../src/kube/equality.ts";
import type { KubeObject, ObjectMeta } from "../../src/kube/object.ts";
import { bareNamespace, isSystemKey, mergedCopy, projectedCopy } from "../../src/placement/projection.ts";

const projected = { "edge.kcp.io/projected": "yes" };
const source: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  data: { "index.html": "hello" },
  status: { seen: true },
  metadata: {
    name: "httpd-htdocs",
    namespace: "commonstuff",
    generateName: "httpd-",
    uid: "u1",
    resourceVersion: "5",
    generation: 2,
    creationTimestamp: "2026-01-01T00:00:00Z",
    deletionTimestamp: "2026-01-02T00:00:00Z",
    deletionGracePeriodSeconds: 0,
    finalizers: ["example.com/mine"],
    ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x", uid: "x" }],
    managedFields: [{}],
    labels: { app: "web", "internal.workload.kcp.io/key": "k" },
    annotations: {
      note: "n",
      "kcp.io/cluster": "c1",
      "edge.kcp.io/customizer": "cu",
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
    },
  },
};

test("a copy is made of name, user's labels and annotations, and sections, with our label", () => {
  assert.equal(projectedCopy(source), {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "httpd-htdocs",
      namespace: "commonstuff",
      labels: { app: "web", ...projected },
      annotations: { note: "n", "edge.kcp.io/customizer": "cu" },
    },
    data: { "index.html": "hello" },
  });
});

test("R-61: the tokens that a server made for an account stay behind in name too, and what else it mounts goes along", () => {
  for (const apiVersion of ["v1", "core.denatured.edge.kcp.io/v1"]) {
    const named = (...names: string[]) => ({
      apiVersion,
      kind: "ServiceAccount",
      metadata: { name: "web" },
      secrets: names.map((name) => ({ name })),
    });
    assert.is(projectedCopy(named("web-token-xhn36"))["secrets"], undefined);
    assert.equal(projectedCopy(named("web-token-xhn36", "web-token-mine", "mine"))["secrets"], [
      { name: "web-token-mine" },
      { name: "mine" },
    ]);
  }
});

const asServed = (copy: KubeObject, extra: Partial<ObjectMeta> = {}): KubeObject => ({
  ...copy,
  status: { from: "edge" },
  metadata: { ...copy.metadata, uid: "u2", resourceVersion: "9", ...extra },
});

test("a copy that is right is returned as it is, so nothing is written", () => {
  const copy = asServed(projectedCopy(source), { finalizers: ["kept"], managedFields: [{ manager: "x" }] });
  assert.is(mergedCopy(source, copy), copy);
});

test("what the source no longer has goes from the copy", () => {
  const copy = asServed({ ...projectedCopy(source), binaryData: { old: "x" }, data: { old: "y" } });
  const lessMetadata = { name: "httpd-htdocs", namespace: "commonstuff" };
  const { data: _data, ...withoutData } = source;
  const merged = mergedCopy({ ...withoutData, metadata: lessMetadata } as KubeObject, copy);
  assert.equal(merged, {
    apiVersion: "v1",
    kind: "ConfigMap",
    status: { from: "edge" },
    metadata: {
      name: "httpd-htdocs",
      namespace: "commonstuff",
      uid: "u2",
      resourceVersion: "9",
      labels: projected,
    },
  });
});

test("system keys, finalizers, status and other metadata of the copy are its own", () => {
  const metadata = {
    finalizers: ["kept"],
    labels: { stray: "x", "internal.kcp.io/cluster": "c2" },
    annotations: { "kcp.io/cluster": "c2", "edge.kcp.io/stray": "x", other: "y" },
  };
  const merged = mergedCopy(source, asServed(projectedCopy(source), metadata));
  assert.equal(merged.metadata.labels, { app: "web", "internal.kcp.io/cluster": "c2", ...projected });
  assert.equal(merged.metadata.annotations, {
    note: "n",
    "edge.kcp.io/customizer": "cu",
    "kcp.io/cluster": "c2",
  });
  assert.equal([merged.metadata.finalizers, merged.metadata.resourceVersion, merged["status"]], [
    ["kept"],
    "9",
    { from: "edge" },
  ]);
});

test("our marks win over what the source says about them", () => {
  const liar = { ...source, metadata: { ...source.metadata, labels: { "edge.kcp.io/projected": "no" } } };
  assert.equal(projectedCopy(liar).metadata.labels, projected);
  assert.equal(mergedCopy(liar, projectedCopy(liar)).metadata.labels, projected);
  const marks = { labels: {}, annotations: { "edge.kcp.io/source": "u1" } };
  assert.is(projectedCopy(source, marks).metadata.annotations?.["edge.kcp.io/source"], "u1");
});

test("a bare Namespace is its name, and what its server adds is left alone", () => {
  const copy = projectedCopy(bareNamespace("commonstuff"));
  assert.equal(copy, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "commonstuff", labels: projected },
  });
  const onServer = asServed({ ...copy, spec: { finalizers: ["kubernetes"] } }, {
    labels: { ...projected, "kubernetes.io/metadata.name": "commonstuff" },
  });
  assert.is(mergedCopy(bareNamespace("commonstuff"), onServer), onServer);
});

test("keys of kcp are the system's, keys of edge.kcp.io and of others are the user's", () => {
  const system = ["kcp.io/cluster", "internal.workload.kcp.io/key", "kubernetes.io/metadata.name"];
  const user = ["edge.kcp.io/customizer", "app", "example.com/kcp.io", "notkcp.io/x"];
  assert.equal([...system, ...user].map(isSystemKey), [true, true, true, false, false, false, false]);
});

test("a section named __proto__ is data", () => {
  const odd = JSON.parse(
    '{"apiVersion":"v1","kind":"X","metadata":{"name":"x","labels":{"__proto__":"l"}},"__proto__":{"a":1}}',
  ) as KubeObject;
  assert.match(JSON.stringify(projectedCopy(odd)), '"__proto__":{"a":1}');
  assert.match(JSON.stringify(projectedCopy(odd)), '"__proto__":"l"');
});

const keys = fc.constantFrom("a", "b", "kcp.io/c", "x.kcp.io/d", "edge.kcp.io/e", "edge.kcp.io/projected");
const map = fc.option(fc.dictionary(keys, fc.constantFrom("1", "2")), { nil: undefined });
const section = fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined });
const object: fc.Arbitrary<KubeObject> = fc.record({
  labels: map,
  annotations: map,
  data: section,
  spec: section,
  status: section,
  uid: fc.constantFrom("1", "2"),
})
  .map(({ labels, annotations, uid, ...sections }) => ({
    apiVersion: "v1",
    kind: "X",
    metadata: { name: "x", labels, annotations, uid },
    ...sections,
  }));

test("merging makes the copy equal to a fresh one but for what is its own, once and for all", () => {
  fc.assert(
    fc.property(object, object, (from, copy) => {
      const merged = mergedCopy(from, copy);
      assert.is(mergedCopy(from, merged), merged);
      const userPart = (one: KubeObject) => projectedCopy(one, { labels: {}, annotations: {} });
      assert.ok(equal(userPart(merged), userPart(projectedCopy(from))));
      const own = (
        { metadata, ...rest }: KubeObject,
      ) => [rest["status"], metadata.uid, systemOf(metadata.labels), systemOf(metadata.annotations)];
      assert.ok(equal(own(merged), own(copy)));
    }),
    { seed: 10, numRuns: 500 },
  );
});

function systemOf(map: Readonly<Record<string, string>> = {}) {
  return Object.entries(map).filter(([key]) => isSystemKey(key)).sort();
}

test.run();
