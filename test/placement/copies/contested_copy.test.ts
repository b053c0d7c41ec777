/** A copy that somebody else keeps changing back: writing stops, and begins again with one try (F22). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type CopyBook, emptyBook, see, unwant, want } from "../../../src/placement/copies/book.ts";
import type { CopyStep } from "../../../src/placement/copies/entry.ts";
import { agreed, contestPauseMs, retryContended, takeDue } from "../../../src/placement/copies/operations.ts";
import { wantOf } from "./destination.ts";

const wanted = wantOf("n", null, 1);

/** Somebody shows a version of the copy, and what is due about it is done at this second. */
function flip(book: CopyBook, second: number): { readonly book: CopyBook; readonly step: CopyStep | null } {
  const seen = { uid: "u", life: "alive", owner: "ours" } as const;
  const changed = see(book, wanted, { ...seen, resourceVersion: String(2 * second + 1) });
  const { book: asked, operations: [operation] } = takeDue(changed, "everything");
  if (operation === undefined) return { book: asked, step: null };
  const agreement = { form: wanted.form, from: wanted.from, writtenAt: second * 1000 };
  const written = { ...seen, resourceVersion: String(2 * second + 2) };
  return { book: agreed(asked, wanted.key, { ...agreement, seen: written }), step: operation.step };
}

function flipped(...seconds: readonly number[]): CopyBook {
  return seconds.reduce((book, second) => flip(book, second).book, want(emptyBook, wanted));
}

test("a copy that was changed back three times in a minute is left alone", () => {
  assert.is(flip(flipped(0, 1, 2), 3).step, "update");
  const stopped = flipped(0, 1, 2, 3);
  assert.equal([flip(stopped, 4).step, [...stopped.contended]], [null, [wanted.key]]);
  assert.is(contestPauseMs(stopped), 60_000);
});

test("after the pause one write and one more find out that the other still does it", () => {
  const early = retryContended(flip(flipped(0, 1, 2, 3), 4).book, 62_000);
  assert.equal(takeDue(early, "everything").operations, []);
  const tried = flip(retryContended(early, 63_000), 63);
  assert.is(tried.step, "update");
  assert.ok(flip(tried.book, 64).book.contended.has(wanted.key));
});

test("another version of its source is written at once", () => {
  const stopped = flip(flipped(0, 1, 2, 3), 4).book;
  const { operations } = takeDue(want(stopped, wantOf("n", null, 2)), "everything");
  assert.equal(operations.map(({ step }) => step), ["update"]);
});

test("who is no longer wanted and wanted again has one more try, and not three", () => {
  const again = want(unwant(flipped(0, 1, 2, 3), wanted.key), wanted);
  const tried = flip(again, 4);
  assert.is(tried.step, "update");
  assert.is(flip(tried.book, 5).step, null);
});

test("what is no longer wanted is taken away, contended or not", () => {
  const { operations } = takeDue(unwant(flipped(0, 1, 2, 3), wanted.key), "everything");
  assert.equal(operations.map(({ step }) => step), ["delete"]);
});

test.run();
