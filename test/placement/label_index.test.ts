/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { type Labels, type LabelSelector, matchesAny } from "../../src/kube/selector.ts";
import { LabelIndex, type Match, type MatchChange } from "../../src/placement/label_index.ts";

/** The obvious index: everything is compared with everything after each step. */
class SlowIndex {
  readonly objects = new Map<string, Labels>();
  readonly seekers = new Map<string, readonly LabelSelector[]>();

  matches(): readonly string[] {
    return [...this.objects].flatMap(([object, labels]) =>
      [...this.seekers].filter(([, selectors]) => matchesAny(selectors, labels)).map(([seeker]) =>
        `${object} ${seeker}`
      )
    ).sort();
  }
}

const key = fc.constantFrom("env", "tier", "zone");
const value = fc.constantFrom("", "a", "b", "c");
const values = fc.uniqueArray(value, { minLength: 1, maxLength: 3 });
const requirement = fc.oneof(
  fc.record({ key, operator: fc.constantFrom("In" as const, "NotIn" as const), values }),
  fc.record({ key, operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const) }),
  fc.constant({ key: "env", operator: "In" as const, values: [] }),
);
const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: fc.dictionary(key, value, { maxKeys: 1 }),
  matchExpressions: fc.array(requirement, { maxLength: 3 }),
}, { requiredKeys: [] });

type Step =
  | { readonly do: "putObject"; readonly id: string; readonly labels: Labels }
  | { readonly do: "putSelectors"; readonly id: string; readonly selectors: readonly LabelSelector[] }
  | { readonly do: "removeObject" | "removeSelectors"; readonly id: string };

const id = fc.constantFrom("1", "2", "3", "4", "5");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("putObject" as const), id, labels: fc.dictionary(key, value) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("putSelectors" as const),
      id,
      selectors: fc.array(selector, { maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("removeObject" as const, "removeSelectors" as const), id }),
  },
);

function perform(index: LabelIndex, slow: SlowIndex, step: Step): MatchChange {
  switch (step.do) {
    case "putObject":
      slow.objects.set(step.id, step.labels);
      return index.putObject(step.id, step.labels);
    case "putSelectors":
      slow.seekers.set(step.id, step.selectors);
      return index.putSelectors(step.id, step.selectors);
    case "removeObject":
      slow.objects.delete(step.id);
      return index.removeObject(step.id);
    case "removeSelectors":
      slow.seekers.delete(step.id);
      return index.removeSelectors(step.id);
  }
}

const text = ({ object, seeker }: Match) => `${object} ${seeker}`;

test("after any steps the index tells exactly what began and ended to match, in order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const [index, slow] = [new LabelIndex(), new SlowIndex()];
      for (const each of steps) {
        const before = slow.matches();
        const change = perform(index, slow, each);
        const after = slow.matches();
        assert.equal(change.matched.map(text), after.filter((match) => !before.includes(match)));
        assert.equal(change.unmatched.map(text), before.filter((match) => !after.includes(match)));
      }
      const found = [...slow.objects.keys()].flatMap((object) =>
        index.seekersOf(object).map((seeker) => text({ object, seeker }))
      );
      assert.equal(found.sort(), slow.matches());
    }),
    { seed: 5, numRuns: 500 },
  );
});

test("both sides can be asked who matches", () => {
  const index = new LabelIndex();
  index.putObject("o2", { a: "1" });
  index.putObject("o1", { a: "1" });
  index.putSelectors("s", [{ matchLabels: { a: "1" } }]);
  assert.equal(index.objectsOf("s"), ["o1", "o2"]);
  assert.equal(index.seekersOf("o1"), ["s"]);
  assert.equal(index.objectsOf("nobody"), []);
});

/** 10,000 objects, each sought by name by a seeker of its own, some seekers for groups, and some for everything. */
function crowded(): LabelIndex {
  const index = new LabelIndex();
  for (let n = 0; n < 10_000; n++) {
    index.putObject(`o${n}`, { name: `n${n}`, region: `r${n % 100}` });
    index.putSelectors(`s${n}`, [{ matchLabels: { name: `n${n}`, region: `r${n % 100}` } }]);
  }
  for (let n = 0; n < 50; n++) index.putSelectors(`all${n}`, [{}]);
  for (let n = 0; n < 50; n++) {
    index.putSelectors(`not${n}`, [{
      matchExpressions: [{ key: "region", operator: "NotIn", values: [`r${n}`] }],
    }]);
  }
  return index;
}

test("a change costs the selectors it touches, whatever the number of objects", () => {
  const index = crowded();
  const cost = (change: () => unknown): number => {
    const before = index.evaluated;
    change();
    return index.evaluated - before;
  };
  assert.is(cost(() => index.putObject("o7", { name: "n8", region: "r7" })), 2); // s7 left, s8 tried
  assert.is(cost(() => index.putObject("o7", { name: "n8", region: "r7", other: "x" })), 0);
  assert.is(cost(() => index.putObject("o7", { name: "n8", region: "r7", other: "x" })), 0);
  assert.is(cost(() => index.putObject("o7", { name: "n8", region: "elsewhere" })), 100 + 1); // s7, s107 …; not7
  assert.is(cost(() => index.putObject("new", { name: "n8" })), 1 + 100); // s8; all and not
  assert.is(cost(() => index.putSelectors("s9", [{ matchLabels: { name: "n10", region: "r9" } }])), 2); // o9 left, o10 tried
  assert.is(cost(() => index.removeObject("o11")), 0);
  index.putSelectors("all0", [{ matchLabels: { name: "nobody" } }]);
  assert.is(cost(() => index.putObject("newer", {})), 99); // all0 is no longer among those that match everything
});

test("odd keys and values are not mixed up", () => {
  const index = new LabelIndex();
  const labels = JSON.parse('{"a":"b","a=b":"c","?:a":"x","__proto__":"y"}');
  index.putObject("o", labels);
  index.putObject("o", { "a=b": "c" });
  assert.equal(
    index.putSelectors("s", [{ matchExpressions: [{ key: "a", operator: "Exists" }] }]).matched,
    [],
  );
  index.putObject("o", labels);
  assert.equal(index.seekersOf("o"), ["s"]);
});

test.run();
