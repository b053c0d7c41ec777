/** What a SyncTarget makes known of itself, and knows of its mailbox and edge (R-10, 2.3). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { syncTargetMachine } from "../../src/machines/sync_target.ts";
import { syncTarget as example, syncTargetInput } from "./journeys/sync_target.ts";
import { Life } from "./life.ts";

const born = () => new Life(syncTargetMachine, syncTargetInput);
const [mailbox] = example["mailbox.offered"];
const [reached, unreached] = example["edge.offered"];

test("R-10: it puts itself up for Locations, supervisor and mailbox, and wakes the mailbox of its name", () => {
  const life = born();
  const topics = life.effects.map(({ params }) => (params as { topic?: string }).topic);
  assert.equal(topics.slice(0, 3), ["synctargets/c1", "synctargets", "target-of/c1-mb-u-f"]);
  assert.equal(life.letters, ["mailbox/c1-mb-u-f mailbox.needed"]);
});

test("it waits for its mailbox, then for its edge, and then is connected", () => {
  const life = born();
  assert.is(life.state, "awaitingMailbox");
  assert.is(life.tell(mailbox).state, "awaitingEdge");
  assert.is(life.tell(reached).state, "connected");
});

test("an edge that is there before the mailbox is not forgotten", () => {
  assert.is(born().tell(reached, mailbox).state, "connected");
});

test("an edge that does not answer, and one that is taken away", () => {
  const life = born().tell(mailbox, reached, unreached);
  assert.is(life.state, "unreachable");
  assert.is(life.tell(example["edge.withdrawn"][0]).state, "awaitingEdge");
  assert.is(life.tell(example["mailbox.withdrawn"][0]).state, "awaitingMailbox");
});

test("2.3: changed labels are told to Locations and change nothing else", () => {
  const life = born().tell(mailbox, reached, example["synctarget.modified"][0]);
  assert.equal([life.state, life.wants], ["connected", ["offer", "offer", "offer"]]);
  assert.equal(life.params<{ labels: unknown }>("offer").labels, { env: "dev" });
});

test("2.3, row 2: one that is deleted, or being deleted, is gone", () => {
  for (const event of [example["synctarget.deleted"][0], example["synctarget.modified"][1]]) {
    assert.is(born().tell(mailbox, event).status, "done");
  }
});

test.run();
