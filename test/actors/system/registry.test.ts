/** Cards and those who seek them. @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Registry } from "../../../src/actors/system/registry.ts";
import type { Cell } from "../../../src/actors/system/cell.ts";
import type { LetterEvent } from "../../../src/actors/system/kind.ts";
import { type LabelSelector, matchesAny } from "../../../src/kube/selector.ts";
import { bench } from "./fixture.ts";

const card = (key: string, content: string, labels: Record<string, string> = {}) => ({
  topic: "t",
  key,
  labels,
  card: content,
});
const seek = (selectors: LabelSelector[] | null) => ({ topic: "t", selectors, as: "x" });

test("a seeker is told what is up, then that this was all, then each change", () => {
  const { order, settle, seen } = bench();
  order("probe/a", "offer", card("k1", "one"));
  order("probe/s", "seek", seek(null));
  settle();
  order("probe/a", "offer", card("k2", "two"));
  order("probe/a", "offer", card("k1", "uno"));
  order("probe/a", "withdraw", { topic: "t", key: "k2" });
  settle();
  const told = [
    'x.offered k1 "one"',
    "x.listed",
    'x.offered k2 "two"',
    'x.offered k1 "uno"',
    "x.withdrawn k2",
  ];
  assert.equal(seen("probe/s"), told);
});

test("the same card again is no news", () => {
  const { system, order, settle, seen } = bench();
  order("probe/s", "seek", seek(null));
  order("probe/a", "offer", card("k", "one", { a: "b" }));
  settle();
  const before = system.stats().handled;
  order("probe/a", "offer", card("k", "one", { a: "b" }));
  settle();
  assert.is(system.stats().handled, before + 1);
  assert.is(seen("probe/s").length, 2);
});

test("a second seek tells the differences, and again that this was all", () => {
  const { order, settle, seen } = bench();
  for (const env of ["prod", "dev"]) order("probe/a", "offer", card(env, env, { env }));
  order("probe/s", "seek", seek([{ matchLabels: { env: "prod" } }]));
  settle();
  order("probe/s", "seek", seek([{ matchLabels: { env: "dev" } }]));
  order("probe/s", "seek", seek(null));
  settle();
  const told = ['x.offered prod "prod"', "x.listed", "x.withdrawn prod", 'x.offered dev "dev"', "x.listed"];
  assert.equal(seen("probe/s"), [...told, 'x.offered prod "prod"', "x.listed"]);
});

test("cards survive a failure of their actor, and come down when it finishes", () => {
  const { system, order, settle, pass, seen } = bench();
  order("probe/s", "seek", seek(null));
  order("probe/a", "offer", card("k", "one"));
  settle();
  system.tell("probe/a", { type: "throw" });
  pass(60_000);
  assert.equal(seen("probe/s"), ["x.listed", 'x.offered k "one"']);
  system.tell("probe/a", { type: "finish" });
  settle();
  assert.equal(seen("probe/s").at(-1), "x.withdrawn k");
});

test("a seeker that failed seeks anew and is told everything", () => {
  const { system, order, settle, pass, seen } = bench();
  order("probe/a", "offer", card("k", "one"));
  order("probe/s", "seek", seek(null));
  settle();
  system.tell("probe/s", { type: "throw" });
  order("probe/a", "offer", card("k", "two"));
  pass(60_000);
  assert.equal(seen("probe/s"), [], "the seek ended with the incarnation");
  assert.is(system.stats().lateReplies, 0, "nothing was even sent");
  order("probe/s", "seek", seek(null));
  settle();
  assert.equal(seen("probe/s"), ['x.offered k "two"', "x.listed"]);
});

test("only its owner can withdraw a card, and the last to put it up owns it", () => {
  const { order, settle, seen } = bench();
  order("probe/s", "seek", seek(null));
  order("probe/a", "offer", card("k", "one"));
  settle();
  order("probe/b", "offer", card("k", "one"));
  settle();
  order("probe/a", "withdraw", { topic: "t", key: "k" });
  settle();
  assert.equal(seen("probe/s"), ["x.listed", 'x.offered k "one"']);
  order("probe/b", "withdraw", { topic: "t", key: "k" });
  settle();
  assert.is(seen("probe/s").at(-1), "x.withdrawn k");
});

test("F38: a card whose labels are no labels changes nothing, and a good one after it is found", () => {
  const hostile: unknown[] = [[{}], { env: 1 }, { env: null }, { env: Object.create(null) }, "env", null];
  for (const labels of hostile) {
    const { order, settle, seen } = bench();
    order("probe/s", "seek", seek([{ matchLabels: { env: "prod" } }]));
    order("probe/a", "offer", card("k", "one", { env: "prod" }));
    order("probe/a", "offer", card("k", "two", labels as Record<string, string>));
    settle();
    order("probe/b", "offer", card("k", "three", { env: "prod" }));
    settle();
    assert.equal(seen("probe/s"), ["x.listed", 'x.offered k "one"', 'x.offered k "three"']);
  }
});

test("who no longer seeks is no longer told", () => {
  const { order, settle, seen } = bench();
  order("probe/s", "seek", seek(null));
  order("probe/s", "unseek", { topic: "t" });
  order("probe/a", "offer", card("k", "one"));
  settle();
  assert.equal(seen("probe/s"), ["x.listed"]);
});

type Op =
  | {
    readonly op: "offer";
    readonly key: string;
    readonly labels: Record<string, string>;
    readonly content: number;
  }
  | { readonly op: "withdraw"; readonly key: string }
  | { readonly op: "seek"; readonly seeker: string; readonly selectors: LabelSelector[] | null }
  | { readonly op: "unseek" | "restart"; readonly seeker: string };

const [name, value] = [fc.constantFrom("a", "b"), fc.constantFrom("x", "y")];
const labels = fc.dictionary(name, value, { maxKeys: 2 });
const requirement = fc.oneof(
  fc.record({
    key: name,
    operator: fc.constantFrom("In", "NotIn"),
    values: fc.array(value, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key: name, operator: fc.constantFrom("Exists", "DoesNotExist") }),
);
const selector = fc.record(
  { matchLabels: labels, matchExpressions: fc.array(requirement, { maxLength: 2 }) },
  { requiredKeys: [] },
) as fc.Arbitrary<LabelSelector>;
const [key, seeker] = [fc.constantFrom("k1", "k2", "k3"), fc.constantFrom("s1", "s2")];
const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ op: fc.constant("offer" as const), key, labels, content: fc.nat(2) }),
  fc.record({ op: fc.constant("withdraw" as const), key }),
  fc.record({
    op: fc.constant("seek" as const),
    seeker,
    selectors: fc.option(fc.array(selector, { maxLength: 2 })),
  }),
  fc.record({ op: fc.constantFrom("unseek" as const, "restart" as const), seeker }),
);

test("after any story each seeker's accumulated view is what a scan of all cards would find", () => {
  fc.assert(fc.property(fc.array(op, { maxLength: 40 }), tellsTheTruth), { numRuns: 500, seed: 7 });
});

function tellsTheTruth(story: readonly Op[]): void {
  const views = new Map<string, Map<string, unknown>>();
  const registry = new Registry((to, event) => accumulate(views.get(to), event));
  const cards = new Map<string, { labels: Record<string, string>; content: number }>();
  const sought = new Map<string, LabelSelector[] | null>();
  const incarnations = new Map<string, number>();
  for (const each of story) {
    if (each.op === "offer") {
      registry.offer("o", { topic: "t", key: each.key, labels: each.labels, card: each.content }, null);
      cards.set(each.key, each);
    } else if (each.op === "withdraw") {
      registry.withdraw("o", { topic: "t", key: each.key }, null);
      cards.delete(each.key);
    } else if (each.op === "seek") {
      if (!sought.has(each.seeker)) views.set(each.seeker, new Map());
      sought.set(each.seeker, each.selectors);
      const incarnation = incarnations.get(each.seeker) ?? 0;
      registry.seek({ address: each.seeker, incarnation } as Cell, seek(each.selectors), null);
    } else {
      if (each.op === "unseek") registry.unseek(each.seeker, "t");
      else registry.interrupt(each.seeker);
      incarnations.set(each.seeker, (incarnations.get(each.seeker) ?? 0) + 1);
      sought.delete(each.seeker);
      views.delete(each.seeker);
    }
    for (const [who, selectors] of sought) {
      const right = [...cards].filter(([, { labels }]) =>
        selectors === null || matchesAny(selectors, labels)
      );
      const expected = new Map(right.map(([k, { content }]) => [k, content]));
      assert.equal(new Map([...views.get(who) ?? []].sort()), new Map([...expected].sort()));
    }
  }
}

/** What a seeker would remember; a card that is told twice unchanged, or withdrawn unknown, is a defect. */
function accumulate(view: Map<string, unknown> | undefined, event: LetterEvent): void {
  const { type, key, card } = event as { type: string; key: string; card: unknown };
  assert.ok(view, `${type} for one who does not seek`);
  if (type === "x.offered") {
    assert.not(view.has(key) && view.get(key) === card, "told twice");
    view.set(key, card);
  } else if (type === "x.withdrawn") assert.ok(view.delete(key), "withdrawn but never offered");
}

test.run();
