/** The watch contract (S5) on random histories, against a plain replay of what was committed. @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Change } from "../../../src/hub/objects.ts";
import type { WatchEvent } from "../../../src/ports/cluster_api.ts";
import { configMaps, createTestHub, inDefault, record, type TestHub } from "../test_hub.ts";

interface Step {
  readonly act: "put" | "delete" | "watch";
  readonly name: string;
  readonly app: string;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    act: fc.constantFrom("put" as const, "put" as const, "delete" as const, "watch" as const),
    name: fc.constantFrom("a", "b", "c"),
    app: fc.constantFrom("x", "y"),
  }),
  { maxLength: 40 },
);

const queries: readonly Record<string, string>[] = [
  {},
  { labelSelector: "app=x" },
  { fieldSelector: "metadata.name=a" },
  { fieldSelector: "metadata.name!=a", labelSelector: "app!=y" },
];

/** The slow, obvious filter. */
function isWanted(query: Record<string, string>, object: Change["object"] | undefined): boolean {
  if (object === undefined) return false;
  const { name, labels } = object.metadata;
  const app = labels?.["app"];
  if (query["labelSelector"] === "app=x" && app !== "x") return false;
  if (query["labelSelector"] === "app!=y" && app === "y") return false;
  if (query["fieldSelector"] === "metadata.name=a" && name !== "a") return false;
  return query["fieldSelector"] !== "metadata.name!=a" || name !== "a";
}

function expectedEvents(history: readonly Change[], query: Record<string, string>, after: number): string[] {
  return history.filter(({ revision }) => revision > after).flatMap((change) => {
    const now = change.type !== "DELETED" && isWanted(query, change.object);
    const before = isWanted(query, change.previous);
    const type = now ? before ? "MODIFIED" : "ADDED" : "DELETED";
    return now || before ? [`${type} ${change.object.metadata.name} ${change.revision}`] : [];
  });
}

function perform({ ask, hub }: TestHub, { act, name, app }: Step): void {
  const exists =
    hub.objects.get({ cluster: "", resource: configMaps, namespace: "default", name }) !== undefined;
  const body = { metadata: { name, labels: { app } } };
  if (act === "put") ask(exists ? "update" : "create", configMaps, inDefault({ name, body }));
  if (act === "delete" && exists) ask("delete", configMaps, inDefault({ name }));
}

test("every watch tells exactly what matched, in order, once, from any version (Filter, Ordered, Unique, Reliable)", () => {
  fc.assert(
    fc.property(steps, (history) => {
      const hub = createTestHub();
      const committed: Change[] = [];
      hub.hub.objects.observe(configMaps, (change) => committed.push(change));
      const watches = history.flatMap((step) => {
        perform(hub, step);
        const from = hub.hub.revision();
        const open = (query: Record<string, string>) => ({
          query,
          from,
          ...record(hub.hub, configMaps, { ...query, resourceVersion: String(from) }),
        });
        return step.act === "watch" ? queries.map(open) : [];
      });
      for (const { query, from, lines } of watches) {
        assert.equal(lines, expectedEvents(committed, query, from));
      }
      for (const { revision } of committed) {
        for (const query of queries) {
          const late = record(hub.hub, configMaps, { ...query, resourceVersion: String(revision) });
          assert.equal(late.lines, expectedEvents(committed, query, revision), "a late watch differs");
        }
      }
    }),
    { seed: 5, numRuns: 150 },
  );
});

test("state plus events is the state (Resumable): a cache fed by any watch equals a list", () => {
  fc.assert(
    fc.property(steps, fc.nat(3), (history, which) => {
      const hub = createTestHub();
      const query = queries[which]!;
      const opened = history.flatMap((step) => {
        const watch = step.act === "watch" ? [record(hub.hub, configMaps, query)] : [];
        perform(hub, step);
        return watch;
      });
      const listed = hub.list(configMaps, { query }).items;
      for (const { events } of opened) assert.equal(cacheOf(events), listed);
    }),
    { seed: 6, numRuns: 150 },
  );
});

function cacheOf(events: readonly WatchEvent[]): readonly unknown[] {
  const cache = new Map<string, unknown>();
  for (const { type, object } of events) {
    const { name } = object.metadata;
    assert.is(type === "ADDED", !cache.has(name), `${type} of ${name}`);
    if (type === "DELETED") cache.delete(name);
    else cache.set(name, object);
  }
  return [...cache].sort(([a], [b]) => a < b ? -1 : 1).map(([, object]) => object);
}

test.run();
