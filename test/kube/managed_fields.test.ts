/** What a client must know of managedFields: when an update of its own would keep a field alive that it no longer applies (KEP-555). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { updatedBeyond } from "../../src/kube/managed_fields.ts";

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
