/** What a failed play says about the actors that wait. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ActorDirectory, ActorSummary } from "../../src/ports/actor_directory.ts";
import { describeWaiting } from "../../src/scenario/play/describe.ts";

function waiting(
  address: string,
  deadline: number | null,
  waitsFor: string | null = "the next try",
): ActorSummary {
  const [kind = ""] = address.split("/");
  return { address, kind, state: "backingOff", since: 0, reason: "cut", waitsFor, deadline, overdue: false };
}

function say(...actors: ActorSummary[]): string[] {
  return describeWaiting({ list: () => actors } as unknown as ActorDirectory, 1_000);
}

test("actors that wait alike share a line, told by the one that is due first", () => {
  const lines = say(
    waiting("reflector/a", 9_000),
    waiting("reflector/b", 5_000),
    waiting("mailbox/m", 3_000),
  );
  assert.equal(lines, [
    "reflector/b is backingOff for 1s (cut), waits for the next try, due in 4s; and 1 more like it",
    "mailbox/m is backingOff for 1s (cut), waits for the next try, due in 2s",
  ]);
});

test("who is at rest is not told, and when all are, that is told", () => {
  assert.equal(say(waiting("mailbox/m", null, null)), ["no actor: every one is at rest"]);
});

test.run();
