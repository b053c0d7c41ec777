/** Structural schemas: pruning, defaults, validation (apiextensions/v1). @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { applyDefaults } from "../../../src/hub/schema/defaulting.ts";
import type { JsonSchema } from "../../../src/hub/schema/json_schema.ts";
import { isPattern, matchesPattern } from "../../../src/hub/schema/pattern.ts";
import { prune } from "../../../src/hub/schema/pruning.ts";
import { decodingProblem } from "../../../src/hub/schema/type_check.ts";
import { validate } from "../../../src/hub/schema/validation.ts";

const open = { "x-kubernetes-preserve-unknown-fields": true } as const;
const inSpec = (spec: JsonSchema): JsonSchema => ({ type: "object", properties: { spec } });

const pruned: readonly (readonly [string, JsonSchema, unknown, unknown, readonly string[]])[] = [
  ["unknown fields", { type: "object", properties: { a: {} } }, { a: 1, b: 2 }, { a: 1 }, ["spec.b"]],
  ["fields in items", { type: "array", items: { type: "object", properties: { a: {} } } }, [{ a: 1, b: 2 }], [
    {
      a: 1,
    },
  ], ["spec[0].b"]],
  ["nothing where all is kept", { type: "object", ...open }, { a: { b: 1 } }, { a: { b: 1 } }, []],
  [
    "below what is kept, what is known",
    {
      type: "object",
      ...open,
      properties: { a: { type: "object", properties: {} } },
    },
    { a: { b: 1 }, c: 2 },
    { a: {}, c: 2 },
    ["spec.a.b"],
  ],
  [
    "nothing of a map",
    { type: "object", additionalProperties: { type: "string" } },
    { x: "y" },
    { x: "y" },
    [],
  ],
  [
    "all but type and metadata of an embedded resource",
    {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      properties: {},
    },
    { apiVersion: "v1", kind: "X", metadata: { name: "a" }, data: 1 },
    {
      apiVersion: "v1",
      kind: "X",
      metadata: { name: "a" },
    },
    ["spec.data"],
  ],
  [
    "__proto__ where it is not named",
    { type: "object", properties: {} },
    JSON.parse('{"__proto__":{"a":1}}'),
    {},
    [
      "spec.__proto__",
    ],
  ],
];
for (const [what, schema, value, expected, dropped] of pruned) {
  test(`pruning drops ${what}`, () => {
    const result = prune({ spec: value }, inSpec(schema));
    assert.equal([result.value, result.dropped], [{ spec: expected }, dropped]);
  });
}

const defaulted: readonly (readonly [string, JsonSchema, unknown, unknown])[] = [
  ["an absent field", { properties: { a: { default: 1 } } }, {}, { a: 1 }],
  ["no field that is there", { properties: { a: { default: 1 } } }, { a: 0 }, { a: 0 }],
  ["a null that may not be", { properties: { a: { type: "integer", default: 1 } } }, { a: null }, { a: 1 }],
  ["no null that may be", { properties: { a: { nullable: true, default: 1 } } }, { a: null }, { a: null }],
  [
    "inside what was filled in",
    {
      properties: { a: { default: {}, properties: { b: { default: 2 } } } },
    },
    {},
    { a: { b: 2 } },
  ],
  ["not inside what is absent", { properties: { a: { properties: { b: { default: 2 } } } } }, {}, {}],
  [
    "in items and in maps",
    {
      properties: {
        l: { items: { properties: { x: { default: 1 } } } },
        m: { additionalProperties: { properties: { x: { default: 2 } } } },
      },
    },
    { l: [{}], m: { k: {} } },
    { l: [{ x: 1 }], m: { k: { x: 2 } } },
  ],
];
for (const [what, schema, value, expected] of defaulted) {
  test(`defaults fill in ${what}`, () => assert.equal(applyDefaults(value, schema), expected));
}

const validated: readonly (readonly [JsonSchema, unknown, string])[] = [
  [{ type: "integer" }, 1.5, 'spec: Invalid value: 1.5: must be of type integer: "number"'],
  [{ type: "integer" }, 9223372036854775807n, ""],
  [{ type: "integer", format: "int32" }, 2147483648, "spec in body must be of type int32"],
  [{ type: "string" }, null, "must be of type string"],
  [{ type: "string", nullable: true }, null, ""],
  [{ "x-kubernetes-int-or-string": true }, "80%", ""],
  [{ "x-kubernetes-int-or-string": true }, true, "must be of type integer or string"],
  [{ type: "string", enum: ["a"] }, "b", 'spec: Unsupported value: "b": supported values: "a"'],
  [{ type: "string", minLength: 2 }, "é", "should be at least 2 chars long"],
  [{ type: "string", maxLength: 1 }, "😀", ""],
  [{ type: "string", pattern: "^a+$" }, "ab", "should match '^a+$'"],
  [{ type: "string", format: "date-time" }, "2026-01-02T03:04:05Z", ""],
  [{ type: "string", format: "date-time" }, "yesterday", "must be of type date-time"],
  [{ type: "integer", minimum: 1 }, 0, "should be greater than or equal to 1"],
  [{ type: "integer", maximum: 1, exclusiveMaximum: true }, 1, "should be less than 1"],
  [{ type: "array", maxItems: 1 }, [1, 2], "must have at most 1 items"],
  [{ type: "array", items: { type: "string" } }, ["a", 1], "spec[1]: Invalid value: 1"],
  [{ type: "array", "x-kubernetes-list-type": "set" }, ["a", "a"], 'spec[1]: Duplicate value: "a"'],
  [{ type: "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"] }, [{ k: 1 }, {
    k: 1,
    v: 2,
  }], "spec[1]: Duplicate value"],
  [{ type: "object", required: ["a"] }, {}, "spec.a: Required value"],
  [{ type: "object", maxProperties: 1 }, { a: 1, b: 2 }, "should have at most 1 properties"],
  [{ anyOf: [{ type: "string" }, { type: "integer" }] }, true, "at least one schema (anyOf)"],
  [{ oneOf: [{ required: ["a"] }, { required: ["b"] }] }, { a: 1, b: 1 }, "one and only one schema (oneOf)"],
  [{ not: { required: ["a"] } }, { a: 1 }, "must not validate the schema (not)"],
];
for (const [schema, value, expected] of validated) {
  const shown = JSON.stringify(schema).slice(0, 60);
  test(`${shown} ${expected === "" ? "allows" : "refuses"} ${String(value)}`, () => {
    const causes = validate({ spec: value }, inSpec(schema)).map(({ field, message }) =>
      `${field}: ${message}`
    );
    if (expected === "") return assert.equal(causes, []);
    assert.ok(causes.some((cause) => cause.includes(expected)), causes.join("; "));
  });
}

test("a million wrong items give a bounded answer", () => {
  const schema: JsonSchema = { type: "array", items: { type: "string" } };
  assert.is(validate(Array(1_000_000).fill(1), schema).length, 50);
});

test("a pattern made to hang other engines runs in linear time", () => {
  assert.not(matchesPattern("^(a+)+$", `${"a".repeat(5_000)}b`));
  assert.not(isPattern("(?=look)ahead"));
});

test("a built-in kind's values are refused by type only", () => {
  const schema = inSpec({
    type: "object",
    required: ["x"],
    properties: { replicas: { type: "integer", format: "int32" } },
  });
  assert.is(decodingProblem({ spec: {} }, schema), null);
  assert.is(decodingProblem({ spec: { replicas: null } }, schema), null);
  assert.is(
    decodingProblem({ spec: { replicas: "1" } }, schema),
    'spec.replicas: must be of type integer: "string"',
  );
  assert.is(decodingProblem({ spec: { replicas: 1e10 } }, schema), "spec.replicas: must be of type int32");
});

test("pruning and defaulting are done after the first time", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: {
      a: { type: "integer", default: 1 },
      b: { type: "array", items: { type: "object", properties: { c: { default: "x" } } } },
    },
  };
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue()), (value) => {
      const once = applyDefaults(prune(value, schema).value, schema);
      assert.equal(
        prune(once, schema).dropped.filter((path) => !/^(apiVersion|kind|metadata)/.test(path)),
        [],
      );
      assert.is(applyDefaults(once, schema), once);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("what is as it was may stay, and what changes is held to the schema (KEP-4008)", () => {
  const port = {
    type: "object",
    properties: { name: { type: "string" }, number: { type: "integer", maximum: 9 } },
  };
  const ports = {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
    items: port,
  };
  const schema = {
    type: "object",
    required: ["c"],
    properties: { a: { type: "string", maxLength: 1 }, ports },
  } as JsonSchema;
  const old = { a: "long", ports: [{ name: "x", number: 10 }] };
  const faults = (value: object) => validate(value, schema, "", old).map(({ field }) => field);
  assert.equal(faults(old), []);
  const more = { ...old, ports: [{ name: "y", number: 11 }, ...old.ports], b: 1 };
  assert.equal(faults(more), ["c", "ports[0].number"]);
  assert.equal(faults({ ...old, a: "longer" }), ["c", "a"]);
});

test.run();
