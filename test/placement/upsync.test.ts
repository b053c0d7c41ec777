/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mayUpsync, upsyncKey, upsyncMatches } from "../../src/placement/upsync.ts";

const terms = [
  {
    apiGroup: "group1.test",
    resources: ["sprockets", "flanges"],
    namespaces: ["orbital"],
    names: ["george", "cosmo"],
  },
  { apiGroup: "group2.test", resources: ["cogs"], names: ["William"] },
  { apiGroup: "group3.test", resources: ["*"], namespaces: ["x", "*"], names: ["*"] },
  { resources: ["pods"], namespaces: ["*"], names: [] },
];
const cases: [group: string, resource: string, namespace: string, name: string, boolean][] = [
  ["group1.test", "sprockets", "orbital", "george", true],
  ["group1.test", "flanges", "orbital", "cosmo", true],
  ["group1.test", "flanges", "other", "cosmo", false],
  ["group1.test", "flanges", "orbital", "other", false],
  ["group1.test", "widgets", "orbital", "george", false],
  ["group1.test", "sprockets", "", "george", true],
  ["group2.test", "cogs", "", "William", true],
  ["group2.test", "cogs", "", "william", false],
  ["group2.test", "cogs", "ns", "William", false],
  ["group3.test", "anything", "anywhere", "any", true],
  ["group3.test", "anything", "", "any", true],
  ["", "pods", "ns", "p", false],
  ["group4.test", "sprockets", "orbital", "george", false],
];

for (const [group, resource, namespace, name, expected] of cases) {
  test(`${resource}.${group} ${namespace}/${name} is ${expected ? "" : "not "}upsynced`, () => {
    assert.is(upsyncMatches(terms, { group, resource, namespace, name }), expected);
  });
}

test("S11: an edge sends up neither what would act in its mailbox, nor the inert form of it", () => {
  const sent = [["", "pods"], ["", "namespaces"], ["", "serviceaccounts"], [
    "core.denatured.edge.kcp.io",
    "serviceaccounts",
  ], [
    "rbac.authorization.k8s.io.denatured.edge.kcp.io",
    "roles",
  ], ["apiextensions.k8s.io", "customresourcedefinitions"]].filter(([group = "", resource = ""]) =>
    mayUpsync({ group, resource })
  );
  assert.equal(sent.map(([, resource]) => resource), ["pods", "namespaces"]);
});

test("no terms have nothing", () => {
  assert.not.ok(upsyncMatches(undefined, { group: "", resource: "pods", namespace: "", name: "p" }));
});

test("terms are equal when they are written alike", () => {
  assert.is(
    upsyncKey({ apiGroup: "", resources: ["a"], names: [] }),
    upsyncKey({ resources: ["a"], namespaces: [] }),
  );
  assert.is.not(upsyncKey({ resources: ["a", "b"] }), upsyncKey({ resources: ["b", "a"] }));
  assert.is.not(
    upsyncKey({ resources: ["a"], names: ["x"] }),
    upsyncKey({ resources: ["a"], namespaces: ["x"] }),
  );
});

test.run();
