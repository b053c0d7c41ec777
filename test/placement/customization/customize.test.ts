/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Customizer, Replacement } from "../../../src/kube/edge_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { customize, customizerReference } from "../../../src/placement/customization/customize.ts";

const expands = { "edge.kcp.io/expand-parameters": "true" };
const names = { "edge.kcp.io/customizer": "example-customizer" };
const guilder = new Map([["env", "prod"], ["loc-name", "guilder"]]);

const customizer = (replacements: Replacement[], annotations = {}): Customizer => ({
  apiVersion: "edge.kcp.io/v1alpha1",
  kind: "Customizer",
  metadata: { name: "example-customizer", namespace: "commonstuff", annotations },
  replacements,
});
const object = (annotations: Record<string, string>, rest: Record<string, unknown>): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "x", namespace: "commonstuff", annotations },
  ...rest,
});

test("the documented example: a page and an environment variable that name the place", () => {
  const page = object(expands, { data: { "index.html": "Running in %(loc-name)." } });
  assert.equal(customize(page, undefined, guilder).object["data"], { "index.html": "Running in guilder." });
  const workload = object(names, {
    spec: { template: { spec: { containers: [{ env: [{ name: "A", value: "old" }] }] } } },
  });
  const replacement = { path: "$.spec.template.spec.containers.0.env.0.value", value: '"env is %(env)"' };
  const { object: result, problems } = customize(workload, customizer([replacement], expands), guilder);
  assert.equal(result["spec"], {
    template: { spec: { containers: [{ env: [{ name: "A", value: "env is prod" }] }] } },
  });
  assert.equal(problems, []);
});

test("without annotations nothing happens, whatever is given", () => {
  const plain = object({}, { data: { a: "%(env)" } });
  assert.is(customize(plain, customizer([{ path: "$.data.a", value: "1" }]), guilder).object, plain);
  const almost = object({ "edge.kcp.io/expand-parameters": "True" }, { data: { a: "%(env)" } });
  assert.is(customize(almost, undefined, guilder).object, almost);
});

test("replacements work in order, each on the result of the one before, after expansion", () => {
  const both = object({ ...expands, ...names }, { data: { a: "%(env)" } });
  const steps = [{ path: "$.data", value: '{"b":"%(env)"}' }, { path: "$.data.c", value: "1" }];
  assert.equal(customize(both, customizer(steps), guilder).object["data"], { b: "%(env)", c: 1 });
});

test("a bad replacement is skipped and told without its value, and the others apply", () => {
  const steps = [
    { path: "$.data.a", value: "canary" },
    { path: "$..data", value: "1" },
    { path: "$", value: "47" },
    { path: "$.metadata.name", value: '"other"' },
    { path: "$.metadata", value: "null" },
    { path: "$.data.deep", value: "[".repeat(200) + "]".repeat(200) },
    { path: "$.data.ok", value: "9223372036854775807" },
  ];
  const { object: result, problems } = customize(
    object(names, { data: { a: "1" } }),
    customizer(steps),
    undefined,
  );
  assert.equal(result["data"], { a: "1", ok: 9223372036854775807n });
  assert.is(problems.length, 6);
  assert.not.match(problems.join(), "canary");
});

test("what is needed and missing leaves the object as it is", () => {
  const named = object({ ...names, ...expands }, { data: { a: "%(env)" } });
  for (const result of [customize(named, undefined, guilder), customize(named, customizer([]), undefined)]) {
    assert.is(result.object, named);
    assert.is(result.problems.length, 1);
  }
  assert.match(
    customize(named, undefined, guilder).problems[0],
    /no Customizer commonstuff\/example-customizer/,
  );
  assert.match(customize(named, customizer([]), undefined).problems[0], /Location/);
});

test("a customization beyond all measure leaves the object as it is", () => {
  const bomb = object(names, { data: { a: { a: 1 } } });
  const steps = Array.from(
    { length: 40 },
    () => ({ path: "$.data..*", value: `{"a":${"[1,1,1,1]".repeat(1)},"b":"${"x".repeat(200_000)}"}` }),
  );
  const result = customize(bomb, customizer(steps), undefined);
  assert.is(result.object, bomb);
  assert.match(result.problems[0], /characters would be written/);
});

test("a Customizer is named in the object's own namespace, or with one", () => {
  const reference = (text: string, namespace = "ns") =>
    customizerReference({ namespace, annotations: { "edge.kcp.io/customizer": text } });
  assert.equal(reference("c"), { namespace: "ns", name: "c" });
  assert.equal(reference("c", ""), { namespace: "", name: "c" });
  assert.equal(reference("other/c/d"), { namespace: "other", name: "c/d" });
  assert.is(reference(""), null);
});

for (const replacements of [undefined, 7, [null, 7, { path: 1, value: "1" }, { path: "$.data.a" }]]) {
  test(`replacements of the wrong type do nothing: ${JSON.stringify(replacements)}`, () => {
    const named = object(names, { data: {} });
    const poison = { ...customizer([]), replacements } as unknown as Customizer;
    assert.is(customize(named, poison, undefined).object, named);
  });
}

test.run();
