/** @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { goesToEdge, goesToMailbox, inMailbox, modeOf } from "../../src/placement/resource_modes.ts";
import { type GroupResource, groupResourceKey } from "../../src/kube/resource.ts";

const parse = (text: string): GroupResource => {
  const [resource = "", ...group] = text.split(".");
  return { group: group.join("."), resource };
};

const everywhere = [
  "configmaps",
  "limitranges",
  "pods",
  "resourcequotas",
  "secrets",
  "serviceaccounts",
  "services",
  "namespaces",
  "deployments.apps",
  "leases.coordination.k8s.io",
  "ingresses.networking.k8s.io",
  "roles.rbac.authorization.k8s.io",
  "rolebindings.rbac.authorization.k8s.io",
  "clusterroles.rbac.authorization.k8s.io",
  "clusterrolebindings.rbac.authorization.k8s.io",
  "customresourcedefinitions.apiextensions.k8s.io",
  "sprockets.group1.test",
  "flowschemas.flowcontrol.apiserver.k8s.io",
  "roles.rbac.authorization.k8s.io.denatured.edge.kcp.io",
  "resourcequotas.core.denatured.edge.kcp.io",
  "__proto__",
  "constructor.apps",
];
const nowhere = [
  "edgeplacements.edge.kcp.io",
  "customizers.edge.kcp.io",
  "locations.scheduling.kcp.io",
  "workspaces.tenancy.kcp.io",
  "partitions.topology.kcp.io",
  "synctargets.workload.kcp.io",
  "apiservices.apiregistration.k8s.io",
  "apiexports.apis.kcp.io",
  "apiconversions.apis.kcp.io",
  "logicalclusters.core.kcp.io",
  "deployments.apps.denatured.edge.kcp.io",
  "events.core.denatured.edge.kcp.io",
  "events",
  "events.events.k8s.io",
  "nodes",
  "bindings",
  "controllerrevisions.apps",
  "tokenreviews.authentication.k8s.io",
  "negotiatedapiresources.apiresource.kcp.io",
];

for (const name of everywhere) {
  test(`${name} go to mailboxes and edges`, () => {
    assert.equal([goesToMailbox(parse(name)), goesToEdge(parse(name))], [true, true]);
  });
}

for (const name of nowhere) {
  test(`${name} stay where they are`, () => {
    assert.equal([goesToMailbox(parse(name)), goesToEdge(parse(name))], [false, false]);
  });
}

test("apibindings go to the mailbox and no further", () => {
  const bindings = parse("apibindings.apis.kcp.io");
  assert.equal([goesToMailbox(bindings), goesToEdge(bindings), modeOf(bindings)], [
    true,
    false,
    "centerOnly",
  ]);
});

test("modes are told by name", () => {
  assert.equal(
    ["roles.rbac.authorization.k8s.io", "namespaces", "apiservices.apiregistration.k8s.io", "nodes", "pods"]
      .map(parse).map(modeOf),
    [
      "forciblyDenatured",
      "naturedInBoth",
      "notSupported",
      "notForEdge",
      "naturallyDenatured",
    ],
  );
});

test("a mailbox holds in an inert form what would act there, and everything else as it is", () => {
  const held = ["roles.rbac.authorization.k8s.io", "resourcequotas", "pods", "namespaces"].map(parse)
    .map((resource) => groupResourceKey(inMailbox({ ...resource, version: "v1" })));
  assert.equal(held, [
    "roles.rbac.authorization.k8s.io.denatured.edge.kcp.io",
    "resourcequotas.core.denatured.edge.kcp.io",
    "pods",
    "namespaces",
  ]);
  const inert = { ...parse("roles.rbac.authorization.k8s.io.denatured.edge.kcp.io"), version: "v1" };
  assert.is(inMailbox(inert), inert);
});

test.run();
