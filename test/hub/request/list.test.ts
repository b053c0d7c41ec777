/** The verbs get and list: selectors, chunks, versions. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KubeList } from "../../../src/kube/object.ts";
import { addCluster, configMaps, createTestHub, inDefault, named, namespaces } from "../test_hub.ts";

const names = ({ items }: KubeList) => items.map(({ metadata }) => metadata.name);

function withNames(all: readonly string[]) {
  const hub = createTestHub();
  for (const name of all) {
    const labels = { first: name[0]! };
    hub.ask("create", configMaps, inDefault({ body: { metadata: { name, labels } } }));
  }
  return hub;
}

test("a list is sorted, typed, and of one revision", () => {
  const { list, hub } = withNames(["b", "a"]);
  const answer = list(configMaps);
  assert.equal([answer.apiVersion, answer.kind], ["v1", "ConfigMapList"]);
  assert.is(answer.metadata.resourceVersion, String(hub.revision()));
  assert.equal(names(answer), ["a", "b"]);
  assert.equal([answer.items[0]!.apiVersion, answer.items[0]!.kind], ["v1", "ConfigMap"]);
});

const selectors: readonly (readonly [Record<string, string>, string])[] = [
  [{ labelSelector: "first=a" }, "a ab"],
  [{ labelSelector: "first!=a" }, "b"],
  [{ labelSelector: "first in (b,c)" }, "b"],
  [{ fieldSelector: "metadata.name=ab" }, "ab"],
  [{ fieldSelector: "metadata.name!=ab" }, "a b"],
  [{ fieldSelector: "metadata.namespace=default", labelSelector: "first=b" }, "b"],
  [{ fieldSelector: "metadata.name=nobody" }, ""],
];
for (const [query, expected] of selectors) {
  test(`list by ${JSON.stringify(query)} gives ${expected || "nothing"}`, () => {
    const { list } = withNames(["a", "ab", "b"]);
    assert.is(names(list(configMaps, { query })).join(" "), expected);
  });
}

test("selectors that cannot be read, or name an unknown field, are refused", () => {
  const { refused } = createTestHub();
  const wrong: readonly Record<string, string>[] = [
    { labelSelector: "a b" },
    { fieldSelector: "data.x=1" },
    { fieldSelector: "x" },
  ];
  for (const query of wrong) {
    assert.is(refused("list", configMaps, { query }).status, 400);
  }
  assert.is(refused("list", namespaces, { query: { fieldSelector: "metadata.namespace=x" } }).status, 400);
});

test("a kind says by which fields it can be selected", () => {
  const { list } = createTestHub();
  assert.is(names(list(namespaces, { query: { fieldSelector: "status.phase=Active" } })).length, 1);
  assert.is(names(list(namespaces, { query: { fieldSelector: "status.phase!=Active" } })).length, 0);
});

test("chunks together are one consistent list, whatever is written meanwhile", () => {
  const { list, ask } = withNames(["a", "b", "c", "d", "e"]);
  const first = list(configMaps, { query: { limit: "2" } });
  assert.is(first.metadata.remainingItemCount, 3);
  ask("delete", configMaps, inDefault({ name: "d" }));
  ask("create", configMaps, inDefault({ body: named("bb") }));
  const second = list(configMaps, { query: { limit: "2", continue: first.metadata.continue! } });
  const third = list(configMaps, { query: { limit: "2", continue: second.metadata.continue! } });
  assert.equal([first, second, third].map(names), [["a", "b"], ["c", "d"], ["e"]]);
  assert.is(third.metadata.continue, undefined);
  assert.is(third.metadata.resourceVersion, first.metadata.resourceVersion);
});

test("a limited list with a selector counts only what matches", () => {
  const { list } = withNames(["a", "b", "ba", "c", "bb"]);
  const query = { limit: "2", labelSelector: "first=b" };
  const first = list(configMaps, { query });
  assert.is(first.metadata.remainingItemCount, undefined);
  const rest = list(configMaps, { query: { ...query, continue: first.metadata.continue! } });
  assert.equal([...names(first), ...names(rest)], ["b", "ba", "bb"]);
});

test("after compaction the next chunk is expired", () => {
  const { list, refused, hub, ask } = withNames(["a", "b", "c"]);
  const first = list(configMaps, { query: { limit: "1" } });
  ask("create", configMaps, inDefault({ body: named("d") }));
  hub.compact(hub.revision());
  const error = refused("list", configMaps, { query: { limit: "1", continue: first.metadata.continue! } });
  assert.equal([error.status, error.reason], [410, "Expired"]);
});

test("a continue token of somebody else is refused", () => {
  const { refused } = createTestHub();
  for (const token of ["nonsense", "e30", btoa('{"v":"meta.k8s.io/v1","rv":1,"start":"x"}')]) {
    assert.is(refused("list", configMaps, { query: { continue: token } }).status, 400, token);
  }
});

// API concepts, table "resourceVersion for list": rv 3 is after a, rv 4 after b.
const versions: readonly (readonly [Record<string, string>, string])[] = [
  [{}, "a b c"],
  [{ resourceVersion: "0" }, "a b c"],
  [{ resourceVersion: "2" }, "a b c"],
  [{ resourceVersion: "2", resourceVersionMatch: "NotOlderThan" }, "a b c"],
  [{ resourceVersion: "2", resourceVersionMatch: "Exact" }, "a"],
  [{ resourceVersion: "3", resourceVersionMatch: "Exact" }, "a b"],
  [{ resourceVersion: "3", limit: "9" }, "a b"],
  [{ resourceVersion: "99" }, "504 Timeout"],
  [{ resourceVersion: "x" }, "400 BadRequest"],
  [{ resourceVersionMatch: "Exact" }, "422 Invalid"],
  [{ resourceVersion: "0", resourceVersionMatch: "Exact" }, "422 Invalid"],
  [{ resourceVersion: "1", resourceVersionMatch: "Sometimes" }, "422 Invalid"],
];
for (const [query, expected] of versions) {
  test(`list with ${JSON.stringify(query)} is ${expected}`, () => {
    const { list, refused } = withNames(["a", "b", "c"]);
    if (!/^\d/.test(expected)) return assert.is(names(list(configMaps, { query })).join(" "), expected);
    const { status, reason } = refused("list", configMaps, { query });
    assert.is(`${status} ${reason}`, expected);
  });
}

test("a version from the future is a time-out that says so", () => {
  const { refused } = createTestHub();
  const error = refused("get", configMaps, inDefault({ name: "a", query: { resourceVersion: "99" } }));
  assert.is(error.details.causes?.[0]?.reason, "ResourceVersionTooLarge");
  assert.is(error.details.retryAfterSeconds, 1);
});

test("an exact list of a compacted version is expired", () => {
  const { refused, hub } = withNames(["a", "b"]);
  hub.compact(3);
  const query = { resourceVersion: "2", resourceVersionMatch: "Exact" };
  assert.is(refused("list", configMaps, { query }).reason, "Expired");
});

test("a list across clusters tells where each object is", () => {
  const { hub, ask, list } = createTestHub({ profile: "workspaces" });
  addCluster(hub, "c2", "root:two");
  ask("create", namespaces, { cluster: "root:two", body: named("only-here") });
  const all = list(namespaces, { cluster: "*" }).items.map(({ metadata }) =>
    `${metadata.annotations?.["kcp.io/cluster"]} ${metadata.name}`
  );
  assert.equal(all, ["c2 only-here", "root default"]);
  assert.equal(names(list(namespaces, { cluster: "c2" })), ["only-here"]);
});

test.run();
