/** How a reflector keeps its view (F1 to F10, F13, F27). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import type { ReflectorContext } from "../../src/machines/reflector/context.ts";
import { reflectorMachine } from "../../src/machines/reflector/reflector.ts";
import { staleReason } from "../../src/machines/reflector/refusal.ts";
import {
  reflector as example,
  reflectorInput,
  reflectorJourney,
  refusal,
  view,
} from "./journeys/reflector.ts";
import { Life } from "./life.ts";
import { walk } from "./walk.ts";

const born = (input = reflectorInput) => new Life(reflectorMachine, input);
const first = <T extends keyof typeof example>(type: T): EventObject => example[type][0];
const toWatching = [first("subscriber.joined"), first("list.completed"), first("watch.opened")];
const watchRefused = (status: number, reason: string, retryAfterMs = 0): EventObject => {
  const event = { type: "watch.refused", ...refusal(status, reason, retryAfterMs) };
  return event;
};
const delayOf = (life: Life) =>
  life.effects.map(({ params }) => params as { name?: string; delayMs?: number })
    .find(({ name }) => name === "retry")?.delayMs;

test("it lists, watches from the version of the list, and only then says that it is complete", () => {
  const life = born();
  assert.equal(life.wants, ["declareSource", "list"]);
  life.tell(first("list.completed"));
  assert.is(life.params<{ resourceVersion: string }>("openWatch").resourceVersion, "10");
  assert.not(life.wants.includes("announceSynced"));
  life.tell(first("watch.opened"));
  assert.equal([life.state, life.wants], ["watching", ["sourceSynced", "announceSynced"]]);
});

test("F6: an expired watch is a new list, and a second one in a row waits first", () => {
  const life = born().tell(...toWatching, watchRefused(410, "Expired"));
  assert.equal([life.state, life.wants], ["listing", ["list"]]);
  life.tell(first("list.completed"), watchRefused(410, "Gone"));
  assert.is(life.state, "backingOff");
});

test("F16: a server's own wish for a pause is honoured", () => {
  assert.is(delayOf(born().tell(...toWatching, watchRefused(429, "TooManyRequests", 7_000))), 7_000);
});

test("F10: refusals in a row wait longer, and progress makes the next wait short again", () => {
  const refused = watchRefused(0, "Unreachable");
  const life = born().tell(...toWatching, refused, first("retry.due"), refused);
  assert.is(delayOf(life), 500);
  life.tell(first("retry.due"), first("watch.opened"), first("watch.progressed"), refused);
  assert.is(delayOf(life), 250);
});

test("a way that is shut makes nobody more patient: when it opens, views come back within its own pause", () => {
  const shut = watchRefused(0, "Unreachable", 1_000);
  const life = born().tell(...toWatching);
  for (let tries = 0; tries < 20; tries++) life.tell(shut, first("retry.due"));
  assert.is(delayOf(life.tell(shut)), 1_000);
});

test("a refused watch goes on from the newest version that was seen", () => {
  const refused = watchRefused(0, "Unreachable");
  const life = born().tell(...toWatching, first("watch.progressed"), refused, first("retry.due"));
  assert.is(life.params<{ resourceVersion: string }>("openWatch").resourceVersion, "11");
});

test("F9: a watch that has been mute for a whole period is opened anew, from the same version", () => {
  const due = first("freshness.due");
  const life = born().tell(...toWatching, first("watch.progressed"), due);
  assert.is(life.state, "watching");
  life.tell(due);
  assert.is(life.state, "opening");
  assert.is(life.params<{ resourceVersion: string }>("openWatch").resourceVersion, "11");
});

test("F13: what is not served is stale, and asked for again at a bounded pace", () => {
  const life = born().tell(example["list.refused"][1]);
  assert.equal([life.state, life.wants], ["unavailable", ["announceStale", "sourceStale", "startTimer"]]);
  for (let i = 0; i < 20; i++) life.tell(first("retry.due"), example["list.refused"][1]);
  assert.ok((delayOf(life) ?? Infinity) <= 2_000);
});

test("S4, F27: a list from the past is not taken; an edge that insists has been made anew, a hub has not", () => {
  const past: EventObject = Object.assign({ type: "list.refused" }, refusal(0, staleReason));
  const notBefore = (source: string) => {
    const life = born({ ...reflectorInput, view: { ...view, source } });
    life.tell(...toWatching, watchRefused(410, "Expired"));
    for (let i = 0; i < 8; i++) life.tell(past, first("retry.due"));
    return life.params<{ notBefore: string | null }>("list").notBefore;
  };
  assert.equal([notBefore("hub"), notBefore("edge:florin")], ["10", null]);
});

test("S2: asked whether it missed anything, it reads a list beside its watch, and answers all who asked before that", () => {
  const [ask, askToo] = example["confirm.requested"];
  const life = born().tell(...toWatching, ask);
  assert.equal([life.state, life.wants], ["watching", ["look"]]);
  life.tell(askToo!, first("look.completed"));
  assert.equal([life.letters, life.wants], [["mailbox/m1 view.confirmed"], ["tellAll", "look"]]);
  life.tell(first("look.completed"));
  assert.equal([life.letters, life.context.resourceVersion], [["mailbox/m2 view.confirmed"], "12"]);
});

test("a look that is refused is tried again, not before the server says; nobody is answered meanwhile", () => {
  const life = born().tell(...toWatching, first("confirm.requested"), first("look.refused"));
  assert.is(life.params<{ delayMs: number }>("startTimer").delayMs, 5_000);
  assert.equal(life.tell(first("look.due")).wants, ["look"]);
});

test("who asks while nothing is seen is answered when the view is whole again, after another look", () => {
  const lost = watchRefused(0, "Unreachable");
  const life = born().tell(...toWatching, first("confirm.requested"), lost, example["confirm.requested"][1]!);
  life.tell(first("retry.due"), first("watch.opened"));
  assert.ok(life.wants.includes("look"));
  life.tell(first("look.completed"));
  assert.equal([...life.letters].sort(), ["mailbox/m1 view.confirmed", "mailbox/m2 view.confirmed"]);
});

test("a subscriber is admitted in every state, and the last one to leave starts the end", () => {
  const life = born().tell(...toWatching, first("subscriber.left"));
  assert.equal(life.wants, ["dismiss", "startTimer"]);
  assert.equal(born().tell(...toWatching, example["subscriber.joined"][1], first("subscriber.left")).wants, [
    "dismiss",
  ]);
  assert.equal(life.tell(first("linger.due")).wants, ["closeWatch", "removeSource"]);
  assert.is(life.status, "done");
});

test("on every path: a view is called complete only while a watch is open on it", () => {
  for (const { events } of walk(reflectorJourney).paths) {
    const life = born();
    for (const event of events) {
      life.tell(event);
      const { resourceVersion } = life.context as unknown as ReflectorContext;
      if (life.wants.includes("sourceSynced")) {
        assert.equal([life.state, resourceVersion !== null], ["watching", true]);
      }
    }
  }
});

test.run();
