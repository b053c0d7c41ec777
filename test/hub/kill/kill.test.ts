/** kill -9 of the whole hub under load: nothing acknowledged is lost (see run.ts for 200 rounds). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Ledger } from "./ledger.ts";
import { killRounds } from "./rounds.ts";

test("after kill -9 every acknowledged write is there, every deletion too, and no version went back", async () => {
  const { problems, acknowledged } = await killRounds(2);
  assert.equal(problems, []);
  assert.ok(acknowledged >= 40);
});

test("the ledger notices a lost write, a write that comes back, and a version that goes back", () => {
  const ledger = new Ledger();
  ledger.sent("a", "write");
  ledger.answered("a", 1, 10);
  ledger.sent("b", "delete");
  ledger.answered("b", null, null);
  const found = [{ name: "b", value: 3, resourceVersion: 4 }];
  assert.is(ledger.settle(found, 9).length, 3);
});

test("a write in flight may have happened or not, and nothing else", () => {
  for (const [value, problems] of [[1, 0], [2, 0], [3, 1]] as const) {
    const ledger = new Ledger();
    ledger.answered("a", 1, 10);
    ledger.sent("a", "write");
    assert.is(ledger.settle([{ name: "a", value, resourceVersion: 10 }], 10).length, problems);
  }
});

test.run();
