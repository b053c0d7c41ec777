/** A definition whose rules cannot be evaluated is refused, and told why. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ruleProblems, rulesMax } from "../../../src/hub/cel/rule_problems.ts";
import type { JsonSchema } from "../../../src/hub/schema/json_schema.ts";
import { schemaOf } from "./shapes.ts";

const problems = (schema: JsonSchema) =>
  ruleProblems(schema, "schema").map(({ field, message }) => `${field} ${message}`);

const wrong = [
  ["self.min > 'a'", "no such overload: int > string"],
  ["self.nothing == 1", "undefined field 'nothing'"],
  ["self.loose.any == 1", "undefined field 'any'"],
  ["self.ports.all(p, p.size == 1)", "undefined field 'size'"],
  ["other == 1", "undeclared reference to 'other'"],
  ["self.name", "must evaluate to a bool"],
  ["self.min >", "Unexpected token"],
  ["self.name.meterWeigh() == ''", "undeclared reference to 'meterWeigh'"],
  ["bytes('{}').json().a == 1", "undeclared reference to 'json'"],
  ["quantity('1').isGreaterThan(quantity('2'))", "undeclared reference to 'isGreaterThan'"],
  [`${"(".repeat(2000)}true${")".repeat(2000)}`, "maxDepth"],
  [`self.name == '${"x".repeat(20_000)}'`, "longer than 16384"],
] as const;
for (const [rule, why] of wrong) {
  test(`is refused: ${rule.slice(0, 60)}`, () => {
    const [told = "", ...others] = problems(schemaOf([{ rule }]));
    assert.is(others.length, 0);
    assert.ok(
      told.startsWith("schema.properties[spec].x-kubernetes-validations[0].rule Invalid value: "),
      told,
    );
    assert.ok(told.includes("compilation failed: ") && told.includes(why), told);
  });
}

test("a fault is found by line and column", () => {
  const [told = ""] = problems(schemaOf([{ rule: "self.min > 0 &&\n  self.nothing" }]));
  assert.match(told, /ERROR: <input>:2:8: undefined field 'nothing'/);
});

test("rules that can be evaluated have no problems, also in lists and maps", () => {
  const items = { type: "string", "x-kubernetes-validations": [{ rule: "self != ''" }] } as const;
  const more = {
    tags: { type: "array", items },
    labels: { type: "object", additionalProperties: items },
  } as const;
  assert.equal(problems(schemaOf([{ rule: "self.tags.size() == self.labels.size()" }], more)), []);
});

test("an item of a list without keys has no past to speak of", () => {
  const items = { type: "string", "x-kubernetes-validations": [{ rule: "self == oldSelf" }] } as const;
  const [told = ""] = problems(schemaOf([], { tags: { type: "array", items } }));
  assert.match(told, /uncorrelatable/);
});

test("empty rules, strange reasons, messages of two lines and paths that lead nowhere are refused", () => {
  const good = { rule: "self.min > 0" };
  const each = [{ rule: " " }, { ...good, reason: "Whim" }, { ...good, message: "a\nb" }, {
    ...good,
    fieldPath: ".x.y",
  }];
  for (const rule of each) assert.is(problems(schemaOf([rule])).length, 1, JSON.stringify(rule));
  assert.equal(problems(schemaOf([{ ...good, fieldPath: ".ports", reason: "FieldValueRequired" }])), []);
});

test("rules inside anyOf are refused", () => {
  const part = { "x-kubernetes-validations": [{ rule: "self.min > 0" }] };
  const schema = { type: "object", properties: { spec: { type: "object", anyOf: [part] } } } as const;
  assert.match(problems(schema)[0] ?? "", /anyOf\[0\].x-kubernetes-validations Forbidden/);
});

test("more rules than anybody needs are refused before they are compiled", () => {
  const rules = Array.from({ length: rulesMax + 1 }, () => ({ rule: "self.min > 0" }));
  assert.match(problems(schemaOf(rules))[0] ?? "", /not have more than/);
});

test.run();
