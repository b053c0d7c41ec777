/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { daemonSets, deployments, pods, replicaSets, statefulSets } from "../../src/kube/core_api.ts";
import { isDnsSubdomain, isLabelValue } from "../../src/kube/names.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import {
  type DestinationReport,
  statusSummary,
  summaryLabels,
  summaryName,
  summaryOf,
} from "../../src/placement/summary.ts";
import { isSummarized, workloadReport } from "../../src/placement/workload_report.ts";

const copy = (spec: unknown, status?: unknown): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "commond" },
  spec,
  ...(status !== undefined && { status }),
});
const one = { replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1 };
const running = workloadReport(deployments, copy({}, one));
const to = (edge: string, locationName = `location-${edge}`) => ({
  cluster: "imw",
  locationName,
  syncTargetName: `sync-target-${edge}`,
  syncTargetUID: `U${edge}`,
});
const subject = { gvr: deployments, namespace: "commonstuff", name: "commond" };

test("the seed's common Deployment is summed up over florin and guilder", () => {
  const reports = [{ destination: to("g"), report: null }, { destination: to("f"), report: running }];
  const summary = statusSummary(subject, { name: "edge-placement-c", uid: "P" }, reports);
  assert.equal(summary, {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "StatusSummary",
    metadata: {
      name: "edge-placement-c.deployments.commond",
      namespace: "commonstuff",
      labels: {
        "edge.kcp.io/edge-placement": "edge-placement-c",
        "edge.kcp.io/subject-resource": "deployments.v1.apps",
        "edge.kcp.io/subject-namespace": "commonstuff",
        "edge.kcp.io/subject-name": "commond",
      },
      ownerReferences: [{
        apiVersion: "edge.kcp.io/v1alpha1",
        kind: "EdgePlacement",
        name: "edge-placement-c",
        uid: "P",
      }],
    },
    summary: {
      subject: {
        group: "apps",
        version: "v1",
        resource: "deployments",
        namespace: "commonstuff",
        name: "commond",
      },
      placement: "edge-placement-c",
      destinations: 2,
      reported: 1,
      ready: 1,
      totals: { ...one, unavailableReplicas: 0 },
      edges: [
        { ...to("f"), reported: true, ready: true, ...one, unavailableReplicas: 0 },
        {
          ...to("g"),
          reported: false,
          ready: false,
          replicas: 0,
          readyReplicas: 0,
          availableReplicas: 0,
          updatedReplicas: 0,
          unavailableReplicas: 0,
        },
      ],
    },
  });
});

test("no destination is a summary of nothing", () => {
  const { destinations, reported, ready, totals, edges } = summaryOf(subject, "p", []);
  assert.equal([destinations, reported, ready, totals.replicas, edges], [0, 0, 0, 0, []]);
});

test("a SyncTarget behind two Locations counts once", () => {
  const reports = ["z", "a"].map((location) => ({ destination: to("f", location), report: running }));
  const { destinations, edges } = summaryOf(subject, "p", reports);
  assert.equal([destinations, edges[0]?.locationName], [1, "a"]);
});

test("a silent edge keeps its last counters and is not ready", () => {
  const silentSince = "2026-01-01T00:00:00Z";
  const [edge] = summaryOf(subject, "p", [{ destination: to("f"), report: running, silentSince }]).edges;
  assert.equal([edge?.ready, edge?.readyReplicas, edge?.silentSince], [false, 1, silentSince]);
});

const counts = (
  replicas: number,
  ready: number,
  available: number,
  updated: number,
  unavailable: number,
) => ({
  replicas,
  readyReplicas: ready,
  availableReplicas: available,
  updatedReplicas: updated,
  unavailableReplicas: unavailable,
});
const daemons = {
  desiredNumberScheduled: 3,
  numberReady: 2,
  numberAvailable: 1,
  updatedNumberScheduled: 3,
  numberUnavailable: 2,
};
const reports: [string, Gvr, KubeObject | undefined, unknown][] = [
  ["no copy", deployments, undefined, null],
  ["no status", deployments, copy({}), null],
  ["an empty status", deployments, copy({}, {}), null],
  ["a kind that is not summarised", pods, copy({}, one), null],
  ["a ready Deployment", deployments, copy({}, one), { counts: counts(1, 1, 1, 1, 0), ready: true }],
  ["a Deployment that wants more", deployments, copy({ replicas: 2 }, one), {
    counts: counts(1, 1, 1, 1, 0),
    ready: false,
  }],
  ["a Deployment in the middle of an update", deployments, copy({}, { ...one, updatedReplicas: 0 }), {
    counts: counts(1, 1, 1, 0, 0),
    ready: false,
  }],
  ["a Deployment of nothing", deployments, copy({ replicas: 0 }, { observedGeneration: 1 }), {
    counts: counts(0, 0, 0, 0, 0),
    ready: true,
  }],
  ["a StatefulSet", statefulSets, copy({ replicas: 2 }, one), {
    counts: counts(1, 1, 1, 1, 1),
    ready: false,
  }],
  [
    "a ReplicaSet",
    replicaSets,
    copy({ replicas: 1 }, { replicas: 1, readyReplicas: 1, availableReplicas: 1 }),
    { counts: counts(1, 1, 1, 1, 0), ready: true },
  ],
  ["a DaemonSet", daemonSets, copy({}, daemons), { counts: counts(3, 2, 1, 3, 2), ready: false }],
  ["nonsense", deployments, copy("x", { replicas: "1", readyReplicas: -1, availableReplicas: 1.5 }), {
    counts: counts(0, 0, 0, 0, 0),
    ready: false,
  }],
];
for (const [name, gvr, object, expected] of reports) {
  test(`the report of ${name}`, () => assert.equal(workloadReport(gvr, object), expected));
}

test("the four kinds of apps are summarised", () => {
  const custom = { ...deployments, group: "example.com" };
  assert.equal([deployments, replicaSets, statefulSets, daemonSets, pods, custom].map(isSummarized), [
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

const part = fc.stringMatching(/^[a-z]([a-z0-9.-]{0,250}[a-z0-9])?$/).filter(isDnsSubdomain);

test("any names give a name and labels that a server takes, and different ones give different names", () => {
  fc.assert(
    fc.property(part, part, part, part, (p, n, p2, n2) => {
      const name = summaryName(p, { gvr: deployments, name: n });
      assert.ok(isDnsSubdomain(name), name);
      const same = p === p2 && n === n2;
      assert.is(summaryName(p2, { gvr: deployments, name: n2 }) === name, same);
      assert.ok(
        Object.values(summaryLabels(p, { gvr: deployments, namespace: "ns", name: n })).every(isLabelValue),
      );
    }),
    { seed: 13, numRuns: 300 },
  );
});

test("dots cannot make two summaries meet in one name", () => {
  const nameOf = (placement: string, name: string) => summaryName(placement, { gvr: deployments, name });
  assert.is.not(nameOf("a", "x.deployments.b"), nameOf("a.deployments.x", "b"));
});

test("the order of the reports does not matter", () => {
  const edge = fc.constantFrom("f", "g", "h").map((name): DestinationReport => ({
    destination: to(name),
    report: running,
  }));
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 5 }), (list) => {
      assert.equal(summaryOf(subject, "p", [...list].reverse()), summaryOf(subject, "p", list));
    }),
    { seed: 14 },
  );
});

test.run();
