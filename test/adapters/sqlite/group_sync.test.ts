/** Writers that wait for the disk share a sync, and never one that began before they wrote. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { GroupSync } from "../../../src/adapters/sqlite/group_sync.ts";

/** A disk that syncs when it is told to. */
function createDisk() {
  const waiting: ((error: Error | null) => void)[] = [];
  const group = new GroupSync((done) => void waiting.push(done));
  const finish = async (error: Error | null = null) => {
    waiting.shift()!(error);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { group, waiting, finish };
}

test("who asks during a sync waits for the next one, which all of them share", async () => {
  const { group, waiting, finish } = createDisk();
  const done: string[] = [];
  void group.flushed().then(() => done.push("first"));
  for (const name of ["second", "third"]) void group.flushed().then(() => done.push(name));
  assert.is(waiting.length, 1);
  await finish();
  assert.equal(done, ["first"]);
  assert.is(waiting.length, 1);
  await finish();
  assert.equal(done, ["first", "second", "third"]);
  assert.is(waiting.length, 0);
});

test("after a sync that failed nothing counts as written any more", async () => {
  const { group, waiting, finish } = createDisk();
  const refused: string[] = [];
  const refuse = (error: Error) => void refused.push(error.message);
  group.flushed().catch(refuse);
  group.flushed().catch(refuse);
  await finish(new Error("EIO"));
  await group.flushed().catch(refuse);
  assert.equal(refused, ["EIO", "EIO", "EIO"]);
  assert.is(waiting.length, 0);
});

test.run();
