/** @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, deployments, namespaces } from "../../../src/kube/core_api.ts";
import { customizers, type Destination } from "../../../src/kube/edge_api.ts";
import { factOf, type ObjectFact, objectKey } from "../../../src/kube/facts.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { customizerReference } from "../../../src/placement/customization/customize.ts";
import {
  dropObject,
  dropResource,
  emptyWorkload,
  putObject,
  putWish,
  wishOf,
  type WorkloadBook,
} from "../../../src/placement/workload/book.ts";
import { namersOf, putCustomizer } from "../../../src/placement/workload/customizers.ts";
import { copyWant, headFor } from "../../../src/placement/workload/shares.ts";

const reflectorOf = ({ resource }: Gvr) => `reflector of ${resource}`;
const expands = { "edge.kcp.io/expand-parameters": "true" };
const names = (name: string) => ({ "edge.kcp.io/customizer": name });

function fact(gvr: Gvr, name: string, annotations: Record<string, string> = {}, namespace = "n"): ObjectFact {
  const metadata = { name, namespace, uid: `uid-of-${name}`, resourceVersion: "1", annotations };
  return factOf(gvr, { apiVersion: "v1", kind: "X", metadata });
}

const to = (locationName: string, syncTargetUID = "f"): Destination => {
  return { cluster: "c1", locationName, syncTargetName: "t", syncTargetUID };
};
const place = (book: WorkloadBook, name: string, ...destinations: Destination[]) =>
  putWish(book, wishOf({ name, uid: name, spec: {}, destinations }));
const space = fact(namespaces, "n", {}, "");
const placed = place(putObject(emptyWorkload("w1"), space), "p", to("b"), to("a"), to("z", "g"));
const seeing = (book: WorkloadBook): WorkloadBook => {
  return { ...book, customizers: { ...book.customizers, sight: "complete" } };
};
const want = (book: WorkloadBook, one: ObjectFact, mailbox = "c1-mb-f") =>
  copyWant(putObject(book, one), one, mailbox, reflectorOf).customization;

test("an object without annotations is a plain copy, and so is a Namespace of which only the name is wanted", () => {
  assert.is(want(placed, fact(configMaps, "x")), undefined);
  const bare = fact(namespaces, "n", { ...expands, ...names("c") }, "");
  assert.is(copyWant(putObject(placed, bare), bare, "c1-mb-f", reflectorOf).form, "bare");
  assert.is(want(placed, bare), undefined);
});

test("of several Locations that lead to one mailbox the first by name gives the parameters", () => {
  const page = fact(configMaps, "x", expands);
  assert.is(want(placed, page)?.location, "c1/a");
  assert.is(want(placed, page, "c1-mb-g")?.location, "c1/z");
  assert.is(want(place(placed, "q", to("0")), page)?.location, "c1/0");
  assert.is(want(place(placed, "p", to("b")), page)?.location, "c1/b");
  assert.is(want(placed, fact(configMaps, "x", names("c")))?.location, null);
});

test("parameters are wanted as well when only the Customizer asks for them", () => {
  const expanding = fact(customizers, "c", expands);
  const book = { ...placed, customizers: putCustomizer(placed.customizers, expanding) };
  const { customizer, location } = want(book, fact(configMaps, "x", names("c"))) ?? {};
  assert.is(location, "c1/a");
  assert.equal(customizer, {
    reflector: "reflector of customizers",
    key: "customizers.edge.kcp.io/n/c",
    sight: "seen",
    uid: "uid-of-c",
    resourceVersion: "1",
  });
});

test("a Customizer is missing only when all are seen, and is looked for where its name says", () => {
  const sightOf = (book: WorkloadBook, name: string, namespace = "n") =>
    want(book, fact(configMaps, "x", names(name), namespace))?.customizer?.sight;
  assert.is(sightOf(placed, "c"), "unknown");
  const book = {
    ...seeing(placed),
    customizers: putCustomizer(seeing(placed).customizers, fact(customizers, "c")),
  };
  assert.equal(["c", "n/c", "other/c", "d"].map((name) => sightOf(book, name)), [
    "seen",
    "seen",
    "missing",
    "missing",
  ]);
});

test("what the-one says is downsynced does not name Customizers", () => {
  const rows = [configMaps, customizers].map((gvr) => {
    return { ...gvr, kind: "X", singular: "x", namespaced: true, verbs: ["list", "watch"] };
  });
  const resources = placed.resources.merge(rows.map((row) => [row.resource, row]));
  const { resources: told } = headFor({ ...placed, resources }, "c1-mb-f", "complete");
  assert.equal(told.map(({ resource }) => resource), ["configmaps"]);
});

const annotations = fc.constantFrom({}, names("c"), names("d"), names("n/c"), expands);
const about = fc.constantFrom<[Gvr, string, string]>(
  [configMaps, "x", "n"],
  [configMaps, "y", "n"],
  [configMaps, "x", "m"],
  [deployments, "x", "n"],
  [namespaces, "n", ""],
);
const move = fc.tuple(fc.constantFrom("put", "drop", "forget kind"), about, annotations);

test("seed 3: who names a Customizer is always what the present objects say, whatever was there before", () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
      const facts = new Map<string, ObjectFact>();
      let book = emptyWorkload("w1");
      for (const [type, [gvr, name, namespace], marks] of moves) {
        const one = fact(gvr, name, marks, namespace);
        if (type === "put") {
          book = putObject(book, one);
          facts.set(objectKey(one), one);
        } else if (type === "drop") {
          book = dropObject(book, fact(gvr, name, {}, namespace));
          facts.delete(objectKey(one));
        } else if (gvr !== namespaces) {
          book = dropResource(book, { ...gvr, kind: "X", singular: "x", namespaced: true, verbs: [] });
          for (const [key, known] of facts) if (known.gvr === gvr) facts.delete(key);
        }
      }
      for (const customizer of [fact(customizers, "c"), fact(customizers, "d")]) {
        const namers = [...facts.values()].filter((one) => {
          const { namespace, name } = customizerReference(one) ?? {};
          return namespace === customizer.namespace && name === customizer.name;
        });
        assert.equal(
          namersOf(book.customizers, customizer).map(objectKey).sort(),
          namers.map(objectKey).sort(),
        );
      }
    }),
    { seed: 3, numRuns: 300 },
  );
});

test.run();
