/** What the inert form of an object is called, and that nothing of it gets lost on the way there and back. @module */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as forms from "../../src/kube/denatured.ts";
import { isDnsSubdomain } from "../../src/kube/names.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Gvr } from "../../src/kube/resource.ts";
import { fact } from "../machines/examples.ts";

const roles: Gvr = { group: "rbac.authorization.k8s.io", version: "v1", resource: "roles" };
const quotas: Gvr = { group: "", version: "v1", resource: "resourcequotas" };
const binding: KubeObject = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: "team:reads", namespace: "ns", labels: { a: "b" } },
  roleRef: { kind: "Role", name: "team:reader" },
};

test("an inert resource stands for its natural one, and every other for itself", () => {
  for (const gvr of [roles, quotas]) {
    assert.equal(forms.naturalResource(forms.denaturedResource(gvr)), gvr);
    assert.is(forms.naturalResource(gvr), gvr);
  }
  assert.is(forms.denaturedResource(quotas).group, "core.denatured.edge.kcp.io");
});

test("any name has an inert form that a custom resource may have, and no two have the same", () => {
  const names = fc.oneof(fc.string(), fc.constantFrom("hex-", "hex-61", "hex-zz", "team:admin", "a"));
  fc.assert(
    fc.property(names.filter((name) => name.length < 100 && name.isWellFormed()), (name) => {
      const inert = forms.denaturedName(name);
      assert.is(forms.naturalName(inert), name);
      assert.ok(isDnsSubdomain(inert) || name === "", inert);
    }),
    { seed: 7 },
  );
});

test("a name that only looks like hexadecimal is itself", () => {
  for (const name of ["hex-zz", "hex-6", "hex-61", "hexagon"]) assert.is(forms.naturalName(name), name);
});

test("an inert object is its natural one at the version that the edge gets", () => {
  const inert = fact(forms.denaturedResource(roles), forms.denaturedName("team:reader"), { namespace: "ns" });
  const natural = forms.naturalFact(inert, "v1beta1");
  assert.equal([natural.gvr, natural.name], [{ ...roles, version: "v1beta1" }, "team:reader"]);
});

test("only apiVersion and name differ between the forms of an object, and there and back changes nothing", () => {
  const place = { resource: forms.denaturedResource(roles), name: forms.denaturedName("team:reads") };
  const inert = forms.inFormOf(binding, place);
  assert.is(inert.apiVersion, "rbac.authorization.k8s.io.denatured.edge.kcp.io/v1");
  assert.is(inert.metadata.name, "hex-7465616d3a7265616473");
  assert.equal(forms.inFormOf(inert, { resource: roles, name: "team:reads" }), binding);
});

test.run();
