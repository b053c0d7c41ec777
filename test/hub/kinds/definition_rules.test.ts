/** Definitions that kube-apiserver would refuse are refused, at the field that is wrong. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { definitionProblems } from "../../../src/hub/kinds/definitions/definition_rules.ts";
import type { KubeObject } from "../../../src/kube/object.ts";

const text = { type: "string" };
const schemaField = "spec.versions[0].schema.openAPIV3Schema";
const specField = `${schemaField}.properties[spec].properties[a]`;

interface Parts {
  readonly name?: string;
  readonly spec?: object;
  readonly names?: object;
  readonly version?: object;
  readonly schema?: object;
  /** The schema of `spec.a`. */
  readonly a?: object;
}

function definition({ name = "foos.x.test", spec, names, version, schema, a = text }: Parts): KubeObject {
  const properties = { spec: { type: "object", properties: { a } } };
  const openAPIV3Schema = { type: "object", properties, ...schema };
  const versions = [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema }, ...version }];
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec: {
      group: "x.test",
      scope: "Namespaced",
      names: { plural: "foos", kind: "Foo", ...names },
      versions,
      ...spec,
    },
  };
}

const keyed = (more: object) => ({
  type: "array",
  "x-kubernetes-list-type": "map",
  items: { type: "object", properties: { k: text } },
  ...more,
});
const scale = (specReplicasPath: string, statusReplicasPath?: string) => ({
  version: { subresources: { scale: { specReplicasPath, statusReplicasPath } } },
});
const column = (more: object) => ({
  version: { additionalPrinterColumns: [{ name: "A", type: "string", jsonPath: ".spec.a", ...more }] },
});

const wrong: readonly (readonly [string, Parts, string])[] = [
  ["no scope", { spec: { scope: undefined } }, "spec.scope"],
  ["an unknown scope", { spec: { scope: "Global" } }, "spec.scope"],
  ["no kind", { names: { kind: undefined } }, "spec.names.kind"],
  ["a kind with a space", { names: { kind: "Foo Bar" } }, "spec.names.kind"],
  ["a kind that is its own list", { names: { listKind: "Foo" } }, "spec.names.listKind"],
  ["a short name with an underscore", { names: { shortNames: ["f_"] } }, "spec.names.shortNames[0]"],
  ["another name than plural and group", { name: "bars.x.test" }, "metadata.name"],
  ["a group without a dot", { name: "foos.x", spec: { group: "x" } }, "spec.group"],
  [
    "a group of Kubernetes' own",
    { name: "foos.x.k8s.io", spec: { group: "x.k8s.io" } },
    "metadata.annotations[api-approved.kubernetes.io]",
  ],
  ["a version in capitals", { version: { name: "V1" } }, "spec.versions[0].name"],
  ["conversion by webhook", { spec: { conversion: { strategy: "Webhook" } } }, "spec.conversion.strategy"],
  ["preserveUnknownFields", { spec: { preserveUnknownFields: true } }, "spec.preserveUnknownFields"],
  ["a root that is no object", { schema: { type: "string" } }, `${schemaField}.type`],
  ["a field without a type", { a: { description: "x" } }, `${specField}.type`],
  ["an unknown type", { a: { type: "strng" } }, `${specField}.type`],
  ["a list of nothing", { a: { type: "array" } }, `${specField}.items`],
  ["a pattern that is none", { a: { ...text, pattern: "((" } }, `${specField}.pattern`],
  ["a default of another type", { a: { type: "integer", default: "x" } }, `${specField}.default`],
  [
    "a default that would be pruned",
    { a: { type: "object", properties: { b: text }, default: { c: 1 } } },
    `${specField}.default`,
  ],
  [
    "fields and free fields",
    { a: { type: "object", properties: { b: text }, additionalProperties: text } },
    `${specField}.additionalProperties`,
  ],
  [
    "no free fields",
    { a: { type: "object", additionalProperties: false } },
    `${specField}.additionalProperties`,
  ],
  ["uniqueItems", { a: { type: "array", items: text, uniqueItems: true } }, `${specField}.uniqueItems`],
  ["a reference", { a: { ...text, $ref: "#/x" } }, `${specField}.$ref`],
  ["a keyed list without keys", { a: keyed({}) }, `${specField}.x-kubernetes-list-map-keys`],
  [
    "a key that is no field",
    { a: keyed({ "x-kubernetes-list-map-keys": ["z"] }) },
    `${specField}.x-kubernetes-list-map-keys`,
  ],
  [
    "a set of maps",
    { a: { type: "array", "x-kubernetes-list-type": "set", items: { type: "object" } } },
    `${specField}.items.x-kubernetes-map-type`,
  ],
  [
    "an int-or-string with a type",
    { a: { ...text, "x-kubernetes-int-or-string": true } },
    `${specField}.type`,
  ],
  ["a type inside allOf", { a: { ...text, allOf: [text] } }, `${specField}.allOf[0].type`],
  ["rules for labels", {
    schema: { properties: { metadata: { type: "object", properties: { labels: { type: "object" } } } } },
  }, `${schemaField}.properties[metadata]`],
  ["a column of no type", column({ type: "strin" }), "spec.versions[0].additionalPrinterColumns[0].type"],
  [
    "a column from nowhere",
    column({ jsonPath: "spec.a" }),
    "spec.versions[0].additionalPrinterColumns[0].jsonPath",
  ],
  [
    "replicas outside spec",
    scale(".status.a", ".status.b"),
    "spec.versions[0].subresources.scale.specReplicasPath",
  ],
  ["a scale without status", scale(".spec.a"), "spec.versions[0].subresources.scale.statusReplicasPath"],
  [
    "a selectable list",
    { version: { selectableFields: [{ jsonPath: ".spec" }] } },
    "spec.versions[0].selectableFields[0].jsonPath",
  ],
];
for (const [what, parts, field] of wrong) {
  test(`${what} is wrong at ${field}`, () => {
    assert.equal(definitionProblems(definition(parts), undefined).map((cause) => cause.field), [field]);
  });
}

test("two versions of one name, or two that are stored, are wrong", () => {
  const good = definition({});
  const { versions } = good.spec as { versions: object[] };
  const twice = { ...good, spec: { ...good.spec as object, versions: [...versions, ...versions] } };
  assert.is(definitionProblems(twice, undefined).length, 2);
});

const fine: readonly Parts[] = [
  {},
  { a: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] } },
  { a: { "x-kubernetes-preserve-unknown-fields": true } },
  { a: { ...text, nullable: true, default: null, allOf: [{ pattern: "^a" }, { not: { enum: ["ab"] } }] } },
  { a: keyed({ "x-kubernetes-list-map-keys": ["k"] }) },
  scale(".spec.a", ".status.b"),
  column({ jsonPath: ".metadata.annotations['a\\.b']", priority: 1 }),
];
for (const parts of fine) {
  test(`${JSON.stringify(parts)} is fine`, () => {
    assert.equal(definitionProblems(definition(parts), undefined), []);
  });
}

test("what is stored is judged again only when it changes", () => {
  const old = definition({ spec: { scope: undefined } });
  assert.equal(definitionProblems({ ...old, status: { a: 1 } }, old), []);
  const changed = { ...old, spec: { ...old.spec as object, group: "y.test" } };
  assert.ok(definitionProblems(changed, old).length > 0);
});

test.run();
