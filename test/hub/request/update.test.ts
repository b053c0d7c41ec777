/** The verb update, and what it may change. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  configMaps,
  createTestHub,
  deployments,
  inDefault,
  named,
  type TestHub,
  widgets,
} from "../test_hub.ts";

function withDeployment() {
  const hub = createTestHub();
  const made = hub.ask("create", deployments, inDefault({ body: named("a", { spec: { replicas: 1 } }) }));
  const put = (body: object, subresource?: string) =>
    hub.ask("update", deployments, inDefault({ name: "a", body, subresource }));
  return { ...hub, made, put };
}

test("an update that changes nothing writes nothing", () => {
  const { made, put, hub } = withDeployment();
  const before = hub.revision();
  assert.equal(put(made), made);
  assert.is(hub.revision(), before);
});

test("resourceVersion grows with every write, generation only with spec", () => {
  const { made, put } = withDeployment();
  const labelled = put({ ...made, metadata: { ...made.metadata, labels: { a: "b" } } });
  assert.is(Number(labelled.metadata.resourceVersion), Number(made.metadata.resourceVersion) + 1);
  assert.is(labelled.metadata.generation, 1);
  const scaled = put({ ...labelled, spec: { replicas: 2 } });
  assert.is(scaled.metadata.generation, 2);
});

test("status and spec cannot be changed through each other", () => {
  const { made, put } = withDeployment();
  const reported = put({ ...made, spec: { replicas: 9 }, status: { replicas: 1 } }, "status");
  assert.equal([reported["spec"], reported["status"]], [{ replicas: 1 }, { replicas: 1 }]);
  assert.is(reported.metadata.generation, 1);
  const scaled = put({ ...reported, spec: { replicas: 2 }, status: { replicas: 5 } });
  assert.equal([scaled["spec"], scaled["status"]], [{ replicas: 2 }, { replicas: 1 }]);
});

test("of updates with the same version exactly one is stored", () => {
  const { made, put, refused } = withDeployment();
  put({ ...made, spec: { replicas: 2 } });
  const late = { ...made, spec: { replicas: 3 } };
  const error = refused("update", deployments, inDefault({ name: "a", body: late }));
  assert.equal([error.status, error.reason], [409, "Conflict"]);
  assert.is(
    error.message,
    'Operation cannot be fulfilled on deployments.apps "a": the object has been modified; ' +
      "please apply your changes to the latest version and try again",
  );
});

test("a version is not needed for a built-in kind, and is for a custom one", () => {
  const { ask, refused, put } = withDeployment();
  assert.is(put(named("a", { spec: { replicas: 4 } })).metadata.generation, 2);
  ask("create", widgets, { body: named("w", { spec: {} }) });
  const error = refused("update", widgets, { name: "w", body: named("w", { spec: {} }) });
  assert.match(error.message, "metadata.resourceVersion: Invalid value: 0: must be specified for an update");
});

test("generation of a kind without status grows with any content", () => {
  const { ask } = createTestHub();
  const made = ask("create", widgets, { body: named("w", { spec: {} }) });
  const changed = ask("update", widgets, { name: "w", body: { ...made, spec: { size: 4 } } });
  assert.is(changed.metadata.generation, 2);
  const labelled = { ...changed, metadata: { ...changed.metadata, labels: { a: "b" } } };
  assert.is(ask("update", widgets, { name: "w", body: labelled }).metadata.generation, 2);
});

const refusals: readonly (readonly [string, number, (made: { metadata: object }) => object])[] = [
  ["another name", 400, (made) => ({ ...made, metadata: { ...made.metadata, name: "b" } })],
  ["another namespace", 400, (made) => ({ ...made, metadata: { ...made.metadata, namespace: "b" } })],
  ["another uid", 409, (made) => ({ ...made, metadata: { ...made.metadata, uid: "b" } })],
];
for (const [what, status, change] of refusals) {
  test(`update refuses ${what}`, () => {
    const { made, refused } = withDeployment();
    assert.is(refused("update", deployments, inDefault({ name: "a", body: change(made) })).status, status);
  });
}

test("an update of what is not there is 404", () => {
  const { refused } = createTestHub();
  const error = refused("update", configMaps, inDefault({ name: "a", body: named("a") }));
  assert.equal([error.status, error.details], [404, { name: "a", kind: "configmaps" }]);
});

test("labels and annotations that are left out are gone", () => {
  const { ask } = createTestHub();
  const body = { metadata: { name: "a", labels: { a: "1" }, annotations: { b: "2" } } };
  ask("create", configMaps, inDefault({ body }));
  const bare = ask("update", configMaps, inDefault({ name: "a", body: named("a") }));
  assert.equal([bare.metadata.labels, bare.metadata.annotations], [undefined, undefined]);
});

test("scale reads and writes replicas as autoscaling/v1", () => {
  const { ask, made } = withDeployment();
  const part = inDefault({ name: "a", subresource: "scale" });
  const scale = ask("get", deployments, part);
  assert.equal([scale.apiVersion, scale.kind, scale["spec"]], ["autoscaling/v1", "Scale", { replicas: 1 }]);
  ask("update", deployments, { ...part, body: { ...scale, spec: { replicas: 5 } } });
  const patched = ask("patch", deployments, { ...part, patchType: "merge", body: { spec: { replicas: 6 } } });
  assert.equal(patched["spec"], { replicas: 6 });
  const now = ask("get", deployments, inDefault({ name: "a" }));
  assert.equal([now["spec"], now.metadata.generation, now.metadata.uid], [
    { replicas: 6 },
    3,
    made.metadata.uid,
  ]);
});

test("scale refuses less than nothing and a stale version", () => {
  const { ask, refused } = withDeployment();
  const part = inDefault({ name: "a", subresource: "scale" });
  const scale = ask("get", deployments, part);
  assert.is(
    refused("update", deployments, { ...part, body: { ...scale, spec: { replicas: -1 } } }).status,
    422,
  );
  ask("update", deployments, { ...part, body: { ...scale, spec: { replicas: 5 } } });
  assert.is(
    refused("update", deployments, { ...part, body: { ...scale, spec: { replicas: 6 } } }).status,
    409,
  );
});

test("requests for what is not served are told so", () => {
  const { refused, made } = withDeployment() as TestHub & { made: object };
  const unknown = refused("get", { group: "x.y", version: "v1", resource: "things" }, { name: "a" });
  assert.equal([unknown.status, unknown.message], [404, "the server could not find the requested resource"]);
  assert.is(refused("get", deployments, inDefault({ name: "a", subresource: "logs" })).status, 404);
  assert.is(
    refused("create", deployments, inDefault({ name: "a", subresource: "status", body: made })).status,
    405,
  );
});

test.run();
