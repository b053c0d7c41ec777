/** Who asks too much waits, then is refused, then cut off; everybody else goes on as if alone. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../../../src/adapters/memory/virtual_clock.ts";
import {
  defaultFairness,
  FairAccess,
  TooManyRefusals,
  type Turn,
} from "../../../../src/hub/serve/fairness/fair_access.ts";
import { flowOf } from "../../../../src/hub/serve/fairness/flow_of.ts";
import type { Caller } from "../../../../src/ports/api_backend.ts";

const line = {};
const limits = {
  ...defaultFairness,
  perConnection: 0,
  perSecond: 10,
  burst: 20,
  seats: 20,
  waitingMax: 5,
  refusalsMax: 5,
};
const user = (name: string): Caller => ({ user: name, groups: ["system:authenticated"] });
const account = (cluster: string, name: string): Caller => ({
  user: `system:serviceaccount:edge-syncer:${name}`,
  groups: ["system:serviceaccounts", "system:serviceaccounts:edge-syncer", `system:cluster:${cluster}`],
});
const master: Caller = { user: "admin", groups: ["system:masters"] };

/** Asks many times at once, and counts what becomes of it. */
function ask(fair: FairAccess, caller: Caller, times: number) {
  const counts = { answered: 0, refused: 0, cut: 0, retryAfter: 0 };
  const answer = (turn: Turn) => {
    counts.answered++;
    turn.over();
  };
  for (let i = 0; i < times; i++) {
    fair.enter(caller, line).then(answer, (error) => {
      if (error instanceof TooManyRefusals) counts.cut++;
      else counts.refused++;
      counts.retryAfter = error.details?.retryAfterSeconds ?? counts.retryAfter;
    });
  }
  return counts;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function pass(clock: VirtualClock, ms: number): Promise<void> {
  await turn();
  clock.advance(ms);
  await turn();
}

test("a burst is answered at once, the next wait their turn, and the rest are refused", async () => {
  const clock = new VirtualClock();
  const fair = new FairAccess(clock, limits);
  const counts = ask(fair, user("ann"), 35);
  await turn();
  assert.equal(counts, { answered: 20, refused: 0, cut: 5, retryAfter: 0 });
  assert.equal(fair.stats(), { flows: 1, waiting: 5, refusalsHeld: 5 });
  await pass(clock, 1_000);
  assert.equal(counts, { answered: 25, refused: 5, cut: 5, retryAfter: 1 });
  assert.equal(fair.stats(), { flows: 1, waiting: 0, refusalsHeld: 0 });
});

test("in the long run a flow gets its rate and no more", async () => {
  const clock = new VirtualClock();
  const fair = new FairAccess(clock, limits);
  let answered = 0;
  for (let tenth = 0; tenth < 100; tenth++) {
    const counts = ask(fair, user("ann"), 10);
    await pass(clock, 100);
    answered += counts.answered;
  }
  assert.ok(answered <= 20 + 10 * 10, `${answered} in ten seconds`);
});

test("one who floods takes nothing from another, and administrators are never held up", async () => {
  const clock = new VirtualClock();
  const fair = new FairAccess(clock, limits);
  ask(fair, user("mallory"), 1_000);
  const [bob, admin] = [ask(fair, user("bob"), 20), ask(fair, master, 1_000)];
  await turn();
  assert.is(bob.answered, 20);
  assert.is(admin.answered, 1_000);
});

test("a large body and a large answer count for several requests", async () => {
  const clock = new VirtualClock();
  const fair = new FairAccess(clock, limits);
  const large = await fair.enter(user("ann"), line);
  large.read(300 * 1024);
  large.over();
  const counts = ask(fair, user("ann"), 3);
  await turn();
  assert.is(counts.answered, 0, "300 KiB are 19 requests");
  await pass(clock, 400);
  assert.is(counts.answered, 3);
});

test("who opens a connection for each request gets fewer of them", async () => {
  const clock = new VirtualClock();
  const fair = new FairAccess(clock, { ...limits, perConnection: 4 });
  let answered = 0;
  const once = (connection: object) =>
    fair.enter(user("ann"), connection).then((turn) => (answered++, turn.over()));
  for (let i = 0; i < 8; i++) void once({});
  await turn();
  assert.is(answered, 4, "each counts for five");
  await pass(clock, 10_000);
  answered = 0;
  const kept = {};
  for (let i = 0; i < 16; i++) void once(kept);
  await turn();
  assert.is(answered, 16, "the connection is paid for once");
});

test("requests that are being answered are bounded too", async () => {
  const clock = new VirtualClock();
  const fair = new FairAccess(clock, { ...limits, seats: 2 });
  const turns: Turn[] = [];
  for (let i = 0; i < 4; i++) fair.enter(user("ann"), line).then((turn) => turns.push(turn));
  await turn();
  assert.is(turns.length, 2);
  turns[0]?.over();
  turns[0]?.over();
  await turn();
  assert.is(turns.length, 3, "a seat is given back once");
});

test("the accounts of one namespace share a flow; the same names in another workspace do not", () => {
  assert.is(flowOf(account("c1", "syncer-a")), flowOf(account("c1", "syncer-b")));
  assert.is.not(flowOf(account("c1", "syncer-a")), flowOf(account("c2", "syncer-a")));
  assert.is(flowOf(master), null);
});

test("flows that are quiet are forgotten", async () => {
  const clock = new VirtualClock();
  const fair = new FairAccess(clock, limits);
  for (let i = 0; i < 1_000; i++) (await fair.enter(user(`u${i}`), line)).over();
  clock.advance(60_000);
  (await fair.enter(user("one more"), line)).over();
  assert.is(fair.stats().flows, 1);
});

test.run();
