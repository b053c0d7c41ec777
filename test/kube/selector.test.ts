/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import {
  type Labels,
  type LabelSelector,
  matches,
  matchesAny,
  selectorProblems,
} from "../../src/kube/selector.ts";

const env = (operator: string, values?: string[]) =>
  ({ matchExpressions: [{ key: "env", operator, values }] }) as LabelSelector;

const cases: [name: string, LabelSelector | undefined, Labels | undefined, boolean][] = [
  ["no selector selects nothing", undefined, {}, false],
  ["the empty selector selects everything", {}, undefined, true],
  ["an empty list of expressions selects everything", { matchExpressions: [] }, { a: "b" }, true],
  ["a matching label", { matchLabels: { env: "prod" } }, { env: "prod", x: "y" }, true],
  ["another value", { matchLabels: { env: "prod" } }, { env: "dev" }, false],
  ["In on a missing key fails", env("In", ["prod"]), {}, false],
  ["NotIn on a missing key holds", env("NotIn", ["prod"]), {}, true],
  ["NotIn on a listed value fails", env("NotIn", ["prod"]), { env: "prod" }, false],
  ["Exists needs the key", env("Exists"), {}, false],
  ["Exists takes an empty value", env("Exists"), { env: "" }, true],
  ["DoesNotExist on a missing key holds", env("DoesNotExist"), undefined, true],
  ["DoesNotExist on a present key fails", env("DoesNotExist"), { env: "" }, false],
  ["In without values is invalid and selects nothing", env("In", []), { env: "prod" }, false],
  ["NotIn without values is invalid and selects nothing", env("NotIn"), {}, false],
  ["Exists with values is invalid and selects nothing", env("Exists", ["x"]), { env: "x" }, false],
  ["an unknown operator selects nothing", env("Near", ["x"]), { env: "x" }, false],
  [
    "an impossible key selects nothing, also negatively",
    { matchExpressions: [{ key: "a b", operator: "DoesNotExist" }] },
    {},
    false,
  ],
  [
    "all requirements must hold",
    { matchLabels: { a: "1" }, matchExpressions: [{ key: "b", operator: "Exists" }] },
    { a: "1" },
    false,
  ],
  [
    "a key inherited from Object is not a label",
    { matchExpressions: [{ key: "constructor", operator: "Exists" }] },
    {},
    false,
  ],
];

for (const [name, selector, labels, expected] of cases) {
  test(name, () => assert.is(matches(selector, labels), expected));
}

test("an empty list of selectors selects nothing, and a list with {} everything", () => {
  assert.is(matchesAny([], {}), false);
  assert.is(matchesAny(undefined, {}), false);
  assert.is(matchesAny([env("Exists"), {}], {}), true);
});

test("__proto__ is a label key like any other", () => {
  const labels = JSON.parse('{"__proto__":"x"}');
  assert.is(matches({ matchExpressions: [{ key: "__proto__", operator: "Exists" }] }, labels), false); // keys begin with a letter
  assert.is(matches({ matchLabels: { a: "1" } }, labels), false);
});

test("every fault is told with its path", () => {
  const selector = {
    matchLabels: { "bad key": "v", k: "bad value!" },
    matchExpressions: [
      { key: "k", operator: "In" },
      { key: "k", operator: "Exists", values: ["x"] },
      {
        key: "k",
        operator: "Gt",
      },
      { key: "k", operator: "NotIn", values: ["ok", "-"] },
      7,
    ],
  };
  assert.equal(selectorProblems(selector, "s"), [
    "s.matchLabels: not a valid label key",
    "s.matchLabels: not a valid label value",
    "s.matchExpressions[0].values: must be specified when `operator` is 'In' or 'NotIn'",
    "s.matchExpressions[1].values: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    "s.matchExpressions[2].operator: not a valid selector operator",
    "s.matchExpressions[3].values[1]: not a valid label value",
    "s.matchExpressions[4]: must be an object",
  ]);
});

for (
  const poison of [7, "x", [], { matchLabels: 7 }, { matchExpressions: {} }, { matchLabels: { a: 1 } }, {
    matchExpressions: [{ key: "a", operator: "In", values: "x" }],
  }]
) {
  test(`a selector of the wrong type selects nothing: ${JSON.stringify(poison)}`, () => {
    assert.is.not(selectorProblems(poison, "s").length, 0);
    assert.is(matches(poison as LabelSelector, {}), false);
  });
}

test("Exists is the negation of DoesNotExist, and In of NotIn, for all labels", () => {
  const labels = fc.dictionary(fc.constantFrom("env", "tier"), fc.constantFrom("", "a", "b"));
  fc.assert(
    fc.property(labels, fc.uniqueArray(fc.constantFrom("", "a", "b"), { minLength: 1 }), (map, values) => {
      assert.is(matches(env("Exists"), map), !matches(env("DoesNotExist"), map));
      assert.is(matches(env("In", values), map), !matches(env("NotIn", values), map));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test.run();
