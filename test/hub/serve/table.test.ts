/** The cells of tables: ages, paths and columns. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import type { KindDefinition } from "../../../src/hub/resources/kind_definition.ts";
import { ageOf, humanDuration } from "../../../src/hub/serve/table/age.ts";
import { columnsOf } from "../../../src/hub/serve/table/columns_of.ts";
import { evaluatePath } from "../../../src/hub/serve/table/json_path.ts";

const [minute, hour, day] = [60, 3600, 86400];

for (
  const [seconds, words] of [
    [-2, "<invalid>"],
    [-1, "0s"],
    [0, "0s"],
    [119, "119s"],
    [2 * minute, "2m"],
    [2 * minute + 5, "2m5s"],
    [10 * minute + 5, "10m"],
    [3 * hour, "3h"],
    [3 * hour + 20 * minute, "3h20m"],
    [8 * hour + 20 * minute, "8h"],
    [47 * hour, "47h"],
    [2 * day, "2d"],
    [2 * day + 3 * hour, "2d3h"],
    [8 * day + 3 * hour, "8d"],
    [729 * day, "729d"],
    [730 * day, "2y"],
    [740 * day, "2y10d"],
    [8 * 365 * day + 5, "8y"],
  ] as const
) test(`${seconds} seconds are ${words}`, () => assert.is(humanDuration(seconds * 1000), words));

test("a time that is none has an unknown age", () => {
  for (const time of [undefined, null, 7, "soon"]) assert.is(ageOf(time, 0), "<unknown>");
});

const object = {
  spec: { size: 3, "a.b": 1, list: [{ n: "x" }, { n: "y" }] },
  metadata: { labels: { "example.org/tier": "front" } },
  status: { conditions: [{ type: "Ready", status: "True" }, { type: "Other", status: "False" }] },
};
for (
  const [path, values] of [
    [".spec.size", [3]],
    ["{.spec.size}", [3]],
    [".spec.a\\.b", [1]],
    [".spec['a.b']", [1]],
    [".metadata.labels['example\\.org/tier']", ["front"]],
    [".spec.list[0].n", ["x"]],
    [".spec.list[-1].n", ["y"]],
    [".spec.list[*].n", ["x", "y"]],
    ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
    [".status.conditions[?(@.type=='Other')].status", ["False"]],
    [".spec.none.deeper", []],
    [".__proto__.constructor", []],
    ["spec", []],
    [".spec[", []],
    [".spec..size", []],
  ] as const
) {
  test(`the path ${path} leads to ${JSON.stringify(values)}`, () =>
    assert.equal(evaluatePath(path, object), values));
}

test("no path, however odd, throws or takes long", () => {
  const part = fc.constantFrom(".", "[", "]", "'", '"', "?(@.a==", ")", "\\", "a", "*", "0", "-");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
      evaluatePath(parts.join(""), object);
    }),
    { seed: 7, numRuns: 300 },
  );
});

const kind: KindDefinition = {
  group: "example.org",
  version: "v1",
  kind: "Widget",
  resource: "widgets",
  singular: "widget",
  namespaced: false,
};
const cells = (definition: KindDefinition) => {
  const widget = { ...object, apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "w" } };
  return columnsOf(definition).map(({ definition: { name }, cell }) => `${name} ${cell(widget, 0)}`);
};

test("a kind without columns shows name and age", () =>
  assert.equal(cells(kind), ["Name w", "Age <unknown>"]));

test("columns show one value, several, a structure, or nothing", () => {
  const column = (jsonPath: string) => ({ name: jsonPath, type: "string" as const, jsonPath });
  const printerColumns = [".spec.size", ".spec.list[*].n", ".spec.list[0]", ".none"].map(column);
  assert.equal(cells({ ...kind, printerColumns }), [
    "Name w",
    ".spec.size 3",
    ".spec.list[*].n x,y",
    '.spec.list[0] {"n":"x"}',
    ".none null",
  ]);
});

test.run();
