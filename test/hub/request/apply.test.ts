/** Server-side apply and field managers (KEP-555). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KubeObject } from "../../../src/kube/object.ts";
import { configMaps, createTestHub, deployments, inDefault, named, widgets } from "../test_hub.ts";

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time: string;
  readonly fieldsV1: object;
}

const entries = ({ metadata }: KubeObject) => (metadata.managedFields ?? []) as readonly Entry[];
const managers = (object: KubeObject) =>
  entries(object).map(({ manager, operation }) => `${operation} ${manager}`);

function setup() {
  const hub = createTestHub();
  const applying = (manager: string, fields: object, query: Record<string, string> = {}) =>
    inDefault({
      name: "d",
      patchType: "apply" as const,
      query: { fieldManager: manager, ...query },
      body: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d" }, ...fields },
    });
  const apply = (manager: string, fields: object, query?: Record<string, string>) =>
    hub.ask("patch", deployments, applying(manager, fields, query));
  const refusedApply = (manager: string, fields: object) =>
    hub.refused("patch", deployments, applying(manager, fields));
  return { ...hub, apply, refusedApply };
}

const containers = (...items: object[]) => ({ spec: { template: { spec: { containers: items } } } });
const containersOf = (object: KubeObject) =>
  (object["spec"] as { template: { spec: { containers: unknown } } }).template.spec.containers;

test("apply creates, and says who manages what", () => {
  const { apply } = setup();
  const made = apply("a", { spec: { replicas: 1, ...containers({ name: "web", image: "i" }).spec } });
  assert.equal(entries(made), [{
    manager: "a",
    operation: "Apply",
    apiVersion: "apps/v1",
    time: "2026-01-02T03:04:05Z",
    fieldsType: "FieldsV1",
    fieldsV1: {
      "f:spec": {
        "f:replicas": {},
        "f:template": {
          "f:spec": { "f:containers": { 'k:{"name":"web"}': { ".": {}, "f:image": {}, "f:name": {} } } },
        },
      },
    },
  } as unknown as Entry]);
});

test("apply of the same configuration writes nothing, at any time", () => {
  const { apply, hub, clock } = setup();
  const made = apply("a", { spec: { replicas: 1 } });
  clock.advance(5000);
  const before = hub.revision();
  assert.equal(apply("a", { spec: { replicas: 1 } }), made);
  assert.is(hub.revision(), before);
});

test("what is no longer applied is removed, what others manage stays", () => {
  const { apply } = setup();
  apply("a", { metadata: { name: "d", labels: { a: "1", shared: "x" } } });
  apply("b", { metadata: { name: "d", labels: { b: "2", shared: "x" } } });
  const left = apply("a", { metadata: { name: "d" } });
  assert.equal(left.metadata.labels, { b: "2", shared: "x" });
  assert.equal(managers(left), ["Apply b"]);
});

test("items of keyed lists are removed, merged and kept one by one", () => {
  const { apply } = setup();
  apply("a", containers({ name: "web", image: "w" }, { name: "old", image: "o" }));
  apply("b", containers({ name: "side", image: "s" }, { name: "web", args: ["x"] }));
  const after = apply("a", containers({ name: "web", image: "w2" }));
  assert.equal(containersOf(after), [{ name: "web", image: "w2", args: ["x"] }, {
    name: "side",
    image: "s",
  }]);
  const left = apply("a", { spec: {} });
  assert.equal(containersOf(left), [{ name: "web", args: ["x"] }, { name: "side", image: "s" }]);
});

test("ports are told apart by port and protocol, and TCP is the default", () => {
  const { apply } = setup();
  apply("a", containers({ name: "w", ports: [{ containerPort: 53, protocol: "TCP" }] }));
  const both = apply("b", containers({ name: "w", ports: [{ containerPort: 53, protocol: "UDP" }] }));
  const ports = (containersOf(both) as { ports: unknown[] }[])[0]!.ports;
  assert.equal(ports, [{ containerPort: 53, protocol: "TCP" }, { containerPort: 53, protocol: "UDP" }]);
  const same = apply("b", containers({ name: "w", ports: [{ containerPort: 53 }] }));
  assert.equal((containersOf(same) as { ports: unknown[] }[])[0]!.ports, [{
    containerPort: 53,
    protocol: "TCP",
  }]);
});

test("another manager's field with another value is a conflict with a cause for each field", () => {
  const { apply, refusedApply } = setup();
  apply("a", { spec: { replicas: 1, ...containers({ name: "web", image: "i" }).spec } });
  const error = refusedApply("b", { spec: { replicas: 2, ...containers({ name: "web", image: "j" }).spec } });
  assert.equal([error.status, error.reason], [409, "Conflict"]);
  assert.match(error.message, "Apply failed with 2 conflicts");
  assert.equal(error.details.causes, [
    { reason: "FieldManagerConflict", message: 'conflict with "a"', field: ".spec.replicas" },
    {
      reason: "FieldManagerConflict",
      message: 'conflict with "a"',
      field: '.spec.template.spec.containers[name="web"].image',
    },
  ]);
});

test("the same value is shared, force takes over", () => {
  const { apply } = setup();
  apply("a", { spec: { replicas: 1 } });
  assert.equal(managers(apply("b", { spec: { replicas: 1 } })), ["Apply a", "Apply b"]);
  const taken = apply("b", { spec: { replicas: 2 } }, { force: "true" });
  assert.equal([taken["spec"], managers(taken)], [{ replicas: 2 }, ["Apply b"]]);
});

test("an update owns what it changes, and a later apply conflicts with it", () => {
  const { apply, ask, refusedApply } = setup();
  apply("a", { spec: { replicas: 1 } });
  const body = { spec: { replicas: 3 } };
  const query = { fieldManager: "hpa" };
  const scaled = ask("patch", deployments, inDefault({ name: "d", patchType: "merge", body, query }));
  assert.equal(managers(scaled), ["Update hpa"]);
  const error = refusedApply("a", { spec: { replicas: 1 } });
  assert.match(error.message, 'conflict with "hpa" using apps/v1 at 2026-01-02T03:04:05Z: .spec.replicas');
});

test("status is managed apart, and apply of the object cannot touch it", () => {
  const { apply, ask } = setup();
  const made = apply("a", { spec: { replicas: 1 }, status: { replicas: 5 } });
  assert.is(made["status"], undefined);
  const body = { ...made, status: { replicas: 1 } };
  const query = { fieldManager: "kubelet" };
  const reported = ask("update", deployments, inDefault({ name: "d", subresource: "status", body, query }));
  assert.equal(entries(reported).map(({ manager, subresource }) => [manager, subresource]), [
    ["a", undefined],
    ["kubelet", "status"],
  ]);
  assert.equal(apply("a", { spec: { replicas: 1 } })["status"], { replicas: 1 });
});

test("the last change of a manager is dated, others keep their dates", () => {
  const { apply, clock } = setup();
  apply("a", { spec: { replicas: 1 } });
  clock.advance(1000);
  const two = apply("b", { metadata: { name: "d", labels: { x: "y" } } });
  assert.equal(entries(two).map(({ manager, time }) => `${manager} ${time.slice(-4)}`), ["a :05Z", "b :06Z"]);
});

test("an empty managedFields forgets all managers", () => {
  const { apply, ask } = setup();
  const made = apply("a", { spec: { replicas: 1 } });
  const body = { ...made, metadata: { ...made.metadata, managedFields: [{}] } };
  assert.equal(managers(ask("update", deployments, inDefault({ name: "d", body }))), []);
});

test("more than ten updaters become one entry of ancient changes", () => {
  const { ask } = createTestHub();
  ask("create", configMaps, inDefault({ body: named("a"), query: { fieldManager: "m0" } }));
  let last: KubeObject | undefined;
  for (let at = 1; at <= 14; at++) {
    const query = { fieldManager: `m${at}` };
    last = ask(
      "patch",
      configMaps,
      inDefault({ name: "a", patchType: "merge", body: { data: { [`k${at}`]: "v" } }, query }),
    );
  }
  assert.is(entries(last!).length, 10);
  assert.ok(entries(last!).some(({ manager }) => manager === "ancient-changes"));
});

const refusals: readonly (readonly [string, number, object, Record<string, string>])[] = [
  ["without a field manager", 422, {}, { fieldManager: "" }],
  ["with managedFields", 400, { metadata: { name: "d", managedFields: [{ manager: "x" }] } }, {}],
  ["of another name", 400, { metadata: { name: "e" } }, {}],
  ["of another kind", 400, { kind: "Pod" }, {}],
];
for (const [what, status, body, query] of refusals) {
  test(`apply ${what} is refused`, () => {
    const { refused } = setup();
    const full = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d" }, ...body };
    const request = inDefault({
      name: "d",
      patchType: "apply" as const,
      body: full,
      query: { fieldManager: "a", ...query },
    });
    assert.is(refused("patch", deployments, request).status, status);
  });
}

test("a CRD's set is merged by value", () => {
  const { ask } = createTestHub();
  const apply = (manager: string, tags: string[]) =>
    ask("patch", widgets, {
      name: "w",
      patchType: "apply",
      query: { fieldManager: manager },
      body: { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" }, spec: { tags } },
    })["spec"];
  apply("a", ["x", "y"]);
  assert.equal(apply("b", ["z", "y"]), { tags: ["x", "y", "z"], size: 3 });
  assert.equal(apply("a", []), { tags: ["y", "z"], size: 3 });
});

test("an item that stays for another manager's sake keeps its key", () => {
  const { apply, ask } = setup();
  apply("a", containers({ name: "web", image: "i" }));
  const body = [{ op: "add", path: "/spec/template/spec/containers/0/image", value: "j" }];
  ask(
    "patch",
    deployments,
    inDefault({ name: "d", patchType: "json", body, query: { fieldManager: "set-image" } }),
  );
  assert.equal(containersOf(apply("a", { spec: {} })), [{ name: "web", image: "j" }]);
});

test.run();
