/** Integers survive a round trip, and hostile keys are data. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { parseJson, stringifyJson } from "../../src/kube/json.ts";

test("the largest and smallest int64 come back digit for digit", () => {
  const text = '{"max":9223372036854775807,"min":-9223372036854775808,"list":[9007199254740993]}';
  assert.is(stringifyJson(parseJson(text)), text);
});

test("integers that a double holds stay numbers", () => {
  assert.equal(parseJson("[9007199254740991,-9007199254740991,1234567890123456]"), [
    9007199254740991,
    -9007199254740991,
    1234567890123456,
  ]);
});

test("fractions and strings of many digits are not integers", () => {
  assert.equal(parseJson('[0.12345678901234567,"9223372036854775807"]'), [
    0.12345678901234567,
    "9223372036854775807",
  ]);
});

test("a __proto__ key is an own key", () => {
  const parsed = parseJson('{"__proto__":{"n":9223372036854775807}}') as object;
  assert.ok(Object.hasOwn(parsed, "__proto__"));
  assert.is(stringifyJson(parsed), '{"__proto__":{"n":9223372036854775807}}');
});

test("what is not JSON is a SyntaxError, and a cycle a TypeError", () => {
  assert.throws(() => parseJson('{"a":9223372036854775807'), SyntaxError as never);
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  assert.throws(() => stringifyJson(cycle));
});

test("every JSON value with 64-bit integers round-trips", () => {
  const leaf = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.string(), fc.boolean());
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.array(leaf)), (value) => {
      const text = stringifyJson(value);
      assert.is(stringifyJson(parseJson(text)), text);
    }),
    { seed: 7, numRuns: 200 },
  );
});

test.run();
