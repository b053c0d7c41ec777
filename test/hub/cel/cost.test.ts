/** No rule, and no object, holds the server up: evaluations are cut off at a cost (F45). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { faults, schemaOf } from "./shapes.ts";

const ports = Array.from({ length: 20_000 }, (_, at) => ({ name: `n${at}`, number: at }));
const big = { ports, name: "x".repeat(100_000) };
const digits = "[0,1,2,3,4,5,6,7,8,9]";
const nested = (depth: number): string =>
  depth === 0 ? "true" : `${digits}.all(v${depth}, ${nested(depth - 1)})`;

const hostile = [
  "self.ports.all(p, self.ports.exists_one(q, q.name == p.name))",
  "self.ports.all(p, self.ports.all(q, q.number / 0 == 1))",
  "self.ports.exists(p, p.name.matches('a') || self.name.matches('(x+x+)+y'))",
  nested(12),
  `[self.name]${".map(x, x + x)".repeat(20)}.size() == 1`,
  "self.ports.map(p, self.name).join(self.name) == ''",
  "self.ports.all(p, self.ports == self.ports)",
  "self.ports.exists(p, self.ports.all(q, self.ports.all(r, true))) || true",
];
for (const rule of hostile) {
  test(`is cut off: ${rule.slice(0, 70)}`, () => {
    const [told = ""] = faults(schemaOf([{ rule }]), big);
    assert.match(told, /running out of cost budget/);
  });
}

test("a long list is looked through once without harm", () => {
  assert.equal(faults(schemaOf([{ rule: "self.ports.all(p, p.number >= 0)" }]), big), []);
});

test("one object that costs too much leaves the next its own budget", () => {
  const schema = schemaOf([{ rule: "self.ports.all(p, self.ports.all(q, p != q || p == q))" }]);
  assert.is(faults(schema, big).length, 1);
  assert.equal(faults(schema, { ports: ports.slice(0, 10) }), []);
});

test.run();
