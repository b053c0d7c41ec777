/** Two writers of one thing: three flips in a minute stop us, one try after each pause finds out more (F22). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Contest, foundEqual, isStopped, pauseMs, resumed, wrote } from "../../src/placement/contest.ts";

/** The same written at these seconds. */
function writtenAt(...seconds: readonly number[]): Contest | null {
  return seconds.reduce<Contest | null>((known, second) => wrote(known, "same", second * 1000), null);
}

test("three flips within a minute stop us, two do not", () => {
  assert.not.ok(isStopped(writtenAt(0, 1, 2)));
  assert.ok(isStopped(writtenAt(0, 1, 2, 3)));
});

test("flips that are more than a minute apart are three people's edits, not a contest", () => {
  assert.not.ok(isStopped(writtenAt(0, 30, 60, 91, 122)));
  assert.ok(isStopped(writtenAt(0, 100, 130, 159)));
});

test("what is written because its source changed is no flip", () => {
  const contest = ["a", "b", "c", "d", "e"].reduce<Contest | null>(
    (known, made) => wrote(known, made, 1),
    null,
  );
  assert.not.ok(isStopped(contest));
});

test("after a pause one write finds out, and the next flip makes a longer pause", () => {
  const first = writtenAt(0, 1, 2, 3)!;
  assert.is(resumed(first, 62_999), first);
  const trying = resumed(first, 63_000);
  const second = wrote(wrote(trying, "same", 63_000), "same", 64_000);
  assert.equal([isStopped(second), second.until], [true, 64_000 + 120_000]);
  assert.is(pauseMs(9), 120_000);
});

test("a flip long after the last try is a new story", () => {
  const tried = wrote(resumed(writtenAt(0, 1, 2, 3)!, 63_000), "same", 63_000);
  assert.not.ok(isStopped(wrote(tried, "same", 200_000)));
});

test("when the other has come round, all is forgotten", () => {
  assert.is(foundEqual(resumed(writtenAt(0, 1, 2, 3)!, 63_000)), null);
});

test("F21: a clock that is put back makes no pause longer", () => {
  assert.is(resumed(writtenAt(7200, 7201, 7202, 7203)!, 5).phase, "trying");
});

test.run();
