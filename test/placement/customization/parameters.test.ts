/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Budget, BudgetExceededError } from "../../../src/placement/customization/budget.ts";
import { expand, expandStrings, parametersOf } from "../../../src/placement/customization/parameters.ts";

const parameters = parametersOf({
  labels: { env: "prod", "loc-name": "lab", "a b": "spaced", $: "$&" },
  annotations: { "loc-name": "ann", note: "n" },
});

/** The table of what the PoC's code does, as it was run. */
const cases: [text: string, result: string][] = [
  ["%(env)", "prod"],
  ["a%(loc-name)b", "alabb"],
  ["%(note)", "n"],
  ["%(missing)", "%(missing)"],
  ["%%", "%%"],
  ["%%(env)", "%%(env)"],
  ["%%%(env)", "%%prod"],
  ["100%", "100%"],
  ["%x", "%x"],
  ["%()", "%()"],
  ["%(a b)", "spaced"],
  ["%(env", "prod"],
  ["%(nope", "%(nope)"],
  ["%($)", "$&"],
  ["%\n%(env)", "%\nprod"],
  ["%(env)%(env)", "prodprod"],
  ["%(__proto__)", "%(__proto__)"],
];

for (const [text, result] of cases) {
  test(`${JSON.stringify(text)} becomes ${JSON.stringify(result)}`, () =>
    assert.is(expand(text, parameters), result));
}

test("every string inside is expanded, and no key", () => {
  const value = { "%(env)": ["%(env)", 1, null, { deep: "x %(env)" }] };
  assert.equal(expandStrings(value, parameters, new Budget()), {
    "%(env)": ["prod", 1, null, { deep: "x prod" }],
  });
});

test("a value without parameters is returned as it is", () => {
  const value = JSON.parse('{"a":["%"],"__proto__":{"b":"c"}}') as unknown;
  assert.is(expandStrings(value, parameters, new Budget()), value);
});

test("a small text that would become a huge one is stopped on the way", () => {
  const long = new Map([["x", "y".repeat(256 * 1024)]]);
  const bomb = "%(x)".repeat(500_000);
  assert.throws(
    () => expandStrings(bomb, long, new Budget()),
    (error: unknown) => error instanceof BudgetExceededError,
  );
});

test.run();
