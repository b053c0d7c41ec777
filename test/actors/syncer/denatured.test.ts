/** What is inert in the mailbox is natural at the edge, and treated there like any other copy (decision 38). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMarker, markAnnotation } from "../../../src/actors/copies/mark.ts";
import { namespaces } from "../../../src/kube/core_api.ts";
import { denaturedName, denaturedResource } from "../../../src/kube/denatured.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { apiVersionOf, type Gvr } from "../../../src/kube/resource.ts";
import { namespace, SyncerWorld } from "./world.ts";

const labels = { "edge.kcp.io/projected": "yes" };
const roles: Gvr = { group: "rbac.authorization.k8s.io", version: "v1", resource: "roles" };
const inert = denaturedResource(roles);
const inertName = denaturedName("team:reads");
const rules = (verb: string) => [{ apiGroups: [""], resources: ["pods"], verbs: [verb] }];

function role(gvr: Gvr, name: string, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  const metadata = { name, namespace: "common", labels, annotations };
  return { apiVersion: apiVersionOf(gvr), kind: "Role", metadata, rules: rules("get") };
}

/** A mailbox with a projected namespace, and a config that names Roles in it. */
function common(fill: (world: SyncerWorld) => void): SyncerWorld {
  const world = new SyncerWorld();
  for (const server of [world.mailbox, world.edge]) server.create(namespaces, namespace("common", labels));
  fill(world);
  const resources = [{ group: roles.group, resource: "roles", apiVersion: "v1" }];
  return world.start().configure({ namespaceScope: { namespaces: ["common"], resources } });
}

const atEdge = (world: SyncerWorld) => world.edge.find(roles, "common", "team:reads");
const verbsOf = (object: KubeObject | undefined) => (object?.["rules"] as { verbs: string[] }[])?.[0]?.verbs;

test("it is made natural under its own name, follows its source, and is put right when somebody changes it", () => {
  const world = common(({ mailbox }) => void mailbox.create(inert, role(inert, inertName)));
  assert.equal([atEdge(world)?.apiVersion, verbsOf(atEdge(world))], ["rbac.authorization.k8s.io/v1", [
    "get",
  ]]);
  world.mailbox.merge(inert, "common", inertName, { rules: rules("list") });
  world.rest();
  world.edge.merge(roles, "common", "team:reads", { rules: rules("delete") });
  world.rest();
  assert.equal(verbsOf(atEdge(world)), ["list"]);
  assert.match(
    world.shown("edgeCluster/florin"),
    '"drifted":[{"key":"roles.rbac.authorization.k8s.io/common/team:reads"',
  );
  world.mailbox.delete(inert, "common", inertName);
  world.rest();
  assert.is(atEdge(world), undefined);
});

test("its policies are those of any copy", () => {
  const create = { "edge.kcp.io/downsync-overwrite": "false" };
  const world = common(({ mailbox }) => void mailbox.create(inert, role(inert, inertName, create)));
  world.mailbox.merge(inert, "common", inertName, { rules: rules("list") });
  world.rest();
  assert.equal(verbsOf(atEdge(world)), ["get"]);
  world.mailbox.delete(inert, "common", inertName);
  world.rest();
  assert.ok(atEdge(world), "it was given to the edge");
});

test("a role of the edge's own stays as it is", () => {
  const theirs = { ...role(roles, "team:reads"), rules: rules("watch") };
  const world = common(({ mailbox, edge }) => {
    edge.create(roles, theirs);
    mailbox.create(inert, role(inert, inertName));
  });
  assert.equal(verbsOf(atEdge(world)), ["watch"]);
  assert.match(world.shown("edgeCluster/florin"), "Foreign");
});

test("what an earlier release had put into the mailbox as it is stays at the edge until the inert form takes over", () => {
  const place = { source: "edge:florin", cluster: "", gvr: roles, namespace: "common", name: "team:reads" };
  const ours = { [markAnnotation]: createMarker("key").markFor(place) };
  const world = common(({ mailbox, edge }) => {
    edge.create(roles, role(roles, "team:reads", ours));
    mailbox.create(roles, role(roles, "team:reads"));
  });
  const uid = atEdge(world)?.metadata.uid;
  assert.match(world.shown("edgeCluster/florin"), "StillWanted");
  world.mailbox.create(inert, role(inert, inertName));
  world.mailbox.delete(roles, "common", "team:reads");
  world.rest(60_000);
  assert.equal([atEdge(world)?.metadata.uid, world.state("edgeCluster/florin")], [uid, "settled"]);
  world.mailbox.delete(inert, "common", inertName);
  world.rest(60_000);
  assert.is(atEdge(world), undefined);
});

test.run();
