/** What every object store must do; run once per adapter. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ObjectStore, ObjectVersion } from "../../src/ports/object_store.ts";

/** How to get a store, and how to get another view of the same data after it was closed. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  reopen(): ObjectStore;
  discard(): void;
}

export function version(revision: number, name: string, fields: object | null = {}): ObjectVersion {
  const object = fields === null ? null : {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, resourceVersion: String(revision) },
    ...fields,
  };
  return { revision, resource: "configmaps", cluster: "c1", namespace: "default", name, object };
}

export function testObjectStore(kind: string, create: () => StoreUnderTest): void {
  const contract = (name: string, body: (under: StoreUnderTest) => void) =>
    test(`${kind} store ${name}`, () => {
      const under = create();
      try {
        body(under);
      } finally {
        under.discard();
      }
    });

  contract("is empty when new", ({ store }) => {
    const { lastRevision, compactedRevision, versions } = store.load();
    assert.equal([lastRevision, compactedRevision, [...versions]], [0, 0, []]);
  });

  test(`${kind} store says when what was appended is on the disk, however many ask`, async () => {
    const { store, discard } = create();
    await store.flushed();
    store.load();
    store.append([version(1, "a")]);
    await Promise.all(Array.from({ length: 20 }, () => store.flushed()));
    discard();
  });

  contract("gives everything back in order after it was closed", ({ store, reopen }) => {
    store.load();
    const written = [version(1, "a"), version(2, "b", { data: { k: "ü\u0000" } }), version(3, "a", null)];
    store.append(written.slice(0, 2));
    store.append(written.slice(2));
    store.close();
    const state = reopen().load();
    assert.equal([...state.versions], written);
    assert.is(state.lastRevision, 3);
  });

  contract("keeps every digit of an int64", ({ store, reopen }) => {
    store.load();
    store.append([version(1, "a", { spec: { big: 9223372036854775807n } })]);
    store.close();
    assert.equal([...reopen().load().versions][0]!.object!["spec"], { big: 9223372036854775807n });
  });

  contract("keeps __proto__ as data", ({ store, reopen }) => {
    store.load();
    store.append([version(1, "a", { data: { ["__proto__"]: { polluted: true } } })]);
    store.close();
    const data = [...reopen().load().versions][0]!.object!["data"] as object;
    assert.ok(Object.hasOwn(data, "__proto__"));
    assert.is(({} as Record<string, unknown>)["polluted"], undefined);
  });

  contract("forgets what compaction dropped and never gives a revision out again", ({ store, reopen }) => {
    store.load();
    store.append([version(1, "a"), version(2, "a", { x: 1 }), version(3, "b"), version(4, "b", null)]);
    store.forget([1, 3, 4], 4);
    store.close();
    const state = reopen().load();
    assert.equal([...state.versions].map(({ revision }) => revision), [2]);
    assert.equal([state.lastRevision, state.compactedRevision], [4, 4]);
  });

  contract("keeps meta values", ({ store, reopen }) => {
    assert.is(store.readMeta("k"), undefined);
    store.writeMeta("k", "1");
    store.writeMeta("k", "2");
    store.close();
    assert.is(reopen().readMeta("k"), "2");
  });

  contract("may be closed twice", ({ store }) => {
    store.close();
    store.close();
  });
}
