/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseLabelSelector } from "../../src/kube/label_selector_text.ts";
import { SelectorSyntaxError } from "../../src/kube/selector_syntax_error.ts";

const readings: [text: string, expressions: [string, string, string[]?][]][] = [
  ["a=b", [["a", "In", ["b"]]]],
  ["a==b", [["a", "In", ["b"]]]],
  ["a = b", [["a", "In", ["b"]]]],
  ["a!=b", [["a", "NotIn", ["b"]]]],
  ["a=", [["a", "In", [""]]]],
  ["a=,b", [["a", "In", [""]], ["b", "Exists"]]],
  ["e in (x,y)", [["e", "In", ["x", "y"]]]],
  ["f notin (z)", [["f", "NotIn", ["z"]]]],
  ["f notin(z , z)", [["f", "NotIn", ["z"]]]],
  ["x in ()", [["x", "In", [""]]]],
  ["x in (,a)", [["x", "In", ["", "a"]]]],
  ["x in (a,,)", [["x", "In", ["a", ""]]]],
  ["g", [["g", "Exists"]]],
  ["!h", [["h", "DoesNotExist"]]],
  ["! h", [["h", "DoesNotExist"]]],
  ["in in (in)", [["in", "In", ["in"]]]],
  ["edge.kcp.io/projected=yes", [["edge.kcp.io/projected", "In", ["yes"]]]],
  ["a=b,c!=d,e in (x,y),f notin (z),g,!h", [
    ["a", "In", ["b"]],
    ["c", "NotIn", ["d"]],
    ["e", "In", ["x", "y"]],
    ["f", "NotIn", ["z"]],
    ["g", "Exists"],
    ["h", "DoesNotExist"],
  ]],
];

for (const [text, expressions] of readings) {
  test(`reads ${text}`, () => {
    const matchExpressions = expressions.map(([key, operator, values]) =>
      values ? { key, operator, values } : { key, operator }
    );
    assert.equal(parseLabelSelector(text), { matchExpressions });
  });
}

test("empty and blank text are the empty selector", () => {
  assert.equal(parseLabelSelector(""), {});
  assert.equal(parseLabelSelector("  "), {});
});

const bad = [
  "a=b,",
  ",a",
  "a b",
  "=b",
  "a=b=c",
  "a in x",
  "a in (x",
  "a in (x y)",
  "a>1",
  "a<1",
  "!a=b",
  "!",
  "a b=c",
  "(a)",
  "a!b",
];
for (
  const text of [
    ...bad,
    "a=b!",
    "-a=b",
    "a=-b",
    `${"k".repeat(64)}=b`,
    `a=${"v".repeat(64)}`,
    "a/b/c=d",
    "a=é",
  ]
) {
  test(`refuses ${text.slice(0, 20)}`, () => {
    assert.throws(() => parseLabelSelector(text), (error: unknown) => error instanceof SelectorSyntaxError);
  });
}

test.run();
