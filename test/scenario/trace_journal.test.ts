import { test } from "uvu";
import * as assert from "uvu/assert";
import { canonicalJson } from "../../src/scenario/trace/canonical_json.ts";
import { createTraceJournal } from "../../src/scenario/trace/trace_journal.ts";

test("keys are sorted by code unit at every depth, and undefined is left out", () => {
  assert.is(
    canonicalJson({ b: [{ z: 1, Z: 2 }], a: null, u: undefined, ä: "é" }),
    '{"a":null,"b":[{"Z":2,"z":1}],"ä":"é"}',
  );
});

test("a 64-bit integer keeps its digits, and what JSON cannot say is refused", () => {
  assert.is(canonicalJson({ n: 9223372036854775807n }), '{"n":9223372036854775807}');
  for (const value of [NaN, Infinity, () => 1, Symbol("x")]) {
    assert.throws(() => canonicalJson(value), /Cannot write canonical JSON/);
  }
});

test("the hash runs over the lines and may be asked for at any time", () => {
  const journal = createTraceJournal();
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  assert.is(journal.hash(), empty);
  journal.append({ b: 1, a: 2 });
  journal.append({});
  assert.is(journal.text(), '{"a":2,"b":1}\n{}\n');
  assert.is(journal.hash(), "ba61f2082ea852c7f86f62395cf473436938722fe2a0e4a8b817dfeede00425f");
});

test.run();
