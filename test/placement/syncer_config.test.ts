/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { customResourceDefinitions, namespaces } from "../../src/kube/core_api.ts";
import type { SyncerConfigSpec, UpsyncSet } from "../../src/kube/edge_api.ts";
import { apiBindings } from "../../src/kube/kcp_api.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import { compareVersions } from "../../src/kube/version_order.ts";
import { syncerConfigContent, type SyncerConfigPart } from "../../src/placement/syncer_config.ts";
import { sameSpec } from "../../src/placement/syncer_config_equality.ts";

const nothing: Omit<SyncerConfigPart, "workload"> = {
  namespaces: [],
  resources: [],
  clusterObjects: [],
  upsync: [],
};
const specOf = (...parts: Partial<SyncerConfigPart>[]) =>
  syncerConfigContent(parts.map((part, n) => ({ ...nothing, workload: `w${n}`, ...part }))).spec;
const gvr = (resource: string, group = "", version = "v1"): Gvr => ({ group, version, resource });

const seedResources = [
  ...["configmaps", "limitranges", "pods", "resourcequotas", "secrets", "serviceaccounts", "services"].map((
    name,
  ) => gvr(name)),
  gvr("deployments", "apps"),
  gvr("leases", "coordination.k8s.io"),
  gvr("ingresses", "networking.k8s.io"),
  gvr("roles", "rbac.authorization.k8s.io"),
  gvr("rolebindings", "rbac.authorization.k8s.io"),
];
const served = [
  ...seedResources,
  gvr("events"),
  gvr("events", "events.k8s.io"),
  gvr("customizers", "edge.kcp.io", "v1alpha1"),
  gvr("controllerrevisions", "apps"),
];
const term1: UpsyncSet = {
  apiGroup: "group1.test",
  resources: ["sprockets", "flanges"],
  namespaces: ["orbital"],
  names: ["george", "cosmo"],
};
const term2: UpsyncSet = { apiGroup: "group2.test", resources: ["cogs"], names: ["William"] };
const term3: UpsyncSet = { apiGroup: "group3.test", resources: ["widgets"], names: ["*"] };
const common = {
  namespaces: ["commonstuff"],
  resources: served,
  upsync: [term1, term2],
  clusterObjects: [{ ...apiBindings, names: ["bind-kube"] }],
};
const special = {
  namespaces: ["specialstuff"],
  resources: served,
  upsync: [term1, term3],
  clusterObjects: [{ ...apiBindings, names: ["bind-kube"] }],
};

test("florin of the seed gets one namespace, the twelve resources, two upsync terms and no clusterScope", () => {
  const spec = specOf(common);
  assert.equal(Object.keys(spec), ["namespaceScope", "upsync"]);
  assert.equal(spec.namespaceScope?.namespaces, ["commonstuff"]);
  const key = (row: { group: string; resource: string }) => `${row.resource}.${row.group}`;
  assert.equal(spec.namespaceScope?.resources?.map(key).sort(), seedResources.map(key).sort());
  assert.equal(spec.upsync, [term1, term2]);
});

test("guilder of the seed gets the union, and the term that both placements list once", () => {
  const spec = specOf(special, common);
  assert.equal(spec.namespaceScope?.namespaces, ["commonstuff", "specialstuff"]);
  assert.is(spec.namespaceScope?.resources?.length, 12);
  assert.equal(spec.upsync, [term1, term2, term3]);
});

test("without parts the spec is empty to the byte", () => {
  assert.is(JSON.stringify(specOf()), '{"namespaceScope":{}}');
  assert.is(JSON.stringify(specOf({ resources: served })), '{"namespaceScope":{}}');
});

test("cluster-scoped objects are gathered by resource", () => {
  const spec = specOf(
    {
      clusterObjects: [{ ...namespaces, names: ["b"] }, { ...customResourceDefinitions, names: ["y", "x"] }],
    },
    { clusterObjects: [{ ...namespaces, names: ["a", "b"] }, { ...apiBindings, names: ["z"] }] },
  );
  assert.equal(spec.clusterScope, [
    {
      group: "apiextensions.k8s.io",
      resource: "customresourcedefinitions",
      apiVersion: "v1",
      objects: ["x", "y"],
    },
    { group: "", resource: "namespaces", apiVersion: "v1", objects: ["a", "b"] },
  ]);
});

test("sources that prefer different versions get the highest, and the dispute is told", () => {
  const part = (workload: string, version: string): SyncerConfigPart => ({
    ...nothing,
    workload,
    namespaces: ["n"],
    resources: [gvr("widgets", "g", version)],
  });
  const { spec, conflicts } = syncerConfigContent([
    part("w1", "v1beta1"),
    part("w2", "v1"),
    part("w3", "v1beta1"),
  ]);
  assert.is(spec.namespaceScope?.resources?.[0]?.apiVersion, "v1");
  assert.equal(conflicts, [{
    group: "g",
    resource: "widgets",
    chosen: "v1",
    votes: [{ workload: "w2", version: "v1" }, { workload: "w1", version: "v1beta1" }, {
      workload: "w3",
      version: "v1beta1",
    }],
  }]);
});

test("upsync terms keep the user's order inside, and lists in another order are another term", () => {
  const spec = specOf({ upsync: [{ resources: ["b", "a"] }] }, {
    upsync: [{ resources: ["a", "b"], names: [] }, { apiGroup: "", resources: ["b", "a"] }],
  });
  assert.equal(spec.upsync, [{ resources: ["a", "b"] }, { resources: ["b", "a"] }]);
});

const name = fc.constantFrom("a", "b", "c");
const anyGvr = fc.record({
  group: fc.constantFrom("", "g"),
  version: fc.constantFrom("v1", "v2", "v1beta1"),
  resource: fc.constantFrom("pods", "events", "widgets"),
});
const anyPart: fc.Arbitrary<SyncerConfigPart> = fc.record({
  workload: name,
  namespaces: fc.array(name, { maxLength: 2 }),
  resources: fc.array(anyGvr, { maxLength: 3 }),
  clusterObjects: fc.array(
    fc.tuple(anyGvr, fc.array(name, { maxLength: 2 })).map(([row, names]) => ({ ...row, names })),
    { maxLength: 2 },
  ),
  upsync: fc.array(
    fc.record({ apiGroup: fc.constantFrom("", "g"), resources: fc.array(name), names: fc.array(name) }, {
      requiredKeys: ["resources"],
    }),
    { maxLength: 2 },
  ),
});

/** R-40 word for word, as a set of sentences. */
function slow(parts: readonly SyncerConfigPart[]): Set<string> {
  const goes = (row: Gvr) => !(row.group === "" && row.resource === "events");
  const rows = parts.flatMap((
    part,
  ) => [
    ...(part.namespaces.length ? part.resources : []),
    ...part.clusterObjects.filter((row) => row.names.length),
  ]);
  const version = (row: Gvr) =>
    rows.filter((other) => other.group === row.group && other.resource === row.resource).map((other) =>
      other.version
    )
      .sort(compareVersions).at(-1);
  const sentences = parts.flatMap((part) => [
    ...part.namespaces.map((space) => `namespace ${space}`),
    ...(part.namespaces.length ? part.resources : []).filter(goes).map((row) =>
      `resource ${row.resource}.${row.group} ${version(row)}`
    ),
    ...part.clusterObjects.filter(goes).flatMap((row) =>
      row.names.map((one) => `object ${row.resource}.${row.group} ${version(row)} ${one}`)
    ),
    ...part.upsync.map(({ apiGroup = "", resources, names = [] }) =>
      `upsync ${JSON.stringify([apiGroup, resources, names])}`
    ),
  ]);
  return new Set(sentences);
}

function sentencesOf(spec: SyncerConfigSpec): string[] {
  return [
    ...(spec.namespaceScope?.namespaces ?? []).map((space) => `namespace ${space}`),
    ...(spec.namespaceScope?.resources ?? []).map((row) =>
      `resource ${row.resource}.${row.group} ${row.apiVersion}`
    ),
    ...(spec.clusterScope ?? []).flatMap((row) =>
      row.objects!.map((one) => `object ${row.resource}.${row.group} ${row.apiVersion} ${one}`)
    ),
    ...(spec.upsync ?? []).map(({ apiGroup = "", resources, names = [] }) =>
      `upsync ${JSON.stringify([apiGroup, resources, names])}`
    ),
  ];
}

test("the spec says what the definition says, each thing once, in one order", () => {
  fc.assert(
    fc.property(fc.array(anyPart, { maxLength: 4 }), (parts) => {
      const { spec } = syncerConfigContent(parts);
      assert.equal(sentencesOf(spec).sort(), [...slow(parts)].sort());
      assert.is(JSON.stringify(syncerConfigContent([...parts].reverse()).spec), JSON.stringify(spec));
    }),
    { seed: 8, numRuns: 500 },
  );
});

test("specs are the same exactly when they say the same", () => {
  fc.assert(
    fc.property(fc.array(anyPart, { maxLength: 2 }), fc.array(anyPart, { maxLength: 2 }), (parts, others) => {
      const [spec, other] = [syncerConfigContent(parts).spec, syncerConfigContent(others).spec];
      assert.is(sameSpec(spec, other), JSON.stringify(spec) === JSON.stringify(other));
    }),
    { seed: 9, numRuns: 500 },
  );
});

test("order and repetitions in an existing config do not matter", () => {
  const existing = {
    namespaceScope: { namespaces: ["b", "a", "b"], resources: [] },
    clusterScope: [{ group: "", resource: "namespaces", apiVersion: "v1", objects: ["a"] }, {
      group: "",
      resource: "namespaces",
      apiVersion: "v1",
      objects: ["b", "a"],
    }],
    upsync: [term1, { ...term1 }],
  };
  const wanted = specOf({
    namespaces: ["a", "b"],
    clusterObjects: [{ ...namespaces, names: ["a", "b"] }],
    upsync: [term1],
  });
  assert.ok(sameSpec(wanted, existing));
  assert.ok(sameSpec({ namespaceScope: {} }, {}));
});

const row = { group: "", resource: "namespaces", apiVersion: "v1" };
const different: unknown[] = [
  undefined,
  null,
  7,
  [],
  { namespaceScope: { namespaces: "ab" } },
  { upsync: [7] },
  { clusterScope: [row] },
  { clusterScope: [{ ...row, objects: ["x"] }] },
  { namespaceScope: { resources: [{ ...row, apiVersion: 1 }] } },
  { upsync: [{ resources: "ab" }] },
];
for (const other of different) {
  test(`the emptied spec differs from ${JSON.stringify(other)}`, () =>
    assert.not.ok(sameSpec({ namespaceScope: {} }, other)));
}

test.run();
