/** The verbs delete and deletecollection. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KindDefinition } from "../../../src/hub/resources/kind_definition.ts";
import {
  configMaps,
  createTestHub,
  deployments,
  inDefault,
  named,
  namespaces,
  testKinds,
} from "../test_hub.ts";

function withConfigMap(metadata: object = {}) {
  const hub = createTestHub();
  const body = { metadata: { name: "a", ...metadata } };
  const made = hub.ask("create", configMaps, inDefault({ body }));
  const remove = (options: object = {}) =>
    hub.ask("delete", configMaps, inDefault({ name: "a", body: options }));
  const exists = () => hub.list(configMaps).items.length > 0;
  return { ...hub, made, remove, exists };
}

test("delete removes at once and answers with a Status", () => {
  const { remove, exists, made } = withConfigMap();
  const status = remove();
  assert.equal([status.kind, status["status"]], ["Status", "Success"]);
  assert.equal(status["details"], { name: "a", group: "", kind: "configmaps", uid: made.metadata.uid });
  assert.not(exists());
});

test("a finalizer holds the object, and the last one to go lets it go", () => {
  const { remove, exists, ask, refused } = withConfigMap({ finalizers: ["x.y/hold"] });
  const going = remove();
  assert.is(going.metadata.deletionTimestamp, "2026-01-02T03:04:05Z");
  assert.is(going.metadata.deletionGracePeriodSeconds, 0);
  assert.equal(remove(), going, "a second delete changes nothing");
  const more = { ...going, metadata: { ...going.metadata, finalizers: ["x.y/hold", "x.y/more"] } };
  assert.is(refused("update", configMaps, inDefault({ name: "a", body: more })).status, 422);
  const { finalizers: _, ...metadata } = going.metadata;
  ask("update", configMaps, inDefault({ name: "a", body: { ...going, metadata } }));
  assert.not(exists());
});

test("preconditions must hold", () => {
  const { remove, refused, made, exists } = withConfigMap();
  for (const preconditions of [{ uid: "other" }, { resourceVersion: "1" }]) {
    const error = refused("delete", configMaps, inDefault({ name: "a", body: { preconditions } }));
    assert.equal([error.status, error.reason], [409, "Conflict"]);
    assert.match(error.message, "Precondition failed");
  }
  const { uid, resourceVersion } = made.metadata;
  remove({ preconditions: { uid, resourceVersion } });
  assert.not(exists());
});

const policies = [["Foreground", "foregroundDeletion"], ["Orphan", "orphan"]] as const;
for (const [propagationPolicy, finalizer] of policies) {
  test(`propagation policy ${propagationPolicy} is left to the collector as a finalizer`, () => {
    const { remove } = withConfigMap();
    const going = remove({ propagationPolicy });
    assert.equal(going.metadata.finalizers, [finalizer]);
    assert.ok(going.metadata.deletionTimestamp);
  });
}

test("wrong options are refused", () => {
  const { refused } = withConfigMap();
  const options = [{ propagationPolicy: "Never" }, { gracePeriodSeconds: -1 }, { dryRun: ["No"] }, {
    propagationPolicy: "Orphan",
    orphanDependents: true,
  }];
  for (const body of options) {
    assert.is(
      refused("delete", configMaps, inDefault({ name: "a", body })).status,
      422,
      JSON.stringify(body),
    );
  }
});

test("a dry run deletes nothing", () => {
  const { remove, exists } = withConfigMap();
  remove({ dryRun: ["All"] });
  assert.ok(exists());
});

test("deletion counts as a change of a kind that has generations", () => {
  const { ask } = createTestHub();
  const body = { metadata: { name: "d", finalizers: ["x.y/hold"] }, spec: {} };
  ask("create", deployments, inDefault({ body }));
  assert.is(ask("delete", deployments, inDefault({ name: "d" })).metadata.generation, 2);
});

test("a kind may hold its objects itself, as namespaces do", () => {
  const { ask, list } = createTestHub();
  const going = ask("delete", namespaces, { name: "default" });
  assert.ok(going.metadata.deletionTimestamp);
  ask("update", namespaces, { name: "default", body: { ...going, spec: { finalizers: [] } } });
  assert.is(list(namespaces).items.length, 0);
});

test("graceful termination waits for the second delete, and can be shortened", () => {
  const pod: KindDefinition = {
    group: "",
    version: "v1",
    kind: "Pod",
    resource: "pods",
    singular: "pod",
    namespaced: true,
    gracePeriodSeconds: () => 30,
  };
  const { ask, list } = createTestHub({ kinds: [...testKinds, pod] });
  ask("create", pod, inDefault({ body: named("p") }));
  const going = ask("delete", pod, inDefault({ name: "p" }));
  assert.is(going.metadata.deletionTimestamp, "2026-01-02T03:04:35Z");
  assert.is(ask("delete", pod, inDefault({ name: "p" })).metadata.deletionGracePeriodSeconds, 30);
  ask("delete", pod, inDefault({ name: "p", body: { gracePeriodSeconds: 0 } }));
  assert.is(list(pod).items.length, 0);
});

test("deletecollection deletes what the selectors select, and only there", () => {
  const { ask, list } = createTestHub();
  ask("create", namespaces, { body: named("other") });
  for (const [namespace, name, app] of [["default", "a", "x"], ["default", "b", "y"], ["other", "c", "x"]]) {
    ask("create", configMaps, { namespace, body: { metadata: { name, labels: { app } } } });
  }
  ask("deletecollection", configMaps, inDefault({ query: { labelSelector: "app=x" } }));
  assert.equal(list(configMaps).items.map(({ metadata }) => metadata.name), ["b", "c"]);
});

test.run();
