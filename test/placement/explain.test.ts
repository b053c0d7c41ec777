/** @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Labels, type LabelSelector, matches, matchesAny } from "../../src/kube/selector.ts";
import {
  explain,
  type ExplainedLocation,
  type ExplainedSyncTarget,
  type LocationExplanation,
  type PairChange,
} from "../../src/placement/explain.ts";
import { applyEdits } from "../../src/placement/explanation/label_change.ts";
import { destinationsOf } from "../../src/placement/where.ts";

const keys = ["env", "size"];
const values = ["prod", "dev", "yes", "yes-1"];
const labels = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values));
const named = fc.uniqueArray(fc.constantFrom("prod", "dev", "yes"), { minLength: 1, maxLength: 2 });
const requirement = fc.oneof(
  fc.record({
    key: fc.constantFrom(...keys),
    operator: fc.constantFrom("In" as const, "NotIn" as const),
    values: named,
  }),
  fc.record({
    key: fc.constantFrom(...keys),
    operator: fc.constantFrom("Exists" as const, "DoesNotExist" as const),
  }),
);
const selector: fc.Arbitrary<LabelSelector> = fc.record(
  {
    matchLabels: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom("prod", "dev")),
    matchExpressions: fc.oneof(
      { weight: 9, arbitrary: fc.array(requirement, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant([{ key: "env", operator: "In" as const, values: [] }]) },
    ),
  },
  { requiredKeys: [] },
);
const cluster = fc.constantFrom("c1", "c2");
const location: fc.Arbitrary<ExplainedLocation> = fc.record({
  cluster,
  name: fc.constantFrom("l", "m", "n"),
  labels,
  instanceSelector: fc.option(selector),
});
const target: fc.Arbitrary<ExplainedSyncTarget> = fc.constantFrom("s", "t", "u").chain((name) =>
  fc.record({ cluster, name: fc.constant(name), uid: fc.constant(name), labels })
);
const inventory = fc.record({
  selectors: fc.array(selector, { maxLength: 3 }),
  locations: fc.uniqueArray(location, { selector: (one) => `${one.cluster}/${one.name}`, maxLength: 4 }),
  targets: fc.uniqueArray(target, { selector: (one) => `${one.cluster}/${one.name}`, maxLength: 4 }),
});
type Inventory = typeof inventory extends fc.Arbitrary<infer I> ? I : never;

const told = ({ selectors, locations, targets }: Inventory) =>
  explain({ locationSelectors: selectors }, locations, targets);

/** Whether a pair is a destination, by the rules and with other labels. */
function isReached(
  selectors: readonly LabelSelector[],
  l: ExplainedLocation,
  t: ExplainedSyncTarget,
): boolean {
  return matchesAny(selectors, l.labels) && matches(l.instanceSelector, t.labels);
}

type Visit = (
  about: LocationExplanation,
  l: ExplainedLocation,
  t: ExplainedSyncTarget,
  reached: boolean,
  change: PairChange | null,
) => void;

function eachPair(given: Inventory, visit: Visit): void {
  for (const about of told(given)) {
    const l = given.locations.find((one) => one.cluster === about.cluster && one.name === about.name)!;
    for (const { name, reached, change } of about.targets) {
      const t = given.targets.find((one) => one.cluster === about.cluster && one.name === name)!;
      visit(about, l, t, reached, change);
    }
  }
}

test("seed 11: the pairs that are reached are the destinations of the placement", () => {
  fc.assert(
    fc.property(inventory, (given) => {
      const chosen = given.locations.filter((one) => matchesAny(given.selectors, one.labels)).map((one) => ({
        ...one,
        targets: given.targets.filter((t) =>
          t.cluster === one.cluster && matches(one.instanceSelector, t.labels)
        ),
      }));
      const reached = told(given).flatMap(({ cluster: at, name, targets }) =>
        targets.filter((one) => one.reached).map((one) => `${at} ${name} ${one.name} ${one.uid}`)
      );
      const expected = destinationsOf(chosen).map((one) =>
        `${one.cluster} ${one.locationName} ${one.syncTargetName} ${one.syncTargetUID}`
      );
      assert.equal(reached, expected);
    }),
    { seed: 11, numRuns: 500 },
  );
});

test("seed 12: a selector selects when it has no problem and every clause holds", () => {
  fc.assert(
    fc.property(inventory, (given) => {
      for (const { selectors, targets, selected } of told(given)) {
        for (const { selects, clauses, problems } of [...selectors, ...targets.map((one) => one.selector)]) {
          assert.is(selects, problems.length === 0 && clauses.every((clause) => clause.holds));
        }
        assert.is(selected, selectors.some(({ selects }) => selects));
      }
    }),
    { seed: 12, numRuns: 300 },
  );
});

/** Every way to set or remove the two labels, by the number of labels it changes. */
function relabelled(from: Labels): { readonly labels: Labels; readonly edits: number }[] {
  const states = [null, ...values, "unnamed"];
  return states.flatMap((env) =>
    states.map((size) => {
      const edits = [{ key: "env", value: env }, { key: "size", value: size }];
      const changed = edits.filter(({ key, value }) => (from[key] ?? null) !== value);
      return { labels: applyEdits(from, changed), edits: changed.length };
    })
  );
}

/** The fewest edits after which `selects` says yes, and after which it says no. */
function costs(from: Labels, selects: (labels: Labels) => boolean): ReadonlyMap<boolean, number> {
  const all = relabelled(from).sort((a, b) => b.edits - a.edits);
  return new Map(all.map(({ labels, edits }) => [selects(labels), edits]));
}

function fewestEdits(
  selectors: readonly LabelSelector[],
  l: ExplainedLocation,
  t: ExplainedSyncTarget,
): number | null {
  const ofLocation = costs(l.labels, (changed) => matchesAny(selectors, changed));
  const ofTarget = costs(t.labels, (changed) => matches(l.instanceSelector, changed));
  const turned = [...ofLocation].flatMap(([selected, a]) =>
    [...ofTarget].filter(([chosen]) => (selected && chosen) !== isReached(selectors, l, t)).map(([, b]) =>
      a + b
    )
  );
  return turned.length === 0 ? null : Math.min(...turned);
}

test("seed 13: the change that is told turns the verdict round, and no smaller change does", () => {
  fc.assert(
    fc.property(inventory, (given) => {
      eachPair(given, (_about, l, t, reached, change) => {
        const size = change === null ? null : change.location.length + change.syncTarget.length;
        assert.is(size, fewestEdits(given.selectors, l, t));
        if (change === null) return;
        const [a, b] = [applyEdits(l.labels, change.location), applyEdits(t.labels, change.syncTarget)];
        assert.is.not(isReached(given.selectors, { ...l, labels: a }, { ...t, labels: b }), reached);
      });
    }),
    { seed: 13, numRuns: 1000 },
  );
});

const florin = {
  cluster: "c1",
  name: "sync-target-f",
  uid: "u-f",
  labels: { example: "si", extended: "non" },
};
const locationOf = (name: string, extended: string, own: Labels): ExplainedLocation => {
  return {
    cluster: "c1",
    name,
    labels: own,
    instanceSelector: { matchLabels: { example: "si", extended } },
  };
};

test("the special placement does not reach florin: which requirement of which selector, and what would", () => {
  const special = { locationSelectors: [{ matchLabels: { env: "prod", extended: "si" } }] };
  const [f] = explain(special, [locationOf("location-f", "non", { env: "prod" })], [florin]);
  assert.is(f?.selected, false);
  assert.equal(f?.selectors[0]?.clauses.filter((clause) => !clause.holds), [{
    path: 'spec.locationSelectors[0].matchLabels["extended"]',
    requirement: { key: "extended", operator: "In", values: ["si"] },
    found: null,
    holds: false,
  }]);
  assert.equal(f?.targets[0]?.change, { location: [{ key: "extended", value: "si" }], syncTarget: [] });
});

test("a selector that is absent, empty or not understood says so", () => {
  const nowhere = explain({}, [locationOf("l", "non", {})], [florin])[0]!;
  assert.equal([nowhere.selected, nowhere.selectors, nowhere.targets[0]?.change], [false, [], null]);
  const unselecting = { ...locationOf("l", "non", {}), instanceSelector: null };
  const [absent] = explain({ locationSelectors: [{}] }, [unselecting], [florin]);
  assert.match(absent!.targets[0]!.selector.problems[0] ?? "", "spec.instanceSelector: is absent");
  const bad = { matchExpressions: [{ key: "env", operator: "In", values: [] }] } as LabelSelector;
  const [invalid] = explain({ locationSelectors: [bad, {}] }, [locationOf("l", "non", {})], [florin]);
  assert.match(
    invalid!.selectors[0]?.problems[0] ?? "",
    "spec.locationSelectors[0].matchExpressions[0].values",
  );
  assert.is(invalid?.targets[0]?.reached, true);
  assert.equal(invalid?.targets[0]?.change?.location, []);
});

test("a search among hostile selectors ends", () => {
  const keysMany = Array.from({ length: 60 }, (_, i) => `k${i}`);
  const own = Object.fromEntries(keysMany.map((key) => [key, "v"]));
  const manyValues = Array.from({ length: 60 }, (_, i) => `v${i}`);
  const selectors = keysMany.map((key): LabelSelector => {
    return { matchExpressions: [{ key, operator: "NotIn", values: manyValues }] };
  });
  const open = { ...locationOf("l", "non", own), instanceSelector: {} };
  assert.is(explain({ locationSelectors: selectors }, [open], [florin])[0]?.targets[0]?.change, null);
});

test.run();
