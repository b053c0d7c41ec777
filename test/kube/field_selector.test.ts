/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { matchesFields, parseFieldSelector } from "../../src/kube/field_selector.ts";
import { SelectorSyntaxError } from "../../src/kube/selector_syntax_error.ts";

const readings: [text: string, requirements: string[][]][] = [
  ["", []],
  ["metadata.name=x,metadata.namespace!=y", [["metadata.name", "=", "x"], ["metadata.namespace", "!=", "y"]]],
  ["a==b", [["a", "=", "b"]]],
  ["a=", [["a", "=", ""]]],
  [",,a=b,", [["a", "=", "b"]]],
  [String.raw`a=b\,c\=d\\`, [["a", "=", String.raw`b,c=d` + "\\"]]],
];

for (const [text, requirements] of readings) {
  test(`reads ${text === "" ? "nothing" : text}`, () => {
    const expected = requirements.map(([field, operator, value]) => ({ field, operator, value }));
    assert.equal(parseFieldSelector(text), expected);
  });
}

for (const text of ["a", "a=b=c", String.raw`a=\x`, "a=b\\"]) {
  test(`refuses ${text}`, () => {
    assert.throws(() => parseFieldSelector(text), (error: unknown) => error instanceof SelectorSyntaxError);
  });
}

test("a field that is not there is empty", () => {
  const valueOf = (field: string) => field === "metadata.name" ? "x" : undefined;
  assert.ok(matchesFields(parseFieldSelector("metadata.name=x,spec.nodeName="), valueOf));
  assert.not.ok(matchesFields(parseFieldSelector("metadata.name!=x"), valueOf));
  assert.ok(matchesFields(parseFieldSelector("spec.nodeName!=n"), valueOf));
});

test.run();
