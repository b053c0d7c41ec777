/** Objects are held to the validation rules of their schema as kube-apiserver does it (KEP-2876). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { faults, keeps, schemaOf } from "./shapes.ts";

const spec = {
  min: 1,
  max: 9007199254740993n,
  ratio: 2,
  name: "web-1",
  "two-words": "x",
  namespace: "here",
  either: 5,
  since: "2024-05-06T07:08:09Z",
  wait: "1h30m",
  blob: "aGk=",
  labels: { app: "web", __proto__2: "y" },
  tags: ["b", "a"],
  ports: [{ name: "http", number: 80 }, { name: "https", number: 443 }],
};

const held = [
  "self.min <= self.max && self.max == 9007199254740993",
  "self.ratio > 1.5 && self.ratio < 3",
  "self.two__dash__words == 'x' && self.__namespace__ == 'here'",
  "type(self.either) == int",
  "self.since > timestamp('2024-01-01T00:00:00Z') && self.since.getFullYear() == 2024",
  "self.wait == duration('90m') && self.wait < duration('2h')",
  "self.blob == b'hi'",
  "self.labels.all(k, k.size() > 2) && self.labels['app'] == 'web' && !('db' in self.labels)",
  "self.ports.all(p, self.ports.exists_one(q, q.name == p.name))",
  "self.ports.filter(p, p.number > 100).map(p, p.name) == ['https']",
  "!has(self.loose) && self.?loose.hasValue() == false",
  "self.name.matches('^[a-z]+-[0-9]$') && self.name.find('[0-9]') == '1'",
  "self.tags.join(',') == 'b,a' && !self.tags.isSorted() && self.tags.min() == 'a'",
  "self.ports.map(p, p.number).sum() == 523 && self.tags.indexOf('a') == 1",
  "self.name.replace('web', 'db') == 'db-1' && self.name.charAt(0) == 'w'",
  "cel.bind(n, self.min + 1, n == 2 && n > 1)",
  "string(self.since) == '2024-05-06T07:08:09Z' && string(self.min) == '1'",
  "{'a': self.min}['a'] == -(-1)",
  "self.min > 5 ? self.max > 6 : true",
];
for (const rule of held) test(`holds: ${rule}`, () => assert.ok(keeps(rule, spec)));

const broken = [
  ["self.min > 1", "failed rule: self.min > 1"],
  ["self.labels['none'] == ''", "no such key: none evaluating rule: self.labels['none'] == ''"],
  ["self.min / 0 == 1", "division by zero evaluating rule: self.min / 0 == 1"],
  ["self.name == 'db'", "failed rule: self.name == 'db'"],
] as const;
for (const [rule, detail] of broken) {
  test(`is broken: ${rule}`, () => {
    assert.equal(faults(schemaOf([{ rule }]), spec), [`spec: Invalid value: "object": ${detail}`]);
  });
}

test("a rule about the past is tried when there is one, and sees whole objects", () => {
  const rule = "self.ports == oldSelf.ports && self.max >= oldSelf.max";
  assert.ok(keeps(rule, spec));
  assert.ok(keeps(rule, { ...spec, max: 9007199254740994n }, spec));
  assert.not.ok(keeps(rule, { ...spec, max: 9007199254740992n }, spec));
  assert.not.ok(keeps(rule, { ...spec, ports: [{ name: "http", number: 81 }, spec.ports[1]] }, spec));
});

test("with optionalOldSelf a rule is also tried on what is new", () => {
  const schema = schemaOf([{ rule: "oldSelf.hasValue() || self.min == 1", optionalOldSelf: true }]);
  assert.is(faults(schema, { min: 1 }).length, 0);
  assert.is(faults(schema, { min: 2 }).length, 1);
  assert.is(faults(schema, { min: 2 }, { min: 1 }).length, 0);
});

test("items of a keyed list have a past by their keys, and map values by theirs", () => {
  const rules = [{ rule: "self.number >= oldSelf.number" }];
  const item = {
    type: "object",
    properties: { name: { type: "string" }, number: { type: "integer" } },
  } as const;
  const items = { ...item, "x-kubernetes-validations": rules };
  const ports = {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
    items,
  } as const;
  const labels = { type: "object", additionalProperties: items } as const;
  const schema = schemaOf([], { ports, labels });
  const old = { ports: [{ name: "a", number: 5 }, { name: "b", number: 5 }], labels: { x: { number: 5 } } };
  const now = { ports: [{ name: "b", number: 4 }, { name: "a", number: 6 }], labels: { x: { number: 4 } } };
  assert.equal(faults(schema, now, old), [
    'spec.ports[0]: Invalid value: "object": failed rule: self.number >= oldSelf.number',
    'spec.labels[x]: Invalid value: "object": failed rule: self.number >= oldSelf.number',
  ]);
});

test("what is not changed may stay, also when it breaks a newer rule", () => {
  const rule = "self.min > 5";
  assert.ok(keeps(rule, { min: 1 }, { min: 1 }));
  assert.not.ok(keeps(rule, { min: 1, max: 2 }, { min: 1 }));
});

test("message, messageExpression, reason and fieldPath say what is told and where", () => {
  const rule = "self.min > 5";
  const told = (more: object) => faults(schemaOf([{ rule, ...more }]), { min: 1 })[0];
  assert.is(told({ message: "too small" }), 'spec: Invalid value: "object": too small');
  const messageExpression = "'min is ' + string(self.min)";
  assert.is(told({ message: "m", messageExpression }), 'spec: Invalid value: "object": min is 1');
  assert.is(told({ message: "m", messageExpression: "string(1/0)" }), 'spec: Invalid value: "object": m');
  const fieldPath = ".ports";
  assert.is(told({ reason: "FieldValueForbidden", message: "no", fieldPath }), "spec.ports: Forbidden: no");
  assert.is(told({ reason: "FieldValueRequired", message: "no" }), "spec: Required value: no");
});

test("a fault of the whole object has no field", () => {
  const rules = [{ rule: "self.metadata.name.startsWith('a')" }];
  const schema = { type: "object", "x-kubernetes-validations": rules } as const;
  assert.is(faults(schema, {}).length, 1);
  assert.ok(faults(schema, {})[0]!.startsWith("<nil>: "));
});

test("keys such as __proto__ and constructor are data", () => {
  const labels = JSON.parse('{"__proto__":"a","constructor":"b"}');
  assert.ok(keeps("self.labels['__proto__'] == 'a' && self.labels.size() == 2", { labels }));
  assert.not.ok(keeps("self.labels['toString'] == 'a'", { labels }));
});

test.run();
