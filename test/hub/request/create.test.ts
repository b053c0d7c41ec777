/** The verb create. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  configMaps,
  createTestHub,
  deployments,
  inDefault,
  named,
  namespaces,
  widgets,
} from "../test_hub.ts";

test("create fills in what the server decides", () => {
  const { ask } = createTestHub();
  const { metadata, data } = ask("create", configMaps, inDefault({ body: named("a", { data: { k: "v" } }) }));
  assert.match(metadata.uid!, /^[0-9a-f-]{36}$/);
  assert.is(metadata.creationTimestamp, "2026-01-02T03:04:05Z");
  assert.is(metadata.namespace, "default");
  assert.is(metadata.resourceVersion, "2");
  assert.is(metadata.generation, undefined);
  assert.equal(data, { k: "v" });
});

test("create drops status and starts generation at 1 where there is a status subresource", () => {
  const { ask } = createTestHub();
  const body = named("a", { spec: { replicas: 2 }, status: { replicas: 7 } });
  const { metadata, status } = ask("create", deployments, inDefault({ body }));
  assert.is(metadata.generation, 1);
  assert.is(status, undefined);
});

test("create ignores the uid, times and managers a client brings", () => {
  const { ask } = createTestHub();
  const metadata = {
    name: "a",
    uid: "mine",
    creationTimestamp: "1999-01-01T00:00:00Z",
    generation: 9,
    deletionTimestamp: "1999-01-01T00:00:00Z",
    selfLink: "/x",
    managedFields: [{ manager: "me" }],
  };
  const made = ask("create", configMaps, inDefault({ body: { metadata } }));
  assert.is.not(made.metadata.uid, "mine");
  assert.is(made.metadata.creationTimestamp, "2026-01-02T03:04:05Z");
  assert.is(made.metadata.deletionTimestamp, undefined);
  assert.not(Object.hasOwn(made.metadata, "selfLink"));
});

test("generateName gets five characters and never takes a name that is there", () => {
  const { ask } = createTestHub();
  const body = { metadata: { generateName: "job-" } };
  const names = Array.from(
    { length: 50 },
    () => ask("create", configMaps, inDefault({ body })).metadata.name,
  );
  assert.ok(names.every((name) => /^job-[0-9a-z]{5}$/.test(name)));
  assert.is(new Set(names).size, 50);
});

const refusals: readonly (readonly [string, number, string, object, string])[] = [
  ["an object that exists", 409, "AlreadyExists", named("taken"), 'configmaps "taken" already exists'],
  ["no name at all", 422, "Invalid", {}, "metadata.name: Required value"],
  ["a name in upper case", 422, "Invalid", named("Big"), "metadata.name: Invalid value"],
  ["a name of 254 characters", 422, "Invalid", named("a".repeat(254)), "no more than 253"],
  ["the name ..", 422, "Invalid", named(".."), "metadata.name: Invalid value"],
  ["a name with NUL", 422, "Invalid", named("a\u0000"), "metadata.name: Invalid value"],
  ["a bad label key", 422, "Invalid", { metadata: { name: "a", labels: { "-x": "" } } }, "metadata.labels"],
  ["a bad label value", 422, "Invalid", { metadata: { name: "a", labels: { x: "-" } } }, "metadata.labels"],
  [
    "a label that is no string",
    400,
    "BadRequest",
    { metadata: { name: "a", labels: { x: 1 } } },
    "metadata.labels.x",
  ],
  ["an owner without uid", 422, "Invalid", {
    metadata: { name: "a", ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x" }] },
  }, "metadata.ownerReferences[0].uid"],
  ["annotations above 256 KiB", 422, "Invalid", {
    metadata: { name: "a", annotations: { x: "y".repeat(262_145) } },
  }, "metadata.annotations: Too long"],
  [
    "a resourceVersion",
    400,
    "BadRequest",
    { metadata: { name: "a", resourceVersion: "1" } },
    "should not be set",
  ],
  ["another namespace", 400, "BadRequest", { metadata: { name: "a", namespace: "x" } }, "does not match"],
  ["another kind", 400, "BadRequest", { ...named("a"), kind: "Secret" }, "does not match"],
  ["another apiVersion", 400, "BadRequest", { ...named("a"), apiVersion: "v2" }, "does not match"],
  [
    "an object above 1.5 MiB",
    413,
    "RequestEntityTooLarge",
    named("a", { data: { x: "y".repeat(1_600_000) } }),
    "",
  ],
  ["nesting deeper than 100", 400, "BadRequest", named("a", { data: nested(101) }), "nested deeper"],
];

function nested(depth: number): unknown {
  return depth === 0 ? {} : { x: nested(depth - 1) };
}

for (const [what, status, reason, body, message] of refusals) {
  test(`create refuses ${what}`, () => {
    const { ask, refused } = createTestHub();
    ask("create", configMaps, inDefault({ body: named("taken") }));
    const error = refused("create", configMaps, inDefault({ body }));
    assert.equal([error.status, error.reason], [status, reason]);
    assert.ok(error.message.includes(message), error.message);
  });
}

test("AlreadyExists and Invalid carry their details", () => {
  const { ask, refused } = createTestHub();
  ask("create", configMaps, inDefault({ body: named("a") }));
  const taken = refused("create", configMaps, inDefault({ body: named("a") }));
  assert.equal(taken.details, { name: "a", kind: "configmaps" });
  const wrong = refused("create", widgets, { body: named("w", { spec: { color: "blue" } }) });
  assert.is(
    wrong.message,
    'Widget.example.com "w" is invalid: spec.color: Unsupported value: "blue": ' +
      'supported values: "red", "green"',
  );
  assert.equal(wrong.details.causes?.map(({ reason, field }) => [reason, field]), [
    ["FieldValueNotSupported", "spec.color"],
  ]);
});

test("create needs the namespace, and a living one", () => {
  const { ask, refused } = createTestHub();
  const missing = refused("create", configMaps, { namespace: "none", body: named("a") });
  assert.is(missing.message, 'namespaces "none" not found');
  ask("delete", namespaces, { name: "default" });
  const dying = refused("create", configMaps, inDefault({ body: named("a") }));
  assert.equal([dying.status, dying.details.causes?.[0]?.reason], [403, "NamespaceTerminating"]);
});

test("dry run answers as if, and stores nothing", () => {
  const { ask, refused, hub } = createTestHub();
  const before = hub.revision();
  const made = ask("create", configMaps, inDefault({ body: named("a"), query: { dryRun: "All" } }));
  assert.is(made.metadata.name, "a");
  assert.is(refused("get", configMaps, inDefault({ name: "a" })).status, 404);
  assert.is(hub.revision(), before);
  const error = refused("create", configMaps, inDefault({ body: named("a"), query: { dryRun: "Some" } }));
  assert.is(error.status, 422);
});

test("a custom resource gets defaults, loses unknown fields, and is told of them only when strict", () => {
  const { ask, refused } = createTestHub();
  const body = named("w", { spec: { odd: 1, free: { kept: 1 } } });
  assert.equal(ask("create", widgets, { body })["spec"], { free: { kept: 1 }, size: 3 });
  const error = refused("create", widgets, {
    body: { ...body, metadata: { name: "x" } },
    query: { fieldValidation: "Strict" },
  });
  assert.is(error.status, 400);
  assert.match(error.message, 'strict decoding error: unknown field "spec.odd"');
});

test("a built-in kind keeps fields it does not know, refuses them when strict, and refuses wrong types", () => {
  const { ask, refused } = createTestHub();
  const body = named("d", { spec: { replicas: 1, future: true } });
  assert.equal(ask("create", deployments, inDefault({ body }))["spec"], { replicas: 1, future: true });
  const strict = inDefault({
    body: named("e", { spec: { future: true } }),
    query: { fieldValidation: "Strict" },
  });
  assert.match(refused("create", deployments, strict).message, 'unknown field "spec.future"');
  const typed = inDefault({ body: named("e", { spec: { replicas: "two" } }) });
  assert.match(refused("create", deployments, typed).message, "spec.replicas: must be of type integer");
});

test("int64 and __proto__ are data like any other", () => {
  const { ask } = createTestHub();
  const free = { ["__proto__"]: { polluted: 1 }, constructor: 2 };
  ask("create", widgets, { body: named("w", { spec: { big: 9223372036854775807n, free } }) });
  const spec = ask("get", widgets, { name: "w" })["spec"] as Record<string, object>;
  assert.is(spec["big"], 9223372036854775807n);
  assert.ok(Object.hasOwn(spec["free"]!, "__proto__") && Object.hasOwn(spec["free"]!, "constructor"));
  assert.is(({} as Record<string, unknown>)["polluted"], undefined);
});

test("a kind without a status subresource keeps a field of that name", () => {
  const { ask } = createTestHub();
  assert.is(ask("create", configMaps, inDefault({ body: named("a", { status: "kept" }) }))["status"], "kept");
});

test.run();
