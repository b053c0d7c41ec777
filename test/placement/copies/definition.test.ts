import { test } from "uvu";
import * as assert from "uvu/assert";
import { customResourceDefinitions } from "../../../src/kube/core_api.ts";
import { objectKey } from "../../../src/kube/facts.ts";
import { apiBindings } from "../../../src/kube/kcp_api.ts";
import { groupResourceKey, type Gvr } from "../../../src/kube/resource.ts";
import { type CopyBook, emptyBook, see, unsee, unwant, want } from "../../../src/placement/copies/book.ts";
import type { CopySeen, CopyWant } from "../../../src/placement/copies/entry.ts";
import { takeDue } from "../../../src/placement/copies/operations.ts";

const widgets: Gvr = { group: "group1.test", version: "v1", resource: "widgets" };

function wantOf(gvr: Gvr, name: string): CopyWant {
  const from = { reflector: "r", cluster: "c", uid: `source-of-${name}`, resourceVersion: "1" };
  return { key: objectKey({ gvr, namespace: "", name }), gvr, namespace: "", name, form: "whole", from };
}

const definition = wantOf(customResourceDefinitions, "widgets.group1.test");
const widget = wantOf(widgets, "cog");
const seen = (uid: string): CopySeen => ({ uid, resourceVersion: "1", life: "alive", owner: "ours" });
const steps = (book: CopyBook) =>
  takeDue(book, "everything").operations.map(({ step, name }) => `${step} ${name}`);
/** Both wanted and there. */
const both = [definition, widget].reduce(
  (book, one) => see(want(book, one), one, seen(`u-${one.name}`)),
  emptyBook,
);

test("S22: an object waits for the definition of its kind, if that is to be copied too", () => {
  const book = want(want(emptyBook, widget), definition);
  assert.equal(steps(book), ["create widgets.group1.test"]);
  assert.equal(steps(see(book, definition, seen("d"))).includes("create cog"), true);
});

test("an object whose kind is defined by others waits for nothing", () => {
  assert.equal(steps(want(emptyBook, widget)), ["create cog"]);
});

test("S22: a definition goes when the last copy of its kind has gone", () => {
  const leaving = unwant(unwant(both, widget.key), definition.key);
  assert.equal(steps(leaving), ["delete cog"]);
  assert.equal(steps(unsee(leaving, widget.key, { uid: "u-cog", resourceVersion: "9" })), [
    "delete widgets.group1.test",
  ]);
});

test("nothing is made of what a binding serves until that binding, which would take it along, is gone", () => {
  const binding = wantOf(apiBindings, "bind");
  const serves = [groupResourceKey(widgets)];
  const leaving = see(emptyBook, binding, { ...seen("b"), life: "deleting", serves });
  const wanted = want(want(leaving, binding), widget);
  assert.equal(steps(wanted), []);
  const looked = takeDue(wanted, "everything").book;
  assert.equal(steps(unsee(looked, binding.key, { uid: "b", resourceVersion: "9" })), [
    "create bind",
    "create cog",
  ]);
});

test("what was given to the edge for good is not deleted, and a suspended copy is not made", () => {
  const given = see(both, widget, { ...seen("u-cog"), policy: "create" });
  assert.equal(steps(unwant(given, widget.key)), ["update widgets.group1.test"]);
  assert.equal(steps(want(emptyBook, { ...widget, policy: "suspend" })), []);
});

test.run();
