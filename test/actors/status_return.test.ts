/** Status goes up, and nothing else does (R-62, S12). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createObjectCache } from "../../src/actors/object_cache.ts";
import { returnStatus } from "../../src/actors/status_return.ts";
import { deployments } from "../../src/kube/core_api.ts";
import { denaturedKey, denaturedResource } from "../../src/kube/denatured.ts";
import { objectKey } from "../../src/kube/facts.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { reflectorAddress } from "../../src/machines/addresses.ts";
import { ScriptedApi } from "./scripted_api.ts";

const key = "deployments.apps/commonstuff/commond";
const selector = "edge.kcp.io/projected=yes";
const hubView = reflectorAddress({ source: "hub", cluster: "m1", gvr: deployments, selector });
const edgeView = reflectorAddress({ source: "edge:florin", cluster: "", gvr: deployments, selector });

function deployment(resourceVersion: string, status: unknown, spec: unknown = { replicas: 1 }): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "commond", namespace: "commonstuff", uid: `u-${resourceVersion}`, resourceVersion },
    spec,
    ...(status !== undefined && { status }),
  };
}

class Bench {
  readonly api = new ScriptedApi();
  readonly answers: Readonly<Record<string, unknown>>[] = [];

  constructor(onEdge: KubeObject | null, inMailbox: KubeObject | null) {
    const cache = createObjectCache();
    if (onEdge !== null) cache.view(edgeView).set(key, onEdge);
    if (inMailbox !== null) cache.view(hubView).set(key, inMailbox);
    const one = { key, gvr: deployments, namespace: "commonstuff", name: "commond", resourceVersion: "100" };
    returnStatus(
      { hub: this.api, cache, now: () => 5 },
      { edge: "florin", cluster: "m1", returns: [one] },
      (answer) => void this.answers.push({ ...answer }),
    );
  }
}

const ready = { replicas: 1, readyReplicas: 1 };

test("S12: the status of the edge goes into the mailbox copy, whose spec and metadata stay its own", () => {
  const { api, answers } = new Bench(deployment("101", ready, { replicas: 5 }), deployment("7", undefined));
  const { verb, subresource, cluster, body } = api.last;
  assert.equal([verb, subresource, cluster], ["update", "status", "m1"]);
  assert.equal(body, deployment("7", ready));
  api.grant(body);
  assert.equal(answers, [{
    type: "status.returned",
    key,
    resourceVersion: "101",
    outcome: "written",
    writtenAt: 5,
  }]);
});

test("what is inert in the mailbox gets the status of its natural form", () => {
  const gvr = { group: "", version: "v1", resource: "resourcequotas" };
  const one = { gvr, namespace: "ns", name: "few" };
  const cache = createObjectCache();
  const status = { used: { pods: "1" } };
  const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "few", namespace: "ns" } };
  const inert = { ...quota, apiVersion: "core.denatured.edge.kcp.io/v1" };
  const view = (source: string, cluster: string, resource: typeof gvr) =>
    cache.view(reflectorAddress({ source, cluster, gvr: resource, selector }));
  view("edge:florin", "", gvr).set(objectKey(one), { ...quota, status });
  view("hub", "m1", denaturedResource(gvr)).set(denaturedKey(one), inert);
  const api = new ScriptedApi();
  const returns = [{ ...one, key: objectKey(one), resourceVersion: "1" }];
  returnStatus({ hub: api, cache, now: () => 5 }, { edge: "florin", cluster: "m1", returns }, () => {});
  assert.equal([api.last.resource, api.last.body], [denaturedResource(gvr), { ...inert, status }]);
});

test("law 5: a status that is there already is not written", () => {
  const { api, answers } = new Bench(deployment("101", ready), deployment("7", ready));
  assert.equal([api.requests.length, answers[0].type], [0, "status.returned"]);
});

for (
  const [name, onEdge, inMailbox] of [
    ["no object on the edge", null, deployment("7", undefined)],
    ["no copy in the mailbox", deployment("101", ready), null],
    ["no status", deployment("101", undefined), deployment("7", ready)],
    ["an empty status", deployment("101", {}), deployment("7", ready)],
  ] as const
) {
  test(`${name} is nothing to return`, () => {
    const { api, answers } = new Bench(onEdge, inMailbox);
    assert.equal([api.requests.length, answers.length], [0, 1]);
  });
}

test("what the watch has not shown yet is asked about again: its version does not count as returned", () => {
  const { answers } = new Bench(null, deployment("7", undefined));
  assert.is(answers[0].resourceVersion, "");
});

test("6.5: a kind without the subresource gets its status with the whole object", () => {
  const { api, answers } = new Bench(deployment("101", ready), deployment("7", undefined));
  api.refuse(404, "NotFound", {});
  assert.equal([api.last.verb, api.last.subresource], ["update", undefined]);
  api.grant(deployment("8", ready));
  assert.is(answers[0].type, "status.returned");
});

test("a copy that is gone, or changed meanwhile, is told as refused", () => {
  for (const [status, reason] of [[404, "NotFound"], [409, "Conflict"]] as const) {
    const { api, answers } = new Bench(deployment("101", ready), deployment("7", undefined));
    api.refuse(status, reason);
    assert.equal([answers[0].type, answers[0].reason], ["status.refused", reason]);
    assert.is(api.requests.length, 1);
  }
});

test.run();
