/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { customResourceDefinitions, namespaces } from "../../src/kube/core_api.ts";
import type { EdgePlacementSpec, NonNamespacedObjects } from "../../src/kube/edge_api.ts";
import { factOf, type ObjectFact } from "../../src/kube/facts.ts";
import { apiBindings, apiExports } from "../../src/kube/kcp_api.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import { matches } from "../../src/kube/selector.ts";
import { namespaceMatches, objectMatches, resolveWhat } from "../../src/placement/what.ts";

const fact = (gvr: Gvr, name: string, labels: Record<string, string> = {}): ObjectFact =>
  factOf(gvr, { apiVersion: "v1", kind: "X", metadata: { name, labels } });
const member = (extra: Partial<NonNamespacedObjects>): EdgePlacementSpec => ({
  nonNamespacedObjects: [{ apiGroup: "apis.kcp.io", resources: ["apibindings"], ...extra }],
});

test("no namespaceSelector selects every namespace, an invalid one none", () => {
  assert.ok(namespaceMatches({}, { labels: {} }));
  const namespaceSelector = { matchExpressions: [{ key: "a", operator: "In" as const, values: [] }] };
  assert.not.ok(namespaceMatches({ namespaceSelector }, { labels: {} }));
});

const members: [string, Partial<NonNamespacedObjects>, boolean][] = [
  ["by its name", { resourceNames: ["bind-kube"] }, true],
  ["by a star", { resourceNames: ["*"] }, true],
  ["by a star among names", { resourceNames: ["x", "*"] }, true],
  ["by a star for the resource", { resources: ["*"], resourceNames: ["bind-kube"] }, true],
  ["by the empty selector", { labelSelectors: [{}] }, true],
  ["by a selector beside an invalid one", {
    labelSelectors: [{ matchExpressions: [{ key: "", operator: "Exists" }] }, { matchLabels: { a: "1" } }],
  }, true],
  ["not without names and selectors", {}, false],
  ["not with empty lists", { resourceNames: [], labelSelectors: [] }, false],
  ["not without resources", { resources: [], resourceNames: ["*"] }, false],
  ["not in another group", { apiGroup: undefined, resourceNames: ["*"] }, false],
  ["not under a star for the group", { apiGroup: "*", resourceNames: ["*"] }, false],
];

for (const [how, extra, expected] of members) {
  test(`an object is selected ${how}`, () => {
    assert.is(objectMatches(member(extra), fact(apiBindings, "bind-kube", { a: "1" })), expected);
  });
}

test("a resource that is not for edges is never selected", () => {
  assert.not.ok(objectMatches(member({ resources: ["*"], resourceNames: ["*"] }), fact(apiExports, "e")));
});

test("a Namespace that is named but not selected is no part, and one that is both comes as an object", () => {
  const spec: EdgePlacementSpec = {
    namespaceSelector: { matchLabels: { common: "si" } },
    nonNamespacedObjects: [{ resources: ["namespaces"], resourceNames: ["one", "two"] }],
  };
  const spaces = [
    fact(namespaces, "two"),
    fact(namespaces, "three", { common: "si" }),
    fact(namespaces, "one", { common: "si" }),
  ];
  assert.equal(resolveWhat(spec, spaces), {
    namespaces: [{ name: "one", includeNamespaceObject: true }, {
      name: "three",
      includeNamespaceObject: false,
    }],
    clusterScoped: [],
    upsync: [],
  });
});

test("what is being deleted is no part, and upsync is carried as written", () => {
  const upsync = [{
    apiGroup: "group1.test",
    resources: ["sprockets"],
    namespaces: ["orbital"],
    names: ["William", "*"],
  }];
  const gone = { ...fact(apiBindings, "b"), deleting: true };
  assert.equal(resolveWhat({ upsync, ...member({ resourceNames: ["*"] }) }, [gone]).clusterScoped, []);
  assert.is(resolveWhat({ upsync }, []).upsync, upsync);
});

/** Section 1.2 word for word. */
function slowIsMember(
  { apiGroup, resources, resourceNames, labelSelectors }: NonNamespacedObjects,
  object: ObjectFact,
): boolean {
  if ((apiGroup === undefined ? "" : apiGroup) !== object.gvr.group) return false;
  if (!resources.some((resource) => resource === "*" || resource === object.gvr.resource)) return false;
  for (const name of resourceNames ?? []) if (name === "*" || name === object.name) return true;
  for (const selector of labelSelectors ?? []) if (matches(selector, object.labels)) return true;
  return false;
}

const names = fc.array(fc.constantFrom("a", "b", "*"), { maxLength: 2 });
const labels = fc.dictionary(fc.constant("k"), fc.constantFrom("1", "2"));
const anyMember: fc.Arbitrary<NonNamespacedObjects> = fc.record({
  apiGroup: fc.constantFrom(undefined, "", "apis.kcp.io", "apiextensions.k8s.io"),
  resources: fc.array(fc.constantFrom("apibindings", "customresourcedefinitions", "namespaces", "*"), {
    maxLength: 2,
  }),
  resourceNames: names,
  labelSelectors: fc.array(fc.record({ matchLabels: labels }), { maxLength: 2 }),
}, { requiredKeys: ["resources"] });
const anyFact = fc.tuple(
  fc.constantFrom(apiBindings, customResourceDefinitions, namespaces),
  fc.constantFrom("a", "b"),
  labels,
)
  .map(([gvr, name, map]) => fact(gvr, name, map));

test("selected objects are those of the definition, whatever the order", () => {
  const isSame = (a: ObjectFact) => `${a.gvr.resource}/${a.name}`;
  fc.assert(
    fc.property(
      fc.array(anyMember, { maxLength: 3 }),
      fc.uniqueArray(anyFact, { selector: isSame }),
      (list, facts) => {
        const what = resolveWhat({ nonNamespacedObjects: list }, facts);
        const expected = facts.filter((one) =>
          one.gvr !== namespaces && list.some((each) => slowIsMember(each, one))
        );
        assert.equal(
          what.clusterScoped.map(({ gvr, name }) => `${gvr.resource}/${name}`),
          expected.map(isSame).sort(),
        );
        assert.equal(resolveWhat({ nonNamespacedObjects: list }, [...facts].reverse()), what);
        for (const { name, includeNamespaceObject } of what.namespaces) {
          const space = facts.find((one) => one.gvr === namespaces && one.name === name)!;
          assert.is(includeNamespaceObject, list.some((each) => slowIsMember(each, space)));
        }
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

test.run();
