/** The hub as a whole: restart, controllers inside it, compare-and-swap. @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMemoryStore } from "../../src/adapters/memory/memory_store.ts";
import {
  addCluster,
  configMaps,
  createTestHub,
  inDefault,
  named,
  namespaces,
  record,
  silentLog,
} from "./test_hub.ts";

test("after a restart everything is as it was, and watches resume where they were", () => {
  const store = createMemoryStore();
  const before = createTestHub({ store, profile: "workspaces" });
  addCluster(before.hub, "c2", "root:two");
  before.ask("create", configMaps, inDefault({ body: named("a") }));
  const version = String(before.hub.revision());
  before.ask("create", configMaps, inDefault({ body: named("b") }));
  const listed = before.list(configMaps);
  before.hub.close();
  const after = createTestHub({ store, profile: "workspaces" });
  assert.equal(after.list(configMaps), listed);
  assert.is(after.hub.resolveCluster("root:two"), "c2");
  const { lines } = record(after.hub, configMaps, { resourceVersion: version });
  assert.equal(lines, [`ADDED b ${listed.metadata.resourceVersion}`]);
});

test("observers are told every change after it is stored, in order, and never inside their own write", () => {
  const { hub, ask } = createTestHub();
  const told: string[] = [];
  let depth = 0;
  hub.objects.observe("*", ({ type, object, previous }) => {
    assert.is(depth++, 0);
    told.push(`${type} ${object.metadata.name} ${previous === undefined ? "new" : "known"}`);
    const isFirst = object.metadata.name === "a" && type === "ADDED";
    if (isFirst) hub.objects.create({ cluster: "", resource: configMaps, namespace: "default" }, named("b"));
    depth--;
  });
  ask("create", configMaps, inDefault({ body: named("a") }));
  ask("delete", configMaps, inDefault({ name: "a" }));
  assert.equal(told, ["ADDED a new", "ADDED b new", "DELETED a known"]);
});

test("an observer that throws is logged and harms nobody", () => {
  const { hub, ask } = createTestHub({ log: silentLog });
  let told = 0;
  hub.objects.observe(configMaps, () => {
    throw new Error("broken");
  });
  const second = hub.objects.observe(configMaps, () => told++);
  ask("create", configMaps, inDefault({ body: named("a") }));
  second.stop();
  ask("create", configMaps, inDefault({ body: named("b") }));
  assert.is(told, 1);
});

test("controllers may write where clients may not", () => {
  const { hub, ask } = createTestHub();
  ask("delete", namespaces, { name: "default" });
  const address = { cluster: "", resource: configMaps, namespace: "default" };
  assert.ok(hub.objects.create(address, named("late")).ok);
  const other = createTestHub({ profile: "workspaces" });
  const nowhere = { cluster: "not-yet", resource: namespaces };
  assert.ok(other.hub.objects.create(nowhere, named("n")).ok);
});

test("of writers with the same version exactly one wins, and versions only grow (S6)", () => {
  const writes = fc.array(fc.record({ seen: fc.nat(9), value: fc.nat(3) }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(writes, (history) => {
      const { hub, ask } = createTestHub();
      const versions = [ask("create", configMaps, inDefault({ body: named("a", { data: { v: "0" } }) }))];
      for (const { seen, value } of history) {
        const base = versions[Math.max(0, versions.length - 1 - seen)]!;
        const body = { ...base, data: { v: String(value) } };
        const current = versions.at(-1)!;
        const answer = hub.objects.update(
          { cluster: "", resource: configMaps, ...inDefault(), name: "a" },
          body,
        );
        assert.is(answer.ok, base === current, "a stale version was stored or a current one refused");
        if (!answer.ok) continue;
        const isSame = JSON.stringify(body["data"]) === JSON.stringify(current["data"]);
        const [before, after] = [current, answer.body].map(({ metadata }) =>
          Number(metadata.resourceVersion)
        );
        assert.ok(isSame ? after === before : after! > before!);
        if (!isSame) versions.push(answer.body);
      }
    }),
    { seed: 4, numRuns: 100 },
  );
});

test("a fault of ours is answered with 500 and logged, not thrown", () => {
  const store = createMemoryStore();
  const { hub, refused } = createTestHub({ store, log: silentLog });
  store.append = () => {
    throw new Error("disk full");
  };
  const before = hub.revision();
  const error = refused("create", configMaps, inDefault({ body: named("a") }));
  assert.equal([error.status, error.reason], [500, "InternalError"]);
  assert.not(error.message.includes("disk full"));
  assert.is(hub.revision(), before);
  assert.is(hub.objects.get({ cluster: "", resource: configMaps, ...inDefault(), name: "a" }), undefined);
});

test.run();
