/** How summaries are kept. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EventObject } from "xstate";
import { summarizerMachine } from "../../src/machines/summarizer/summarizer.ts";
import type { StartTimerParams } from "../../src/machines/letters.ts";
import type { WriteSummariesParams } from "../../src/machines/summarizer/context.ts";
import {
  summarizer as example,
  summarizerInput,
  summaryKey,
  summaryObject,
  toContendedSummary,
  toIdle,
  toWritingSummary,
} from "./journeys/summarizer.ts";
import { Life } from "./life.ts";

const born = () => new Life(summarizerMachine, summarizerInput);
const first = <T extends keyof typeof example>(type: T): EventObject => example[type][0];
const idle = first("idle.reached");
const nothing = example["subjects.replaced"][1];
const work = (life: Life) => life.params<WriteSummariesParams>("writeSummaries");
const toSettled = [...toWritingSummary, first("summary.written"), idle];

test("it looks for its placement, for summaries that are there, and asks what to sum up", () => {
  const life = born();
  assert.is(life.params<{ topic: string }>("seek").topic, "placement/w1/edge-placement-c");
  assert.equal(life.letters, [
    "reflector/hub/w1/statussummaries.v1alpha1.edge.kcp.io subscriber.joined",
    "workload/w1 subjects.requested",
  ]);
});

test("R-70: only the kinds of its subjects are watched, in the mailboxes of its destinations", () => {
  const life = born().tell(...toIdle, first("subjects.replaced"));
  assert.equal(life.letters, [
    "reflector/hub/m1/deployments.v1.apps/edge.kcp.io/projected=yes subscriber.joined",
  ]);
  life.tell(nothing);
  assert.equal(life.letters, [
    "reflector/hub/m1/deployments.v1.apps/edge.kcp.io/projected=yes subscriber.left",
  ]);
});

test("R-70: a summary is written for each subject, with what each destination reports", () => {
  const { writes, deletes } = work(born().tell(...toWritingSummary));
  assert.equal([writes.map(({ key }) => key), deletes], [[summaryKey], []]);
  assert.equal(writes[0].reports.map(({ report }) => report?.ready), [true]);
  assert.is(writes[0].replaces, null);
});

test("R-70: a copy that is missing, or has no status, is a destination that has not reported", () => {
  const life = born().tell(...toIdle, first("subjects.replaced"), first("copy.synced"), idle);
  assert.equal(work(life).writes[0].reports.map(({ report }) => report), [null]);
});

test("law 5: a summary that says so already is not written", () => {
  assert.is(born().tell(...toSettled).state, "settled");
  assert.is(born().tell(...toSettled, first("copy.added"), idle).state, "settled");
});

test("R-70: a changed status changes the summary, at the version that was seen", () => {
  const life = born().tell(...toSettled, first("copy.modified"), idle);
  assert.equal(work(life).writes[0].replaces, { uid: "u-y", resourceVersion: "42" });
});

test("R-70: a subject that goes takes its summary with it", () => {
  const life = born().tell(...toSettled, nothing, idle);
  assert.equal(work(life).deletes.map(({ uid }) => uid), ["u-y"]);
});

test("S2: while workload or copies are not completely seen, nothing is written or deleted", () => {
  const partial = { ...nothing, sight: "partial" };
  for (const loss of [[partial], [first("copy.stale")], [first("summary.stale")]]) {
    assert.is(born().tell(...toSettled, ...loss, idle).state, "awaitingInputs");
  }
});

test("S3: a summary that another placement owns is not touched", () => {
  const [added] = example["summary.added"];
  const owner = { name: "another", uid: "u-other" };
  const theirs = { ...added, object: summaryObject(null, "40", owner) };
  const life = born().tell(...toIdle, theirs, idle);
  assert.is(life.state, "settled");
});

test("a refused summary waits for its retry, later each time", () => {
  const refused = first("summary.refused");
  const life = born().tell(...toWritingSummary, refused, idle);
  assert.equal([life.state, life.params<{ delayMs: number }>("startTimer").delayMs], ["backingOff", 250]);
  life.tell(first("retry.due"), idle);
  assert.is(work(life).writes.length, 1);
  assert.is(life.tell(refused, idle).params<{ delayMs: number }>("startTimer").delayMs, 500);
});

test("law 6: a refused summary does not keep another from being written", () => {
  const { gvr, namespace } = { ...example["subjects.replaced"][0].subjects[0] };
  const both = [{ gvr, namespace, name: "commond" }, { gvr, namespace, name: "other" }];
  const more = { ...example["subjects.replaced"][0], subjects: both };
  const life = born().tell(...toWritingSummary, first("summary.refused"), more, idle);
  assert.equal(work(life).writes.map(({ subject }) => subject.name), ["other"]);
});

test("it goes with its placement, and its summaries with their owner", () => {
  const life = born().tell(...toSettled, first("placement.withdrawn"));
  assert.equal([life.status, life.letters.length], ["done", 2]);
});

test("F22: a summary that is deleted each time it is made is left alone for a while, and then tried again", () => {
  const life = born().tell(...toContendedSummary, example["summary.deleted"][0], idle);
  assert.equal([life.state, life.wants], ["contended", ["startTimer"]]);
  assert.equal(life.params<StartTimerParams>("startTimer").delayMs, 60_000);
  life.tell({ type: "retry.due", at: 60_005 } as EventObject, idle);
  assert.is(life.state, "writing");
});

test("F22: what should be said has changed, and is said at once", () => {
  const life = born().tell(
    ...toContendedSummary,
    example["summary.deleted"][0],
    idle,
    example["copy.modified"][0],
    idle,
  );
  assert.is(life.state, "writing");
});

test.run();
