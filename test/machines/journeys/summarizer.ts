/** Examples of every event of a summarizer. @module */
import type { EventObject } from "xstate";
import { deployments } from "../../../src/kube/core_api.ts";
import { statusSummaries, type StatusSummary } from "../../../src/kube/edge_api.ts";
import { reflectorAddress } from "../../../src/machines/addresses.ts";
import { madeOf } from "../../../src/machines/summarizer/contests.ts";
import { summarizerMachine } from "../../../src/machines/summarizer/summarizer.ts";
import type { SummarizerEvent, SummarizerInput } from "../../../src/machines/summarizer/context.ts";
import { summarySeen } from "../../../src/machines/summarizer/memory.ts";
import { statusSummary, type Subject } from "../../../src/placement/summary.ts";
import type { WorkloadReport } from "../../../src/placement/workload_report.ts";
import { type Examples, fact, listOf, seen } from "../examples.ts";
import type { Journey } from "../walk.ts";
import { toFlorin } from "./edge_placement.ts";
import { commonCard } from "./workload.ts";

export const commond: Subject = { gvr: deployments, namespace: "commonstuff", name: "commond" };
export const ready: WorkloadReport = {
  ready: true,
  counts: {
    replicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    updatedReplicas: 1,
    unavailableReplicas: 0,
  },
};

export function summaryObject(
  report: WorkloadReport | null,
  resourceVersion = "40",
  owner = { name: commonCard.name, uid: commonCard.uid },
): StatusSummary {
  const made = statusSummary(commond, owner, [{ destination: toFlorin, report }]);
  return { ...made, metadata: { ...made.metadata, uid: "u-y", resourceVersion } };
}

export const summaryKey = "commonstuff/edge-placement-c.deployments.commond";
const summaryFact = fact(statusSummaries, "edge-placement-c.deployments.commond", {
  namespace: "commonstuff",
  cluster: "w1",
  uid: "u-y",
});
const copyFact = fact(deployments, "commond", { namespace: "commonstuff", cluster: "m1", uid: "u-d" });
export const summariesReflector: string = reflectorAddress({
  source: "hub",
  cluster: "w1",
  gvr: statusSummaries,
  selector: "",
});
export const deploymentsReflector: string = reflectorAddress({
  source: "hub",
  cluster: "m1",
  gvr: deployments,
  selector: "edge.kcp.io/projected=yes",
});

export const summarizer: Examples<SummarizerEvent> = {
  "summarizer.needed": [{ type: "summarizer.needed" }],
  "placement.offered": [{ type: "placement.offered", key: commonCard.name, card: commonCard }],
  "placement.withdrawn": [{ type: "placement.withdrawn", key: commonCard.name }],
  "placement.listed": [{ type: "placement.listed" }],
  "mailbox.offered": [
    { type: "mailbox.offered", key: "c1-mb-u-f", card: { name: "c1-mb-u-f", cluster: "m1" } },
  ],
  "mailbox.withdrawn": [{ type: "mailbox.withdrawn", key: "c1-mb-u-f" }],
  "mailbox.listed": [{ type: "mailbox.listed" }],
  "subjects.replaced": [
    { type: "subjects.replaced", subjects: [commond], sight: "complete" },
    { type: "subjects.replaced", subjects: [], sight: "complete" },
  ],
  "copy.added": [seen("copy.added", copyFact, null, ready)],
  "copy.modified": [seen("copy.modified", copyFact, null, null)],
  "copy.deleted": [seen("copy.deleted", copyFact)],
  "copy.synced": [{ type: "copy.synced", source: deploymentsReflector, resourceVersion: "" }],
  "copy.stale": [{ type: "copy.stale", source: deploymentsReflector, why: "it is away" }],
  "summary.added": [seen("summary.added", summaryFact, summaryObject(null))],
  "summary.modified": [seen("summary.modified", summaryFact, summaryObject(ready, "41"))],
  "summary.deleted": [seen("summary.deleted", summaryFact, summaryObject(null))],
  "summary.synced": [{ type: "summary.synced", source: summariesReflector, resourceVersion: "" }],
  "summary.stale": [{ type: "summary.stale", source: summariesReflector, why: "it is away" }],
  "summary.written": [{
    type: "summary.written",
    key: summaryKey,
    seen: summarySeen(summaryObject(ready, "42")),
    made: madeOf(commonCard, summaryObject(ready).summary),
    at: 5,
  }],
  "summary.deletionAccepted": [{ type: "summary.deletionAccepted", key: summaryKey, uid: "u-y" }],
  "summary.refused": [{ type: "summary.refused", key: summaryKey, reason: "Conflict", message: "no" }],
  "idle.reached": [{ type: "idle.reached" }],
  "retry.due": [{ type: "retry.due" }],
  "deadline.passed": [{ type: "deadline.passed" }],
};

const first = <T extends keyof typeof summarizer>(type: T): EventObject => summarizer[type][0];

/** From birth to a summarizer that sees everything, and has nothing to sum up. */
export const toIdle: readonly EventObject[] = [
  first("placement.offered"),
  first("mailbox.offered"),
  first("summary.synced"),
  summarizer["subjects.replaced"][1] as EventObject,
  first("idle.reached"),
];
/** … and on to one that has asked for a summary to be written. */
export const toWritingSummary: readonly EventObject[] = [
  ...toIdle,
  first("subjects.replaced"),
  first("copy.added"),
  first("copy.synced"),
  first("idle.reached"),
];

/** … and on to one whose summary somebody else has deleted again and again. */
export const toContendedSummary: readonly EventObject[] = [
  ...toWritingSummary,
  ...Array.from({ length: 4 }, () => first("summary.written")),
];

export const summarizerInput: SummarizerInput = { cluster: "w1", name: commonCard.name };
export const summarizerJourney: Journey = {
  machine: summarizerMachine,
  input: summarizerInput,
  events: listOf(summarizer),
  starts: [toIdle, toWritingSummary, toContendedSummary],
};
