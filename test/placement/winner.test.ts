/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { type Source, winnerOf } from "../../src/placement/winner.ts";

const source = (cluster: string, resourceVersion: string, uid = "u"): Source => ({
  cluster,
  uid,
  resourceVersion,
});
const winner = (...candidates: Source[]) => winnerOf(candidates, (one) => one).winner;

test("the highest resourceVersion wins, compared as a number of any length", () => {
  assert.is(winner(source("a", "9"), source("b", "10")).cluster, "b");
  assert.is(winner(source("a", "9007199254740992"), source("b", "9007199254740993")).cluster, "b");
  assert.is(winner(source("a", ""), source("b", "1")).cluster, "b");
});

test("of equal versions the lowest cluster wins, then the lowest uid", () => {
  assert.is(winner(source("b", "7"), source("a", "7"), source("a", "07", "v")).uid, "u");
  assert.is(winner(source("a", "7", "v"), source("a", "7", "u")).uid, "u");
});

test("the losers are told, best first", () => {
  const candidates = [source("c", "1"), source("a", "3"), source("b", "2")];
  assert.equal(winnerOf(candidates, (one) => one).losers.map(({ cluster }) => cluster), ["b", "c"]);
});

test("no candidate is a mistake of the caller", () => assert.throws(() => winner(), RangeError));

const candidate = fc.record({
  cluster: fc.constantFrom("a", "b", "c"),
  uid: fc.constantFrom("u", "v"),
  resourceVersion: fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String),
});

test("the contest depends on who competes and not on the order", () => {
  fc.assert(
    fc.property(fc.array(candidate, { minLength: 1, maxLength: 6 }), (candidates) => {
      const result = winnerOf(candidates, (one) => one);
      assert.equal(winnerOf([...candidates].reverse(), (one) => one), result);
      const highest = candidates.map((one) => BigInt(one.resourceVersion)).reduce((a, b) => a > b ? a : b);
      assert.is(BigInt(result.winner.resourceVersion), highest);
    }),
    { seed: 11, numRuns: 500 },
  );
});

test.run();
