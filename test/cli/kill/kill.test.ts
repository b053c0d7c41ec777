/** kill -9 of every part in turn: nothing wrongly deleted, nothing left undone (see run.ts for 100 rounds). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Births } from "./births.ts";
import { killRounds } from "./rounds.ts";
import { differences, firstWish, holdingsAt } from "./wish.ts";

test("hub, runtime, edges and syncers, each a process: after kill -9 what is wanted comes to be, and nothing else", async () => {
  const { problems, kills } = await killRounds(3, 9);
  assert.equal(problems, []);
  assert.is([...kills.values()].reduce((sum, count) => sum + count, 0), 3);
});

test("what was deleted and made again has another UID, and is noticed unless it was meant", () => {
  const births = new Births();
  births.settle(new Map([["a", "1"], ["b", "1"]]), new Set());
  assert.is(births.settle(new Map([["a", "2"], ["b", "2"]]), new Set(["b"])).length, 1);
  assert.equal(births.settle(new Map([["b", "2"]]), new Set()), []);
  assert.equal(births.settle(new Map([["a", "3"], ["b", "2"]]), new Set()), [], "it was away meanwhile");
});

test("an edge that lacks something, has too much or has it differently is noticed", () => {
  const wanted = holdingsAt("florin", firstWish);
  const [[first], [second]] = [...wanted] as [[string, string], [string, string]];
  const found = new Map([[first, "other"], ["configmaps a/b", "x"]]);
  assert.is(differences(wanted, found).length, 3);
  assert.ok(wanted.has(second));
  assert.equal(holdingsAt("florin", { ...firstWish, florin: "out of production" }), new Map());
});

test.run();
