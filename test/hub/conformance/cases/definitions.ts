/** CustomResourceDefinitions with structural schemas. @module */
import * as assert from "uvu/assert";
import { type Case, forAll, onWire } from "../case.ts";
import type { Place } from "../place.ts";

const servedWithinMs = 1000;

const properties = {
  spec: {
    type: "object",
    required: ["size"],
    properties: {
      size: { type: "integer", minimum: 1 },
      big: { type: "integer", format: "int64" },
      colour: { type: "string", default: "grey", enum: ["grey", "red"] },
      loose: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    },
  },
  status: { type: "object", properties: { seen: { type: "boolean" } } },
};

/** A definition of widgets in a group of the place's own; `rules` hold for their spec. */
function definitionOf(group: string, rules?: readonly object[]) {
  const spec = rules === undefined
    ? properties.spec
    : { ...properties.spec, "x-kubernetes-validations": rules };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        selectableFields: [{ jsonPath: ".spec.colour" }],
        schema: { openAPIV3Schema: { type: "object", properties: { ...properties, spec } } },
        additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }],
      }],
    },
  };
}

const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Defines widgets, runs, and takes the definition away again. */
async function withWidgets(
  place: Place,
  run: (widgets: string, widget: (name: string, spec: object) => object) => Promise<void>,
  rules?: readonly object[],
): Promise<void> {
  const group = `${place.namespace}.test`;
  await place.ok("POST", definitionsPath, { body: definitionOf(group, rules) });
  try {
    const widgets = `/apis/${group}/v1/namespaces/${place.namespace}/widgets`;
    await place.until(widgets, ({ reason }) => reason === "");
    await run(
      widgets,
      (name, spec) => ({ apiVersion: `${group}/v1`, kind: "Widget", metadata: { name }, spec }),
    );
  } finally {
    await place.ok("DELETE", `${definitionsPath}/widgets.${group}`);
  }
}

export const definitions: readonly Case[] = [
  forAll({
    name: "a definition without its proper name, storage version or schema is invalid",
    rule: "CustomResourceDefinitions, Create a CustomResourceDefinition",
    needs: ["definitions"],
  }, async (place) => {
    const good = definitionOf(`${place.namespace}.test`);
    const [version] = good.spec.versions;
    const wrong = [
      { ...good, metadata: { name: `things.${place.namespace}.test` } },
      { ...good, spec: { ...good.spec, versions: [{ ...version, storage: false }] } },
      { ...good, spec: { ...good.spec, versions: [{ ...version, schema: undefined }] } },
      {
        ...good,
        spec: { ...good.spec, versions: [{ ...version, selectableFields: [{ jsonPath: ".spec.none" }] }] },
      },
    ];
    for (const body of wrong) await place.refused(422, "Invalid", "POST", definitionsPath, { body });
  }),
  forAll({
    name: "objects get defaults, lose what the schema does not know, and keep what it preserves",
    rule: "CustomResourceDefinitions, Defaulting and pruning (structural schemas)",
    needs: ["definitions"],
  }, (place) =>
    withWidgets(place, async (widgets, widget) => {
      const spec = { size: 1, oops: true, loose: { any: "thing" } };
      const made = await place.ok("POST", widgets, { body: widget("a", spec) });
      assert.equal(made.spec, { size: 1, colour: "grey", loose: { any: "thing" } });
    })),
  forAll({
    name: "what the schema forbids is invalid",
    rule: "CustomResourceDefinitions, Validation",
    needs: ["definitions"],
  }, (place) =>
    withWidgets(place, async (widgets, widget) => {
      for (const spec of [{ size: 0 }, { size: 1, colour: "blue" }, {}, { size: "1" }]) {
        await place.refused(422, "Invalid", "POST", widgets, { body: widget("a", spec) });
      }
    })),
  forAll({
    name: "a strategic merge patch is not for custom resources",
    rule: "API concepts, Patch (415 for custom resources)",
    needs: ["definitions"],
  }, (place) =>
    withWidgets(place, async (widgets, widget) => {
      await place.ok("POST", widgets, { body: widget("a", { size: 1 }) });
      const body = { spec: { size: 2 } };
      await place.refused(415, "UnsupportedMediaType", "PATCH", `${widgets}/a`, { patch: "strategic", body });
    })),
  onWire({
    name: "a definition is served within a second",
    rule: "Edgechart, docs/hub.md",
    needs: ["definitions", "our own promises"],
  }, async (place) => {
    const started = performance.now();
    await withWidgets(place, () => {
      assert.ok(performance.now() - started < servedWithinMs * (place.client.name === "http" ? 1 : 2));
      return Promise.resolve();
    });
  }),
  onWire({
    name: "a definition has its columns, and its place in discovery",
    rule: "CustomResourceDefinitions, Additional printer columns",
    needs: ["definitions"],
  }, (place) =>
    withWidgets(place, async (widgets, widget) => {
      await place.ok("POST", widgets, { body: widget("a", { size: 3 }) });
      const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
      const table = await place.ok("GET", widgets, { headers });
      assert.equal(table.columnDefinitions.map(({ name }: { name: string }) => name), ["Name", "Size"]);
      assert.equal(table.rows[0].cells, ["a", 3]);
      const { body } = await place.until(`/apis/${place.namespace}.test/v1`, ({ reason }) => reason === "");
      const names = body.resources.map(({ name }: { name: string }) => name).sort();
      assert.equal(names, ["widgets", "widgets/status"]);
    })),
  onWire({
    name: "a 64-bit integer survives every way in and out",
    rule: "API conventions, Primitive types (int64)",
    needs: ["definitions"],
  }, (place) =>
    withWidgets(place, async (widgets, widget) => {
      const path = `${widgets}/a`;
      const exact = (text: string) => assert.match(text, /"big": ?9007199254740993\b/);
      const withBig = (object: object) => JSON.stringify(object).replaceAll('"BIG"', "9007199254740993");
      const a = (spec: object) => withBig(widget("a", { size: 1, ...spec }));
      exact((await place.send("POST", widgets, { text: a({ big: "BIG" }) })).text);
      const { text: version } = await place.send("GET", path);
      exact((await place.send("PUT", path, { text: version.replace('"size":1', '"size":2') })).text);
      const merge = { patch: "merge", body: { spec: { size: 3 } } } as const;
      exact((await place.send("PATCH", path, merge)).text);
      const json = withBig([{ op: "test", path: "/spec/big", value: "BIG" }, {
        op: "remove",
        path: "/spec/size",
      }, {
        op: "add",
        path: "/spec/size",
        value: 4,
      }]);
      exact((await place.send("PATCH", path, { patch: "json", text: json })).text);
      const query = { fieldManager: "ann", force: "true" };
      exact((await place.send("PATCH", path, { patch: "apply", text: a({ big: "BIG" }), query })).text);
      exact((await place.send("GET", widgets)).text);
      const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
      exact((await place.send("GET", widgets, { headers, query: { includeObject: "Object" } })).text);
      await place.refused(422, "Invalid", "PATCH", path, {
        patch: "merge",
        text: '{"spec":{"big":9223372036854775808}}',
      });
    })),
  forAll({
    name: "a validation rule refuses what breaks it, and speaks of the past where there is one",
    rule: "KEP-2876 CRD validation expression language",
    needs: ["definitions"],
  }, (place) =>
    withWidgets(place, async (widgets, widget) => {
      const { details } = (await place.refused(422, "Invalid", "POST", widgets, {
        body: widget("a", { size: 7 }),
      })).body ?? {};
      if (details !== undefined) {
        assert.equal([details.causes[0].field, details.causes[0].reason], ["spec", "FieldValueInvalid"]);
        assert.match(details.causes[0].message, /seven is unlucky/);
      }
      await place.ok("POST", widgets, { body: widget("a", { size: 8 }) });
      const shrink = { patch: "merge", body: { spec: { size: 6 } } } as const;
      const { message } = await place.refused(422, "Invalid", "PATCH", `${widgets}/a`, shrink);
      assert.match(message, /size may not shrink from 8 to 6/);
      await place.ok("PATCH", `${widgets}/a`, { patch: "merge", body: { spec: { size: 9 } } });
    }, [
      { rule: "self.size != 7", message: "seven is unlucky" },
      {
        rule: "self.size >= oldSelf.size",
        messageExpression: "'size may not shrink from ' + string(oldSelf.size) + ' to ' + string(self.size)",
      },
    ])),
  forAll({
    name: "a definition whose validation rule does not compile is invalid",
    rule: "KEP-2876 CRD validation expression language (compilation)",
    needs: ["definitions"],
  }, async (place) => {
    for (const rule of ["self.size >", "self.nothing == 1", "self.size == 'a'", "self.size"]) {
      const body = definitionOf(`${place.namespace}.test`, [{ rule }]);
      const { message } = await place.refused(422, "Invalid", "POST", definitionsPath, { body });
      assert.match(message, /x-kubernetes-validations\[0\].rule/);
    }
  }),
  forAll({
    name: "a field that a definition makes selectable selects, and no other does",
    rule: "KEP-4358 Custom resource field selectors",
    needs: ["definitions"],
  }, (place) =>
    withWidgets(place, async (widgets, widget) => {
      for (const [name, colour] of [["a", "grey"], ["b", "red"]] as const) {
        await place.ok("POST", widgets, { body: widget(name, { size: 1, colour }) });
      }
      const names = async (fieldSelector: string) =>
        (await place.ok("GET", widgets, { query: { fieldSelector } })).items
          .map(({ metadata }: { metadata: { name: string } }) => metadata.name);
      assert.equal(await names("spec.colour=red"), ["b"]);
      assert.equal(await names("spec.colour!=red,metadata.name!=c"), ["a"]);
      const query = { fieldSelector: "spec.size=1" };
      await place.refused(400, "BadRequest", "GET", widgets, { query });
    })),
];
