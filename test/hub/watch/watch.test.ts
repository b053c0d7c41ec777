/** Watches, case by case (API concepts, "Efficient detection of changes"). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import {
  addCluster,
  configMaps,
  createTestHub,
  inDefault,
  named,
  namespaces,
  record,
  silentLog,
  testKinds,
  widgets,
} from "../test_hub.ts";

const withLabel = (name: string, app: string) => ({ metadata: { name, labels: { app } } });

function withTwo() {
  const hub = createTestHub();
  hub.ask("create", configMaps, inDefault({ body: withLabel("a", "x") }));
  hub.ask("create", configMaps, inDefault({ body: withLabel("b", "y") }));
  const relabel = (name: string, app: string) =>
    hub.ask("update", configMaps, inDefault({ name, body: withLabel(name, app) }));
  return { ...hub, relabel };
}

test("a watch without a version begins with the state, one from a version with what followed", () => {
  const { hub, ask } = withTwo();
  const fresh = record(hub, configMaps);
  const resumed = record(hub, configMaps, { resourceVersion: "2" });
  ask("delete", configMaps, inDefault({ name: "a" }));
  assert.equal(fresh.lines, ["ADDED a 2", "ADDED b 3", "DELETED a 4"]);
  assert.equal(resumed.lines, ["ADDED b 3", "DELETED a 4"]);
});

test("a stopped watch is told nothing more, and closed is not called", () => {
  const { hub, relabel } = withTwo();
  const watch = record(hub, configMaps, { resourceVersion: "3" });
  watch.handle.stop();
  watch.handle.stop();
  relabel("a", "z");
  assert.equal([watch.lines, watch.closed], [[], []]);
});

test("an object that enters the selector is ADDED, one that leaves it is DELETED as it was", () => {
  const { hub, relabel, ask } = withTwo();
  const watch = record(hub, configMaps, { labelSelector: "app=x", resourceVersion: "3" });
  relabel("b", "x");
  relabel("a", "z");
  relabel("a", "zz");
  ask("delete", configMaps, inDefault({ name: "a" }));
  ask("delete", configMaps, inDefault({ name: "b" }));
  assert.equal(watch.lines, ["ADDED b 4", "DELETED a 5", "DELETED b 8"]);
  assert.equal(watch.events[1]!.object.metadata.labels, { app: "x" });
});

test("a watch of one name, one namespace or one cluster is told of nothing else", () => {
  const { hub, ask } = createTestHub({ profile: "workspaces" });
  addCluster(hub, "c2", "root:two");
  ask("create", namespaces, { cluster: "c2", body: named("default") });
  ask("create", namespaces, { body: named("other") });
  const here = record(hub, configMaps);
  const inOther = record(hub, configMaps, {}, { namespace: "other" });
  const onlyA = record(hub, configMaps, { fieldSelector: "metadata.name=a" });
  const everywhere = record(hub, configMaps, {}, { cluster: "*" });
  ask("create", configMaps, { namespace: "other", body: named("a") });
  ask("create", configMaps, { namespace: "default", body: named("b") });
  ask("create", configMaps, { cluster: "root:two", namespace: "default", body: named("a") });
  const names = (watch: { lines: readonly string[] }) =>
    watch.lines.map((line) => line.split(" ")[1]).join("");
  assert.equal([here, inOther, onlyA, everywhere].map(names), ["ab", "a", "a", "aba"]);
  const clusters = everywhere.events.map(({ object }) => object.metadata.annotations?.["kcp.io/cluster"]);
  assert.equal(clusters, ["root", "root", "c2"]);
});

test("initial events end with a marked bookmark", () => {
  const { hub } = withTwo();
  const query = {
    sendInitialEvents: "true",
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: "true",
  };
  const watch = record(hub, configMaps, query);
  assert.is(watch.lines.length, 3);
  const { type, object } = watch.events[2]!;
  assert.equal([type, object.kind, object.metadata.resourceVersion], ["BOOKMARK", "ConfigMap", "3"]);
  assert.equal(object.metadata.annotations, { "k8s.io/initial-events-end": "true" });
});

test("without initial events a watch begins now", () => {
  const { hub, relabel } = withTwo();
  const query = { sendInitialEvents: "false", resourceVersionMatch: "NotOlderThan" };
  const watch = record(hub, configMaps, query);
  relabel("a", "z");
  assert.equal(watch.lines, ["MODIFIED a 4"]);
});

test("bookmarks come every minute to those who want them, and only while somebody does", () => {
  const { hub, clock } = withTwo();
  const watch = record(hub, widgets, { allowWatchBookmarks: "true" });
  record(hub, widgets).handle.stop();
  clock.advance(120_000);
  assert.equal(watch.events.map(({ type, object }) => `${type} ${object.metadata.resourceVersion}`), [
    "BOOKMARK 3",
    "BOOKMARK 3",
  ]);
  watch.handle.stop();
  assert.is(clock.next(), undefined);
});

test("timeoutSeconds ends a watch without an error", () => {
  const { hub, clock, relabel } = withTwo();
  const watch = record(hub, configMaps, { timeoutSeconds: "5", resourceVersion: "3" });
  clock.advance(5000);
  relabel("a", "z");
  assert.equal([watch.lines, watch.closed], [[], [null]]);
});

test("a watch from before compaction is told that it is expired", () => {
  const { hub, relabel } = withTwo();
  relabel("a", "z");
  hub.compact(3);
  const { closed, lines } = record(hub, configMaps, { resourceVersion: "2" });
  assert.equal([lines, closed.map((error) => `${error?.status} ${error?.reason}`)], [[], ["410 Expired"]]);
  assert.equal(record(hub, configMaps, { resourceVersion: "3" }).lines, ["MODIFIED a 4"]);
});

const refusals: readonly (readonly [Record<string, string>, string])[] = [
  [{ resourceVersion: "99" }, "504 Timeout"],
  [{ resourceVersion: "x" }, "400 BadRequest"],
  [{ labelSelector: "a b" }, "400 BadRequest"],
  [{ timeoutSeconds: "soon" }, "400 BadRequest"],
  [{ sendInitialEvents: "true" }, "422 Invalid"],
  [{ resourceVersion: "1", resourceVersionMatch: "NotOlderThan" }, "422 Invalid"],
];
for (const [query, expected] of refusals) {
  test(`a watch with ${JSON.stringify(query)} is refused`, () => {
    const { hub } = withTwo();
    const { closed, lines } = record(hub, configMaps, query);
    assert.equal([lines, closed.map((error) => `${error?.status} ${error?.reason}`)], [[], [expected]]);
  });
}

test("who may not watch is refused before anything is told", () => {
  const { hub } = withTwo();
  const closed: (string | undefined)[] = [];
  const stranger = { user: "eve", groups: [] };
  const sink = {
    event: () => assert.unreachable(),
    closed: (error: Error | null) => closed.push(error?.message),
  };
  hub.watch({ cluster: "", resource: configMaps, namespace: "default" }, stranger, sink);
  assert.equal(closed, [
    'configmaps is forbidden: User "eve" cannot watch resource "configmaps" in API group "" ' +
    'in the namespace "default"',
  ]);
});

test("a sink that writes sees its own change after the one it was told of, and so does everybody", () => {
  const { hub, ask } = withTwo();
  const orders: string[][] = [[], []];
  const listen = (order: string[], act: (name: string) => void) =>
    hub.watch({ cluster: "", resource: configMaps, query: { resourceVersion: "3" } }, masterCaller, {
      event: ({ object }) => {
        order.push(object.metadata.name);
        act(object.metadata.name);
      },
      closed: () => assert.unreachable(),
    });
  listen(orders[0]!, (name) => {
    if (name.length < 4) ask("create", configMaps, inDefault({ body: named(`${name}c`) }));
  });
  listen(orders[1]!, () => {});
  ask("create", configMaps, inDefault({ body: named("c") }));
  assert.equal(orders, [["c", "cc", "ccc", "cccc"], ["c", "cc", "ccc", "cccc"]]);
});

test("a sink that throws loses its watch and harms nobody", () => {
  const { hub, ask } = createTestHub({ log: silentLog });
  let told = 0;
  const sink = {
    event: () => {
      told++;
      throw new Error("broken");
    },
    closed: () => {},
  };
  hub.watch({ cluster: "", resource: configMaps }, masterCaller, sink);
  const other = record(hub, configMaps);
  for (const name of ["a", "b"]) ask("create", configMaps, inDefault({ body: named(name) }));
  assert.equal([told, other.lines.length], [1, 2]);
});

test("watches of a kind that is withdrawn end, others go on", () => {
  const { hub } = createTestHub();
  const gadget = { ...testKinds[3]!, kind: "Gadget", resource: "gadgets", singular: "gadget" };
  hub.catalog.provide("", "crd/gadgets.example.com", [gadget]);
  const gadgets = record(hub, gadget);
  const other = record(hub, widgets);
  hub.catalog.provide("", "crd/gadgets.example.com", []);
  assert.equal([gadgets.closed, other.closed], [[null], []]);
});

test("closing the hub ends every watch", () => {
  const { hub } = createTestHub();
  const watches = [record(hub, configMaps), record(hub, widgets, { allowWatchBookmarks: "true" })];
  hub.close();
  hub.close();
  assert.equal(watches.map(({ closed }) => closed), [[null], [null]]);
});

test("a watch opened while changes are being told has none of them twice", () => {
  const { hub, ask } = withTwo();
  const opened: { lines: readonly string[] }[] = [];
  const sink = {
    event: ({ object }: { object: { metadata: { name: string } } }) => {
      if (object.metadata.name !== "c") return;
      ask("create", configMaps, inDefault({ body: named("d") }));
      opened.push(record(hub, configMaps, { resourceVersion: "3" }), record(hub, configMaps));
    },
    closed: () => assert.unreachable(),
  };
  hub.watch({ cluster: "", resource: configMaps, query: { resourceVersion: "3" } }, masterCaller, sink);
  ask("create", configMaps, inDefault({ body: named("c") }));
  assert.equal(opened.map(({ lines }) => lines), [
    ["ADDED c 4", "ADDED d 5"],
    ["ADDED a 2", "ADDED b 3", "ADDED c 4", "ADDED d 5"],
  ]);
});

test("who has seen what a power cut may have undone must list again, and nobody else", () => {
  const store = createMemoryStore();
  const load = () => ({ ...createMemoryStore().load(), knownRevision: 3, lastRevision: 10 });
  const { hub } = createTestHub({ store: Object.assign(store, { load }) });
  const refusal = (resourceVersion: string) => record(hub, configMaps, { resourceVersion }).closed.join();
  assert.equal(["3", "10"].map(refusal), ["", ""]);
  for (const lost of ["4", "9"]) assert.match(refusal(lost), /too old/);
});

test.run();
