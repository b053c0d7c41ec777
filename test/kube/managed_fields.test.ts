/** Whose fields are whose: after an object was made by a POST, and before another is applied over it (KEP-555). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { asApplied, asCreated, updatedBeyond } from "../../src/kube/managed_fields.ts";

const sent = {
  metadata: { labels: { app: "a" } },
  spec: {
    replicas: 1,
    args: ["x"],
    containers: [{ name: "c", image: "i", ports: [{ containerPort: 80 }] }],
  },
};
/** What was sent, a default, a sidecar, an argument and a label that came in on the way. */
const fieldsV1 = {
  "f:metadata": { "f:labels": { ".": {}, "f:app": {}, "f:injected": {} } },
  "f:spec": {
    "f:replicas": {},
    "f:strategy": { "f:type": {} },
    "f:args": { 'v:"x"': {}, 'v:"y"': {} },
    "f:containers": {
      'k:{"name":"c"}': {
        ".": {},
        "f:image": {},
        "f:imagePullPolicy": {},
        "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:protocol": {} } },
      },
      'k:{"name":"sidecar"}': { ".": {}, "f:image": {} },
    },
  },
};
const posted = { manager: "edge-syncer", operation: "Update", apiVersion: "v1", fieldsV1 };
const status = {
  manager: "controller",
  operation: "Update",
  subresource: "status",
  fieldsV1: { "f:status": {} },
};

test("what was sent counts as applied, and what came in on the way as somebody else's", () => {
  const [mine, found, ...others] = asCreated([posted, status], "edge-syncer", sent) as typeof posted[];
  assert.equal([mine!.operation, mine!.fieldsV1 as unknown], ["Apply", {
    "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
    "f:spec": {
      "f:replicas": {},
      "f:args": { 'v:"x"': {} },
      "f:containers": {
        'k:{"name":"c"}': {
          ".": {},
          "f:image": {},
          "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {} } },
        },
      },
    },
  }]);
  assert.equal([found!.manager, found!.operation, found!.fieldsV1 as unknown], [
    "edge-syncer-found",
    "Update",
    {
      "f:metadata": { "f:labels": { "f:injected": {} } },
      "f:spec": {
        "f:strategy": { "f:type": {} },
        "f:args": { 'v:"y"': {} },
        "f:containers": {
          'k:{"name":"c"}': {
            "f:imagePullPolicy": {},
            "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { "f:protocol": {} } },
          },
          'k:{"name":"sidecar"}': { ".": {}, "f:image": {} },
        },
      },
    },
  ]);
  assert.equal(others, [status]);
});

test("what was settled once is not taken as ours later", () => {
  const settled = asCreated([posted, status], "edge-syncer", sent)!;
  assert.is(asApplied(settled, "edge-syncer"), null);
});

test("where nothing came in on the way, or the server says nothing of fields, there is nothing to settle", () => {
  assert.is(
    asCreated([{ ...posted, fieldsV1: { "f:spec": { "f:replicas": {} } } }], "edge-syncer", sent),
    null,
  );
  assert.is(asCreated([{ manager: "edge-syncer", operation: "Update" }], "edge-syncer", sent), null);
  assert.is(asCreated(undefined, "edge-syncer", sent), null);
});

const by = (
  fieldsV1: unknown,
  more: object = {},
) => [{ manager: "me", operation: "Update", fieldsV1, ...more }];
const port = 'k:{"containerPort":80,"protocol":"TCP"}';

test("what was updated and is wanted still leaves nothing behind", () => {
  const fields = {
    "f:data": { ".": {}, "f:a": {} },
    "f:ports": { [port]: { ".": {}, "f:name": {} } },
    "f:finalizers": { 'v:"x"': {} },
  };
  const wanted = {
    data: { a: "2" },
    ports: [{ containerPort: 80, protocol: "TCP", name: "http" }],
    finalizers: ["x"],
  };
  assert.not(updatedBeyond(by(fields), "me", wanted));
});

test("a field, an item or a value that is wanted no more would stay", () => {
  const wanted = { data: { a: "2" }, ports: [], finalizers: [] };
  for (
    const fields of [{ "f:data": { "f:b": {} } }, { "f:ports": { [port]: {} } }, {
      "f:finalizers": { 'v:"x"': {} },
    }]
  ) {
    assert.ok(updatedBeyond(by(fields), "me", wanted), JSON.stringify(fields));
  }
});

test("what others updated, what was applied, and a status are not counted", () => {
  const gone = { "f:data": { "f:b": {} } };
  for (const more of [{ manager: "you" }, { operation: "Apply" }, { subresource: "status" }]) {
    assert.not(updatedBeyond(by(gone, more), "me", {}));
  }
  assert.not(updatedBeyond(undefined, "me", {}));
  assert.ok(updatedBeyond(by(undefined), "me", {}), "fields that are not told may be any");
});

test.run();
