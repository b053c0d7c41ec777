import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { createRealPace, createVirtualPace } from "../../src/scenario/play/pace.ts";

test("a virtual wait fires what falls due, keeps the promises of each timer, and ends on time", async () => {
  const clock = new VirtualClock(0);
  const seen: string[] = [];
  clock.after(30, () => void Promise.resolve().then(() => seen.push(`promised at ${clock.now()}`)));
  clock.after(70, () => seen.push(`fired at ${clock.now()}`));
  clock.after(101, () => seen.push("too late"));
  await createVirtualPace(clock).wait(100);
  assert.equal([seen, clock.now()], [["promised at 30", "fired at 70"], 100]);
});

test("settling lets only as much time go by as the answer takes", async () => {
  const clock = new VirtualClock(0);
  const answer = new Promise((resolve) => void clock.after(250, () => resolve("here")));
  assert.is(await createVirtualPace(clock).settle(answer), "here");
  assert.is(clock.now(), 250);
});

test("a long chain of promises lets no time go by", async () => {
  const clock = new VirtualClock(0);
  const chain = async () => {
    for (let i = 0; i < 5000; i += 1) await null;
  };
  await createVirtualPace(clock).settle(chain());
  assert.is(clock.now(), 0);
});

test("a refusal is passed on, and an answer that can never come is told", async () => {
  const pace = createVirtualPace(new VirtualClock(0));
  const outcome = (pending: Promise<unknown>) => pace.settle(pending).then(String, (error) => error.message);
  assert.is(await outcome(Promise.reject(new Error("no"))), "no");
  assert.match(await outcome(new Promise(() => {})), /^Cannot go on/);
});

test("a real pace waits for its clock", async () => {
  const clock = new VirtualClock(0);
  const pace = createRealPace(clock);
  const waited = pace.wait(40);
  clock.advance(40);
  await waited;
  assert.equal([pace.now(), await pace.settle(Promise.resolve(1))], [40, 1]);
});

test.run();
