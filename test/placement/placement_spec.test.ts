import { test } from "uvu";
import * as assert from "uvu/assert";
import { placementSpec } from "../../src/placement/placement_spec.ts";

test("a spec is read as it stands, and no spec is an empty one", () => {
  const spec = {
    locationSelectors: [{ matchLabels: { env: "prod" } }],
    namespaceSelector: {},
    nonNamespacedObjects: [{ resources: ["*"], resourceNames: null }],
    upsync: [{ apiGroup: "a.b", resources: ["cogs"], names: [] }],
  };
  assert.is(placementSpec(spec), spec);
  assert.equal([placementSpec(undefined), placementSpec(null)], [{}, {}]);
});

test("a field of a wrong type is named, and nothing of the rest is believed", () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    ["all", "spec:"],
    [[], "spec:"],
    [{ locationSelectors: "prod" }, "spec.locationSelectors:"],
    [{ locationSelectors: [null] }, "spec.locationSelectors[0]:"],
    [{ namespaceSelector: "" }, "spec.namespaceSelector:"],
    [{ nonNamespacedObjects: [{ resources: 7 }] }, "spec.nonNamespacedObjects[0].resources:"],
    [{ nonNamespacedObjects: [{ labelSelectors: [0] }] }, "spec.nonNamespacedObjects[0].labelSelectors[0]:"],
    [{ upsync: [{ names: [{}] }] }, "spec.upsync[0].names[0]:"],
  ];
  for (const [spec, field] of wrong) {
    assert.throws(
      () => placementSpec(spec),
      (error: Error) => error.message.startsWith(`Cannot read ${field}`),
    );
  }
});

test.run();
