/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { equal } from "../../src/kube/equality.ts";

const cases: [unknown, unknown, boolean][] = [
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: null }, {}, false],
  [{ a: undefined }, { b: undefined }, true],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [{ 0: "a" }, ["a"], false],
  [null, {}, false],
  ["1", 1, false],
  [9223372036854775807n, 9223372036854775806n, false],
  [9223372036854775807n, 9223372036854775807n, true],
  [JSON.parse('{"__proto__":{"a":1}}'), {}, false],
  [JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}'), true],
  [JSON.parse('{"__proto__":{}}'), { other: {} }, false],
  [{ constructor: 1 }, { toString: 1 }, false],
];

for (const [index, [a, b, expected]] of cases.entries()) {
  test(`case ${index} compares both ways`, () => {
    assert.is(equal(a, b), expected);
    assert.is(equal(b, a), expected);
  });
}

test("depth does not exhaust the stack", () => {
  const deep = () => JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as unknown;
  assert.ok(equal(deep(), deep()));
});

const shuffled = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(shuffled)
    : typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, shuffled(inner)]))
    : value;

test("the order of keys never matters, and everything that JSON shows does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      assert.ok(equal(a, shuffled(a)));
      const canonical = (value: unknown) => JSON.stringify(value, (_key, inner) => sorted(inner));
      assert.is(equal(a, b), canonical(a) === canonical(b));
    }),
    { seed: 2, numRuns: 500 },
  );
});

function sorted(inner: unknown): unknown {
  if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
  return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1));
}

test.run();
