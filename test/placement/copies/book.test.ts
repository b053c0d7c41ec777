import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type CopyBook,
  emptyBook,
  see,
  seeAllOf,
  unsee,
  unwant,
  want,
} from "../../../src/placement/copies/book.ts";
import { agreed, refused, retryFailing, takeDue } from "../../../src/placement/copies/operations.ts";
import { Destination, wantOf } from "./destination.ts";

/** Performs all that is due until nothing is; more than `rounds` rounds would be a loop. */
function settle(book: CopyBook, destination: Destination, rounds = 20): CopyBook {
  let next = book;
  for (let round = 0; round < rounds; round += 1) {
    const taken = takeDue(next, "everything");
    if (taken.operations.length === 0) return taken.book;
    next = taken.operations.reduce((settling, one) => destination.perform(settling, one), taken.book);
  }
  throw new Error("the book does not come to rest");
}

test("a Namespace is made before what is in it, and removed after it", () => {
  const destination = new Destination();
  const book = want(want(emptyBook, wantOf("n", "a", 1)), wantOf("n", null, 1));
  const first = takeDue(book, "everything");
  assert.equal(first.operations.map(({ step, key }) => [step, key]), [["create", "namespaces//n"]]);
  const full = settle(
    first.operations.reduce((b, one) => destination.perform(b, one), first.book),
    destination,
  );
  const leaving = takeDue(unwant(unwant(full, "namespaces//n"), "configmaps/n/a"), "everything");
  assert.equal(leaving.operations.map(({ step, key }) => [step, key]), [["delete", "configmaps/n/a"]]);
  settle(leaving.operations.reduce((b, one) => destination.perform(b, one), leaving.book), destination);
  assert.is(destination.objects.size, 0);
});

test("nothing is deleted while absence is not proven, and it is deleted as soon as it is", () => {
  const seen = { uid: "u", resourceVersion: "5", life: "alive", owner: "ours" } as const;
  const book = see(emptyBook, wantOf("n", "left", 1), seen);
  const early = takeDue(book, "additions");
  assert.equal(early.operations, []);
  const late = takeDue(early.book, "everything");
  assert.equal(late.operations.map(({ step, target }) => [step, target?.uid]), [["delete", "u"]]);
});

test("what came and went while nobody looked is gone when all is seen: an answer is no view", () => {
  const answered = { uid: "u", resourceVersion: "5", life: "deleting", owner: "ours", by: "answer" } as const;
  const configMaps = { group: "", resource: "configmaps" };
  const book = see(emptyBook, wantOf("n", "a", 1), answered);
  const isSeen = (after: CopyBook) => after.entries.get("configmaps/n/a")?.seen !== null;
  assert.ok(isSeen(seeAllOf(book, configMaps, "4")), "the view is older than the answer");
  assert.ok(isSeen(seeAllOf(book, { group: "", resource: "secrets" }, "9")), "another resource is seen");
  const { by: _answer, ...shown } = answered;
  assert.ok(isSeen(seeAllOf(see(book, wantOf("n", "a", 1), shown), configMaps, "9")), "a view has shown it");
  assert.not(isSeen(seeAllOf(book, configMaps, "5")));
  assert.not(
    isSeen(seeAllOf(book, configMaps, null)),
    "the destination was made anew, and counts from the beginning",
  );
});

test("an agreed copy is looked at again only when its source or the copy changes", () => {
  const destination = new Destination();
  const book = settle(want(emptyBook, wantOf("n", null, 1)), destination);
  assert.equal(takeDue(destination.show(book), "everything").operations, []);
  assert.is(want(book, wantOf("n", null, 1)), book);
  const edited = see(book, wantOf("n", null, 1), {
    ...destination.objects.get("namespaces//n")!.seen,
    resourceVersion: "99",
  });
  assert.is(takeDue(edited, "everything").operations[0]?.step, "update");
  assert.is(takeDue(want(book, wantOf("n", null, 2)), "everything").operations[0]?.step, "update");
});

test("what was refused waits for its retry, and a foreign object stays as it is", () => {
  const destination = new Destination();
  destination.putForeign(wantOf("n", "a", 1));
  const stuck = settle(want(want(emptyBook, wantOf("n", null, 1)), wantOf("n", "a", 1)), destination);
  assert.ok(stuck.failing.has("configmaps/n/a"));
  assert.equal(takeDue(stuck, "everything").operations, []);
  assert.is(takeDue(retryFailing(stuck), "everything").operations.length, 1);
  assert.is(destination.objects.get("configmaps/n/a")?.seen.owner, "foreign");
});

test("a Namespace of somebody else, which nobody watches, is asked for again when the server does not find it", () => {
  const destination = new Destination();
  destination.putForeign(wantOf("n", null, 1));
  const calm = settle(want(emptyBook, wantOf("n", null, 1)), destination);
  destination.objects.clear();
  const taken = takeDue(want(calm, wantOf("n", "a", 1)), "everything");
  const steps = (book: CopyBook) =>
    takeDue(book, "everything").operations.map(({ step, key }) => `${step} ${key}`);
  assert.equal(steps(refused(taken.book, "configmaps/n/a", "Forbidden: no", "Forbidden")), []);
  const missing = refused(taken.book, "configmaps/n/a", 'NotFound: namespaces "n" not found', "NotFound");
  assert.equal(steps(missing), ["create namespaces//n"]);
  const healed = settle(retryFailing(settle(missing, destination)), destination);
  assert.equal([...destination.ours().keys(), healed.failing.size], ["configmaps/n/a", "namespaces//n", 0]);
});

test("F5: an answer that comes after the tombstone of what it made does not bring it back", () => {
  const made = { uid: "u", resourceVersion: "5", life: "alive", owner: "ours" } as const;
  const one = wantOf("n", null, 1);
  const shown = see(takeDue(want(emptyBook, one), "everything").book, one, made);
  const gone = unsee(shown, one.key, { uid: "u", resourceVersion: "6" });
  const answered = agreed(gone, one.key, { form: "whole", from: one.from, seen: made });
  assert.equal(takeDue(answered, "everything").operations.map(({ step }) => step), ["create"]);
});

const names = fc.constantFrom("a", "b", "c");
const spaces = fc.constantFrom("n", "m");
const move = fc.oneof(
  fc.record({
    type: fc.constant("want" as const),
    space: spaces,
    name: fc.option(names),
    version: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    type: fc.constant("unwant" as const),
    space: spaces,
    name: fc.option(names),
    version: fc.constant(0),
  }),
  fc.record({
    type: fc.constant("foreign" as const),
    space: spaces,
    name: fc.option(names),
    version: fc.constant(0),
  }),
  fc.record({
    type: fc.constant("forget" as const),
    space: spaces,
    name: fc.option(names),
    version: fc.constant(0),
  }),
);

test("seed 42: whatever happens, at rest ours are exactly the wanted ones, foreign ones are untouched", () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const destination = new Destination();
      const wanted = new Map<string, string>();
      let book = emptyBook;
      for (const { type, space, name, version } of moves) {
        const one = wantOf(space, name, version);
        if (type === "want") {
          wanted.set(one.key, `s@${version}`);
          book = want(book, one);
        } else if (type === "unwant") {
          wanted.delete(one.key);
          book = unwant(book, one.key);
        } else if (type === "foreign") destination.putForeign(one);
        else {
          // The actor is restarted: it has lost its book, and is told again what is wanted and what is there.
          book = destination.show(emptyBook);
          for (const [key, from] of wanted) {
            const [kind, ns = "", n = ""] = key.split("/");
            book = want(
              book,
              kind === "namespaces"
                ? wantOf(n, null, Number(from.slice(2)))
                : wantOf(ns, n, Number(from.slice(2))),
            );
          }
        }
        book = settle(book, destination);
      }
      // Refused ones are tried again; those whose name is taken by a foreign object can never be.
      book = settle(retryFailing(book), destination);
      assert.equal(destination.deletedForeign, []);
      const expected = [...wanted].filter(([key]) => isPossible(key, destination, wanted)).sort();
      const ours = [...destination.ours()];
      const held = ours.filter(([key]) => wanted.has(key) || !holdsCopies(key, destination));
      assert.equal(held, expected);
    }),
    { seed: 42, numRuns: 500 },
  );
});

/** A Namespace of ours that is no longer wanted stays as long as wanted copies are in it. */
function holdsCopies(key: string, destination: Destination): boolean {
  const space = key.split("/")[2];
  return key.startsWith("namespaces/") &&
    [...destination.ours().keys()].some((other) => other.split("/")[1] === space);
}

/** A copy is possible when its name is free, and its Namespace is wanted too or is ours already. */
function isPossible(key: string, destination: Destination, wanted: ReadonlyMap<string, string>): boolean {
  if (destination.objects.get(key)?.seen.owner === "foreign") return false;
  const space = `namespaces//${key.split("/")[1]}`;
  return key.startsWith("namespaces/") || wanted.has(space) || destination.ours().has(space);
}

test.run();
