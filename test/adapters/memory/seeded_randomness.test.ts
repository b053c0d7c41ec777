/** Chance that is the same for the same seed. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandomness } from "../../../src/adapters/memory/seeded_randomness.ts";

const sample = (seed: number) => {
  const randomness = seededRandomness(seed);
  return [randomness.next(), randomness.uuid(), randomness.base36(16), randomness.next()];
};

test("the same seed gives the same sequence, another seed another", () => {
  assert.equal(sample(7), sample(7));
  assert.not.equal(sample(7), sample(8));
});

test("the sequence of a seed never changes, so that recordings stay valid", () => {
  assert.equal(sample(1), [
    0.5636717735324055,
    "9ef4497a-431d-4e1f-9c50-49e9592eb59e",
    "e0hkkgzc87r59453",
    0.8007556910160929,
  ]);
});

test("numbers are uniform in [0, 1)", () => {
  const { next } = seededRandomness(3);
  const buckets = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) buckets[Math.floor(next() * 10)]++;
  for (const count of buckets) assert.ok(count > 900 && count < 1100, `a tenth has ${count} of 10,000`);
});

test("names have the right form", () => {
  const randomness = seededRandomness(5);
  for (let i = 0; i < 100; i++) {
    assert.match(randomness.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(randomness.base36(16), /^[0-9a-z]{16}$/);
  }
});

test.run();
