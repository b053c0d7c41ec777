/** Storage against a slow, obvious model: snapshots at every revision, compaction, restart. @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMemoryStore } from "../../../src/adapters/memory/memory_store.ts";
import { VirtualClock } from "../../../src/adapters/memory/virtual_clock.ts";
import { Storage } from "../../../src/hub/storage/storage.ts";
import type { KubeObject } from "../../../src/kube/object.ts";

interface Step {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly act: "put" | "remove" | "compact" | "restart";
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    cluster: fc.constantFrom("c1", "c2"),
    namespace: fc.constantFrom("", "n1", "n2"),
    name: fc.constantFrom("a", "a0", "b"),
    act: fc.constantFrom(
      "put" as const,
      "put" as const,
      "remove" as const,
      "compact" as const,
      "restart" as const,
    ),
  }),
  { maxLength: 60 },
);

const objectOf = (name: string): KubeObject => ({ apiVersion: "v1", kind: "X", metadata: { name } });
const pathOf = ({ cluster, namespace, name }: Step) => `${cluster}/${namespace}/${name}`;

/** Every state there was, by revision: path to resourceVersion. */
type Model = Map<number, ReadonlyMap<string, string>>;

function run(history: readonly Step[]): { storage: Storage; model: Model } {
  const store = createMemoryStore();
  const clock = new VirtualClock();
  let storage = new Storage(store, clock);
  const model: Model = new Map([[0, new Map()]]);
  for (const step of history) {
    const state = new Map(model.get(storage.revision));
    const key = {
      resource: "xs.example.com",
      cluster: step.cluster,
      namespace: step.namespace,
      name: step.name,
    };
    if (step.act === "put") state.set(pathOf(step), String(storage.revision + 1));
    if (step.act === "put") storage.commit([{ key, object: objectOf(step.name) }]);
    if (step.act === "remove" && state.delete(pathOf(step))) storage.commit([{ key, object: null }]);
    if (step.act === "compact") storage.compact(storage.revision - 2);
    if (step.act === "restart") storage = new Storage(store, clock);
    model.set(storage.revision, state);
  }
  return { storage, model };
}

function listed(storage: Storage, revision: number, cluster: string, after?: Step): string[] {
  const range = { cluster, revision, after };
  return [...storage.walk("xs.example.com", range)].map(({ metadata }) =>
    `${metadata.name}@${metadata.resourceVersion}`
  );
}

function expected(state: ReadonlyMap<string, string>, cluster: string, after?: string): string[] {
  const paths = [...state.keys()].filter((path) => cluster === "*" || path.startsWith(`${cluster}/`)).sort();
  return paths.filter((path) => after === undefined || path > after)
    .map((path) => `${path.split("/")[2]}@${state.get(path)}`);
}

test("a list at any revision that is not compacted is the state there was", () => {
  fc.assert(
    fc.property(steps, (history) => {
      const { storage, model } = run(history);
      for (const [revision, state] of model) {
        if (revision < storage.oldestFor(0)) continue;
        for (const cluster of ["c1", "c2", "*"]) {
          assert.equal(listed(storage, revision, cluster), expected(state, cluster));
        }
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a walk goes on after any position, there or not", () => {
  fc.assert(
    fc.property(
      steps,
      fc.record({
        cluster: fc.constantFrom("c0", "c1", "c2"),
        namespace: fc.constantFrom("", "n1", "n11"),
        name: fc.constantFrom("", "a", "a1", "b"),
        act: fc.constant("put" as const),
      }),
      (history, after) => {
        const { storage, model } = run(history);
        const state = model.get(storage.revision)!;
        for (const cluster of ["c1", "c2", "*"]) {
          assert.equal(
            listed(storage, storage.revision, cluster, after),
            expected(state, cluster, pathOf(after)),
          );
        }
      },
    ),
    { seed: 2, numRuns: 300 },
  );
});

test("history is bounded by count and by age", () => {
  const clock = new VirtualClock();
  const storage = new Storage(createMemoryStore(), clock, { ageMs: 1000, changesMax: 10 });
  const put = () =>
    storage.commit([{
      key: { resource: "xs", cluster: "c", namespace: "", name: "a" },
      object: objectOf("a"),
    }]);
  for (let at = 0; at < 100; at++) put();
  assert.ok(storage.oldestFor(0) >= 89, String(storage.oldestFor(0)));
  assert.ok(storage.changesAfter("xs", storage.oldestFor(0)).length <= 10);
  const { revision } = storage;
  clock.advance(1000);
  put();
  clock.advance(1000);
  put();
  assert.ok(storage.oldestFor(0) >= revision, "what is older than two periods is gone");
});

test("a compacted store holds one version of each object, and nothing of what was removed", () => {
  const store = createMemoryStore();
  const storage = new Storage(store, new VirtualClock());
  const write = (name: string, object: KubeObject | null) =>
    storage.commit([{ key: { resource: "xs", cluster: "c", namespace: "", name }, object }]);
  for (let at = 0; at < 5; at++) write("kept", objectOf("kept"));
  write("gone", objectOf("gone"));
  write("gone", null);
  storage.compact(storage.revision);
  assert.equal([...store.load().versions].map(({ revision }) => revision), [5]);
  assert.is(new Storage(store, new VirtualClock()).revision, 7);
});

test("history stays bounded after a restart with more objects than changes are kept", () => {
  const store = createMemoryStore();
  const limits = { ageMs: 1e9, changesMax: 10 };
  const put = (storage: Storage, name: string) =>
    storage.commit([{ key: { resource: "xs", cluster: "c", namespace: "", name }, object: objectOf(name) }]);
  const first = new Storage(store, new VirtualClock(), limits);
  for (let at = 0; at < 50; at++) put(first, `n${at}`);
  const second = new Storage(store, new VirtualClock(), limits);
  for (let at = 0; at < 15; at++) put(second, "again");
  assert.ok(second.changesAfter("xs", second.oldestFor(0)).length <= 10);
});

test.run();
