/** The verb patch: JSON, merge and strategic merge patch. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { PatchType } from "../../../src/ports/cluster_api.ts";
import { configMaps, createTestHub, deployments, inDefault, named, widgets } from "../test_hub.ts";

const containers = [
  { name: "web", image: "nginx:1", env: [{ name: "A", value: "1" }, { name: "B", value: "2" }], args: ["x"] },
  { name: "side", image: "side:1" },
];

function withDeployment() {
  const hub = createTestHub();
  const body = named("d", { spec: { replicas: 1, template: { spec: { containers } } } });
  hub.ask("create", deployments, inDefault({ body }));
  const patch = (patchType: PatchType, body: unknown) =>
    hub.ask("patch", deployments, inDefault({ name: "d", patchType, body }));
  return { ...hub, patch };
}

function containersOf(object: { readonly [field: string]: unknown }): unknown {
  const spec = object["spec"] as { template: { spec: { containers: unknown } } };
  return spec.template.spec.containers;
}

const withContainers = (items: readonly object[], more: object = {}) => {
  return { spec: { template: { spec: { containers: items, ...more } } } };
};

const strategic: readonly (readonly [string, object, readonly object[]])[] = [
  ["merges an item by its key", withContainers([{ name: "web", image: "nginx:2" }]), [
    { ...containers[0], image: "nginx:2" },
    containers[1]!,
  ]],
  ["merges lists inside items", withContainers([{ name: "web", env: [{ name: "B", value: "3" }] }]), [
    { ...containers[0], env: [{ name: "A", value: "1" }, { name: "B", value: "3" }] },
    containers[1]!,
  ]],
  ["adds an item with a new key", withContainers([{ name: "new", image: "n" }]), [
    ...containers,
    { name: "new", image: "n" },
  ]],
  ["deletes an item", withContainers([{ name: "web", $patch: "delete" }]), [containers[1]!]],
  ["replaces a list", withContainers([{ $patch: "replace" }, { name: "only" }]), [{ name: "only" }]],
  ["replaces a list without keys", withContainers([{ name: "web", args: ["y"] }]), [
    { ...containers[0], args: ["y"] },
    containers[1]!,
  ]],
  ["removes a field by null", withContainers([{ name: "web", env: null, args: null }]), [
    { name: "web", image: "nginx:1" },
    containers[1]!,
  ]],
  [
    "orders items",
    withContainers([], { "$setElementOrder/containers": [{ name: "side" }, { name: "web" }] }),
    [
      containers[1]!,
      containers[0]!,
    ],
  ],
];
for (const [what, body, expected] of strategic) {
  test(`strategic merge patch ${what}`, () => {
    assert.equal(containersOf(withDeployment().patch("strategic", body)), expected);
  });
}

test("strategic merge patch retains only the keys it names", () => {
  const { patch } = withDeployment();
  const body = withContainers([{ name: "web", $retainKeys: ["name", "image"], image: "i" }]);
  assert.equal(containersOf(patch("strategic", body)), [{ name: "web", image: "i" }, containers[1]]);
});

test("strategic merge patch merges finalizers as a set and takes some away", () => {
  const { ask } = createTestHub();
  ask("create", configMaps, inDefault({ body: { metadata: { name: "a", finalizers: ["x.y/a", "x.y/b"] } } }));
  const patch = (metadata: object) =>
    ask("patch", configMaps, inDefault({ name: "a", patchType: "strategic", body: { metadata } })).metadata
      .finalizers;
  assert.equal(patch({ finalizers: ["x.y/b", "x.y/c"] }), ["x.y/a", "x.y/b", "x.y/c"]);
  assert.equal(patch({ "$deleteFromPrimitiveList/finalizers": ["x.y/a"] }), ["x.y/b", "x.y/c"]);
});

test("strategic merge patch refuses unknown directives and items without their key", () => {
  const { refused } = withDeployment();
  for (const body of [{ spec: { $patch: "explode" } }, withContainers([{ image: "x" }])]) {
    const error = refused("patch", deployments, inDefault({ name: "d", patchType: "strategic", body }));
    assert.is(error.status, 400);
  }
});

// RFC 7386, appendix A.
const mergeCases: readonly (readonly [unknown, unknown, unknown])[] = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{ a: "foo" }, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];
for (const [target, body, expected] of mergeCases) {
  test(`merge patch ${JSON.stringify(body)} on ${JSON.stringify(target)}`, () => {
    const { ask } = createTestHub();
    ask("create", widgets, { body: named("w", { spec: { free: target } }) });
    const patched = ask("patch", widgets, { name: "w", patchType: "merge", body: { spec: { free: body } } });
    assert.equal((patched["spec"] as { free: unknown }).free, expected);
  });
}

test("JSON patch adds, tests, moves, and keeps int64", () => {
  const { ask } = createTestHub();
  ask("create", widgets, { body: named("w", { spec: { big: 9223372036854775807n, tags: ["a", "b"] } }) });
  const body = [
    { op: "test", path: "/spec/big", value: 9223372036854775807n },
    { op: "add", path: "/spec/tags/-", value: "c" },
    { op: "remove", path: "/spec/tags/0" },
    { op: "copy", from: "/spec/big", path: "/spec/free" },
    { op: "replace", path: "/spec/free", value: { big: -9223372036854775808n } },
  ];
  const { spec } = ask("patch", widgets, { name: "w", patchType: "json", body });
  const expected = {
    big: 9223372036854775807n,
    tags: ["b", "c"],
    size: 3,
    free: { big: -9223372036854775808n },
  };
  assert.equal(spec, expected);
});

const jsonRefusals: readonly (readonly [string, number, unknown])[] = [
  ["that is no list", 400, { op: "add" }],
  ["with a failing test", 422, [{ op: "test", path: "/spec/replicas", value: 7 }]],
  ["at a missing path", 422, [{ op: "remove", path: "/spec/nothing" }]],
  ["of a prototype", 422, [{ op: "add", path: "/__proto__/polluted", value: 1 }]],
  [
    "of more than 10,000 operations",
    413,
    Array(10_001).fill({ op: "test", path: "/kind", value: "Deployment" }),
  ],
  ["that renames", 400, [{ op: "replace", path: "/metadata/name", value: "e" }]],
];
for (const [what, status, body] of jsonRefusals) {
  test(`a JSON patch ${what} is refused`, () => {
    const { refused } = withDeployment();
    const error = refused("patch", deployments, inDefault({ name: "d", patchType: "json", body }));
    assert.is(error.status, status, error.message);
    assert.is(({} as Record<string, unknown>)["polluted"], undefined);
  });
}

test("a patch with a resourceVersion is refused when that is stale", () => {
  const { patch, refused, ask } = withDeployment();
  const { resourceVersion } = ask("get", deployments, inDefault({ name: "d" })).metadata;
  const body = { metadata: { resourceVersion }, spec: { replicas: 2 } };
  patch("merge", body);
  const error = refused("patch", deployments, inDefault({ name: "d", patchType: "merge", body }));
  assert.is(error.reason, "Conflict");
});

test("a patch of nothing writes nothing, and of a missing object is 404", () => {
  const { patch, hub, refused } = withDeployment();
  const before = hub.revision();
  patch("merge", {});
  assert.is(hub.revision(), before);
  assert.is(refused("patch", configMaps, inDefault({ name: "x", patchType: "merge", body: {} })).status, 404);
});

test("custom resources have no strategic merge patch", () => {
  const { ask, refused } = createTestHub();
  ask("create", widgets, { body: named("w", { spec: {} }) });
  const error = refused("patch", widgets, { name: "w", patchType: "strategic", body: {} });
  assert.equal([error.status, error.reason], [415, "UnsupportedMediaType"]);
});

test("a patch of 50,000 fields and items takes no longer than its size", () => {
  const { ask } = createTestHub();
  const many = Array.from({ length: 50_000 }, (_, at) => `n${at}`);
  const free = Object.fromEntries(many.map((name) => [name, 1]));
  ask("create", widgets, { body: named("w", { spec: { free } }) });
  const gone = Object.fromEntries(many.map((name) => [name, null]));
  const { spec } = ask("patch", widgets, { name: "w", patchType: "merge", body: { spec: { free: gone } } });
  assert.equal(spec, { free: {}, size: 3 });
});

test.run();
