/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { Budget, BudgetExceededError } from "../../../src/placement/customization/budget.ts";
import { JsonPathSyntaxError, lexJsonPath } from "../../../src/placement/customization/json_path_lexer.ts";
import { parseJsonPath } from "../../../src/placement/customization/json_path_parser.ts";
import { replaceAt } from "../../../src/placement/customization/json_path_replace.ts";

const isSyntaxError = (error: unknown) => error instanceof JsonPathSyntaxError;

const lexes: [text: string, tokens: string[]][] = [
  ["['foo']", ["[", "foo", "]"]],
  ["i", ["i"]],
  ["ijk", ["ijk"]],
  ["i_k", ["i_k"]],
  ["0", ["0"]],
  [".0", [".", "0"]],
  ["0.1", ["0", ".", "1"]],
  ["[1,2:3]", ["[", "1", ",", "2", ":", "3", "]"]],
  [String.raw`$.abc[*]..xyz['foo\'bar']`, ["$", ".", "abc", "[", "*", "]", "..", "xyz", "[", "foo'bar", "]"]],
  [String.raw`"\x41B\u{43}\n\q"`, ["ABC\nq"]],
];

for (const [text, tokens] of lexes) {
  test(`the words of ${text}`, () => assert.equal([...lexJsonPath(text)].map((token) => token.text), tokens));
}

for (
  const [text, before] of [["'xyz", []], [String.raw`'ab\\cd','ab\ `.trim(), [String.raw`ab\cd`]]] as const
) {
  test(`the words of ${text} break off`, () => {
    const seen: string[] = [];
    assert.throws(() => {
      for (const token of lexJsonPath(text)) seen.push(token.text);
    }, isSyntaxError);
    assert.equal(seen.slice(0, 1), before);
  });
}

const range = (start: number, end: number | null, stride = 1) => ({ type: "range", start, end, stride });
const a = { type: "members", names: ["a"] };
const parses: [text: string, selectors: unknown[]][] = [
  ["$", []],
  ["$.a[1]", [a, range(1, 2)]],
  ["$.a[1:4]", [a, range(1, 4)]],
  ["$.a[:4]", [a, range(0, 4)]],
  ["$[1:4:9]", [range(1, 4, 9)]],
  ["$[1::9]", [range(1, null, 9)]],
  ["$[:4:9]", [range(0, 4, 9)]],
  ["$[::9]", [range(0, null, 9)]],
  ["$[::]", [range(0, null)]],
  ["$.1", [range(1, 2)]],
  ["$.*", [{ type: "every" }]],
  ["$[*]", [{ type: "every" }]],
  ["$..*", [{ type: "descend" }, { type: "every" }]],
  ["$...a", [{ type: "descend" }, a]],
  ["$..['a']", [{ type: "descend" }, a]],
  ["$.a..[1]", [a, { type: "descend" }, range(1, 2)]],
  [`$['x/y', "z"]`, [{ type: "members", names: ["x/y", "z"] }]],
  ["$[1, 2]", [{ type: "elements", indices: [1, 2] }]],
];

for (const [text, selectors] of parses) {
  test(`${text} is read`, () => assert.equal(parseJsonPath(text), selectors));
}

const bad = [
  "",
  "a",
  ".a",
  "$a",
  "$..def",
  "$..",
  "$....a",
  "$.m-n",
  "$.a b",
  "$. a",
  "$.m[-1]",
  "$.m[0x0]",
  "$.m[0o0]",
  "$.m[01]",
  "$.m[?(@.a)]",
  "$.m[]",
  "$.m[1",
  "$.m['a',1]",
  "$.m[1,'a']",
  "$[1,2:3]",
  "$[1:2:0]",
  "$[::0]",
  "$.",
  "$$",
  "$.a$.b.",
  "$['a'",
  "$['a]",
  `$.m[${2 ** 31}]`,
  `$${".a".repeat(3000)}`,
  String.raw`$['\x1']`,
  String.raw`$['\u{110000}']`,
];
for (const text of bad) {
  test(`${text.slice(0, 20) || "the empty path"} is refused`, () =>
    assert.throws(() => parseJsonPath(text), isSyntaxError));
}

const nested = { abc: { abc: { def: 3, ghi: 4 } }, def: ["a", "b", "c", "d", "e"] };
const list = [{ ab: 1 }, { ab: 2 }, { xy: 3 }, { ab: 4 }, { ab: 5 }];
const pod = { spec: { containers: [{ name: "h" }] } };
const vectors: [input: unknown, path: string, result: unknown][] = [
  [nested, "$...def", { abc: { abc: { def: 47, ghi: 4 } }, def: 47 }],
  [nested, "$...abc", { ...nested, abc: 47 }],
  [nested, "$.def[1]", { ...nested, def: ["a", 47, "c", "d", "e"] }],
  [nested, "$.def[2::2]", { ...nested, def: ["a", "b", 47, "d", 47] }],
  [list, "$[2::2].ab", [{ ab: 1 }, { ab: 2 }, { xy: 3 }, { ab: 4 }, { ab: 47 }]],
  [list, "$[2::2].xy", [{ ab: 1 }, { ab: 2 }, { xy: 47 }, { ab: 4 }, { ab: 5 }]],
  [list, "$[1:2].xy", [{ ab: 1 }, { ab: 2, xy: 47 }, { xy: 3 }, { ab: 4 }, { ab: 5 }]],
  [list, "$[1,3].xy", [{ ab: 1 }, { ab: 2, xy: 47 }, { xy: 3 }, { ab: 4, xy: 47 }, { ab: 5 }]],
  [list, "$[1:3].xy", [{ ab: 1 }, { ab: 2 }, { xy: 47 }, { ab: 4 }, { ab: 5 }]],
  [pod, "$.spec.containers[0].env", { spec: { containers: [{ name: "h", env: 47 }] } }],
  [pod, "$.spec.containers[0].env[0].value", { spec: { containers: [{ name: "h", env: null }] } }],
  [{ spec: { a: {} } }, "$.spec.b.c", { spec: { a: {}, b: null } }],
  [{ spec: { a: [1, 2] } }, "$.spec.a[5]", { spec: { a: [1, 2] } }],
  [{ spec: { a: [1, 2] } }, "$.spec.a[0,1]", { spec: { a: [47, 47] } }],
  [{ spec: { a: [1, 2] } }, "$.spec.a.b", { spec: { a: [1, 2] } }],
  [{ m: { x: 1 } }, "$.m['x','z']", { m: { x: 47, z: 47 } }],
  [{ m: { "x/y": 1 } }, "$.m['x/y']", { m: { "x/y": 47 } }],
  [{ a: { def: 1 }, def: 2 }, "$..*", { a: 47, def: 47 }],
  [{ a: { b: 1 } }, "$.*.c", { a: { b: 1 } }],
  [{ a: 1 }, "$", 47],
  [{ a: { toString: 1 } }, "$..['constructor']", { a: { toString: 1 } }],
];

const put = (input: unknown, path: string, value: unknown = 47) =>
  replaceAt(input, parseJsonPath(path), { value, text: JSON.stringify(value) }, new Budget());

for (const [input, path, result] of vectors) {
  test(`${path} in ${JSON.stringify(input)}`, () => {
    const before = JSON.stringify(input);
    assert.equal(put(input, path), result);
    assert.is(JSON.stringify(input), before, "the input is not changed");
  });
}

test("__proto__ is a member like any other", () => {
  assert.is(JSON.stringify(put({}, "$['__proto__']", { polluted: true })), '{"__proto__":{"polluted":true}}');
  assert.is(({} as Record<string, unknown>)["polluted"], undefined);
});

test("nothing is looked for inside a replacement", () => {
  assert.equal(put({ a: 1, b: { a: 2 } }, "$...a", { a: 0 }), { a: { a: 0 }, b: { a: { a: 0 } } });
});

test("a path that would visit too much, or write too much, is stopped", () => {
  const wide = { list: Array.from({ length: 2000 }, () => ({ a: { b: { c: 1 } } })) };
  const isStop = (error: unknown) => error instanceof BudgetExceededError;
  const chain = JSON.parse('{"a":'.repeat(90) + "1" + "}".repeat(90)) as unknown;
  assert.throws(() => put(chain, "$" + "..*".repeat(20)), isStop);
  assert.throws(() => put(wide, "$.list[*].a", "x".repeat(10_000)), isStop);
  const deep = JSON.parse('{"a":'.repeat(5000) + "1" + "}".repeat(5000)) as unknown;
  assert.throws(() => put(deep, "$...b"), isStop);
});

test("any text is read or refused, and any path that is read can be applied", () => {
  const text = fc.array(
    fc.constantFrom("$", ".", "..", "a", "b", "[", "]", "*", "'a'", "0", "1", ":", ",", " "),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(text, fc.jsonValue({ maxDepth: 3 }), (parts, input) => {
      try {
        put(input, `$${parts.join("")}`);
      } catch (error) {
        assert.ok(isSyntaxError(error), String(error));
      }
    }),
    { seed: 12, numRuns: 2000 },
  );
});

test.run();
