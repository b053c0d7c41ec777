/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import type { Destination } from "../../src/kube/edge_api.ts";
import { type Labels, type LabelSelector, matches } from "../../src/kube/selector.ts";
import { LabelIndex } from "../../src/placement/label_index.ts";
import { destinationsOf, sameDestinations } from "../../src/placement/where.ts";

interface SyncTarget {
  readonly cluster: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
}

interface Location {
  readonly cluster: string;
  readonly name: string;
  readonly labels: Labels;
  readonly instanceSelector: LabelSelector | undefined;
}

/** R-21 word for word. */
function defined(
  selectors: readonly LabelSelector[],
  locations: readonly Location[],
  targets: readonly SyncTarget[],
) {
  const found: Destination[] = [];
  for (const l of locations) {
    for (const t of targets) {
      const isSelected = selectors.some((selector) => matches(selector, l.labels));
      if (!isSelected || l.cluster !== t.cluster || !matches(l.instanceSelector, t.labels)) continue;
      found.push({ cluster: l.cluster, locationName: l.name, syncTargetName: t.name, syncTargetUID: t.uid });
    }
  }
  return found.sort((a, b) =>
    `${a.cluster} ${a.locationName} ${a.syncTargetName}` <
        `${b.cluster} ${b.locationName} ${b.syncTargetName}`
      ? -1
      : 1
  );
}

/** The same through the index, as the actors do it: a seeker per Location and one for the placement. */
function indexed(
  selectors: readonly LabelSelector[],
  locations: readonly Location[],
  targets: readonly SyncTarget[],
) {
  const targetIndexes = new Map<string, LabelIndex>();
  const within = (cluster: string) => {
    const index = targetIndexes.get(cluster) ?? new LabelIndex();
    targetIndexes.set(cluster, index);
    return index;
  };
  const locationIndex = new LabelIndex();
  for (const { cluster, name, labels, instanceSelector } of locations) {
    locationIndex.putObject(`${cluster}/${name}`, labels);
    within(cluster).putSelectors(name, instanceSelector === undefined ? [] : [instanceSelector]);
  }
  for (const { cluster, name, labels } of targets) within(cluster).putObject(name, labels);
  locationIndex.putSelectors("placement", selectors);
  return destinationsOf(
    locationIndex.objectsOf("placement").map((key) => {
      const [cluster = "", name = ""] = key.split("/");
      const selected = within(cluster).objectsOf(name);
      return {
        cluster,
        name,
        targets: targets.filter((t) => t.cluster === cluster && selected.includes(t.name)),
      };
    }),
  );
}

const labels = fc.dictionary(fc.constantFrom("env", "extended"), fc.constantFrom("prod", "dev", "si"));
const selector: fc.Arbitrary<LabelSelector> = fc.oneof(
  fc.constant({}),
  fc.record({ matchLabels: labels }),
  fc.constant({ matchExpressions: [{ key: "env", operator: "NotIn" as const, values: ["dev"] }] }),
);
const place = { cluster: fc.constantFrom("c1", "c2"), name: fc.constantFrom("a", "b", "c") };
const identity = ({ cluster, name }: { cluster: string; name: string }) => `${cluster}/${name}`;
const locations = fc.uniqueArray(
  fc.record({ ...place, labels, instanceSelector: fc.option(selector, { nil: undefined }) }),
  { selector: identity, maxLength: 6 },
);
const targets = fc.uniqueArray(fc.record({ ...place, uid: fc.uuid(), labels }), {
  selector: identity,
  maxLength: 6,
});

test("destinations through the index are those of the definition, in order", () => {
  fc.assert(
    fc.property(fc.array(selector, { maxLength: 2 }), locations, targets, (selectors, ls, ts) => {
      assert.equal(indexed(selectors, ls, ts), defined(selectors, ls, ts));
    }),
    { seed: 6, numRuns: 500 },
  );
});

const inventory = ["f", "g"].map((edge) => ({
  target: { cluster: "imw", name: `sync-target-${edge}`, uid: `U${edge}`, labels: { id: edge } },
  location: {
    cluster: "imw",
    name: `location-${edge}`,
    labels: { env: "prod", ...(edge === "g" && { extended: "si" }) },
    instanceSelector: { matchLabels: { id: edge } },
  },
}));
const seedLocations = inventory.map(({ location }) => location);
const seedTargets = inventory.map(({ target }) => target);

test("the seed's common placement goes to florin and guilder, its special one to guilder", () => {
  const names = (matchLabels: Labels) =>
    indexed([{ matchLabels }], seedLocations, seedTargets).map((to) => to.syncTargetName);
  assert.equal(names({ env: "prod" }), ["sync-target-f", "sync-target-g"]);
  assert.equal(names({ env: "prod", extended: "si" }), ["sync-target-g"]);
});

test("a SyncTarget chosen by two Locations is two destinations", () => {
  const targets = [{ name: "t", uid: "u" }];
  const both = destinationsOf([{ cluster: "c", name: "b", targets }, { cluster: "c", name: "a", targets }]);
  assert.equal(both.map((to) => to.locationName), ["a", "b"]);
});

test("slices are compared as sets", () => {
  const [a, b] = destinationsOf([{
    cluster: "c",
    name: "l",
    targets: [{ name: "a", uid: "1" }, { name: "b", uid: "2" }],
  }]);
  assert.ok(sameDestinations([a!, b!], [b!, a!, b!]));
  assert.not.ok(sameDestinations([a!, b!], [a!]));
  assert.not.ok(sameDestinations([a!], [{ ...a!, syncTargetUID: "new" }]));
});

test.run();
