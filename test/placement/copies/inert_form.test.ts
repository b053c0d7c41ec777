/** A mailbox of an earlier release, which held as it is what would act there (decision 38). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { denaturedResource } from "../../../src/kube/denatured.ts";
import { objectKey } from "../../../src/kube/facts.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import {
  type CopyBook,
  type CopyIdentity,
  emptyBook,
  see,
  unwant,
  want,
} from "../../../src/placement/copies/book.ts";
import type { CopySeen } from "../../../src/placement/copies/entry.ts";
import { takeDue } from "../../../src/placement/copies/operations.ts";

const quotas: Gvr = { group: "", version: "v1", resource: "resourcequotas" };
const identity = (gvr: Gvr): CopyIdentity => {
  const key = objectKey({ gvr, namespace: "ns", name: "few" });
  return { key, gvr, namespace: "ns", name: "few" };
};
const natural = identity(quotas);
const inert = identity(denaturedResource(quotas));
const space = {
  key: "namespaces//ns",
  gvr: { ...quotas, resource: "namespaces" },
  namespace: "",
  name: "ns",
};
const from = { reflector: "r", key: natural.key, cluster: "w", uid: "s", resourceVersion: "1" };
const seen = (uid: string): CopySeen => ({ uid, resourceVersion: "1", life: "alive", owner: "ours" });
const steps = (book: CopyBook) =>
  takeDue(book, "everything").operations.map(({ step, key }) => `${step} ${key}`);

/** The natural form is there, and the inert one wanted. */
const old = want(
  see(see(want(emptyBook, { ...space, form: "bare", from }), space, seen("n")), natural, seen("u")),
  { ...inert, form: "whole", from },
);

test("the natural form stays until the inert one is there, so that one of the two is there at any time", () => {
  assert.equal(steps(old), [`update ${space.key}`, `create ${inert.key}`]);
});

test("the natural form goes when the inert one has come", () => {
  const come = see(takeDue(old, "everything").book, inert, seen("i"));
  assert.ok(steps(come).includes(`delete ${natural.key}`));
});

test("the natural form goes at once when neither is wanted any more", () => {
  assert.ok(steps(unwant(old, inert.key)).includes(`delete ${natural.key}`));
});

test.run();
