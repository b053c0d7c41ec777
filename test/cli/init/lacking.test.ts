/** When one structural schema can stand in for another. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lacking } from "../../../src/cli/init/lacking.ts";

const text = { type: "string" };
const record = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const open = { "x-kubernetes-preserve-unknown-fields": true };
const ours = record({
  metadata: { type: "object" },
  spec: record({ a: text, list: { type: "array", items: record({ b: text }) } }),
});
const theirs = (spec: object) => record({ spec });

test("the same and more will do", () => {
  assert.is(
    lacking(
      ours,
      theirs(record({ a: text, z: text, list: { type: "array", items: record({ b: text, c: text }) } })),
    ),
    null,
  );
});

test("an object that keeps everything will do, but for a field with another type", () => {
  assert.is(lacking(ours, theirs({ type: "object", ...open })), null);
  assert.is(
    lacking(ours, theirs({ type: "object", ...open, properties: { a: { type: "integer" } } })),
    "has spec.a of type integer instead of string",
  );
});

test("a missing field is named by its path, also in a list", () => {
  assert.is(lacking(ours, theirs(record({ a: text }))), "has no field spec.list");
  assert.is(
    lacking(ours, theirs(record({ a: text, list: { type: "array", items: record({}) } }))),
    "has no field spec.list[].b",
  );
});

test("a field that they demand and we do not write is named", () => {
  assert.is(
    lacking(ours, theirs(record({ a: text, list: { type: "array" } }, { required: ["z"] }))),
    "demands spec.z",
  );
});

test("where we keep every field, so must they", () => {
  const free = record({ object: { type: "object", ...open } });
  assert.is(lacking(free, record({ object: record({ a: text }) })), "does not keep every field of object");
  const labels = record({ labels: { type: "object", additionalProperties: text } });
  assert.is(lacking(labels, record({ labels: record({}) })), "has no free fields in labels");
  assert.is(lacking(labels, labels), null);
});

test.run();
