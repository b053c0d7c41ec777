/** Workspaces: born, discovered, bound, deleted, at rest. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, namespaces, secrets, serviceAccounts } from "../../../src/kube/core_api.ts";
import { naturalResource } from "../../../src/kube/denatured.ts";
import { customizers, edgePlacements } from "../../../src/kube/edge_api.ts";
import { apiBindings, logicalClusters, workspaces, workspaceTypes } from "../../../src/kube/kcp_api.ts";
import type { ApiBinding, LogicalCluster, Workspace } from "../../../src/kube/kcp_api.ts";
import { groupResourceKey } from "../../../src/kube/resource.ts";
import { goesToEdge } from "../../../src/placement/resource_modes.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import { baseUrl, World } from "./world.ts";

/** Namespaced resources of discovery that can be watched and go to an edge, as what they are there, sorted. */
function namespacedToEdge(world: World, cluster: string): readonly string[] {
  const answer = world.hub.discover(cluster, masterCaller);
  if (!answer.ok) throw answer.error;
  const found = answer.resources
    .filter(({ namespaced, verbs }) => namespaced && verbs.includes("list") && verbs.includes("watch"))
    .filter(goesToEdge).map(naturalResource).map(groupResourceKey);
  return [...new Set(found)].sort();
}

test("after the bootstrap root and root:compute are there, and nothing complained", () => {
  const world = new World();
  assert.is(world.isDone, true);
  assert.equal(world.hub.logicalClusters().map(({ path }) => path), ["root", "root:compute"]);
  assert.equal(world.names("root", workspaceTypes), ["organization", "root", "universal"]);
  assert.equal(world.complaints, []);
});

test("discovery of a bound workload workspace gives the seed's 12 namespaced resources", () => {
  const world = new World();
  world.serviceProvider();
  world.workspace("root", "my-org");
  world.workspace("root:my-org", "wmw-c");
  const wmw = "root:my-org:wmw-c";
  assert.is(world.bind(wmw, "bind-kube", "root:compute", "kubernetes").status?.phase, "Bound");
  assert.is(world.bind(wmw, "bind-espw", "root:espw", "edge.kcp.io").status?.phase, "Bound");
  assert.equal(namespacedToEdge(world, wmw), [
    "configmaps",
    "deployments.apps",
    "ingresses.networking.k8s.io",
    "leases.coordination.k8s.io",
    "limitranges",
    "pods",
    "resourcequotas",
    "rolebindings.rbac.authorization.k8s.io",
    "roles.rbac.authorization.k8s.io",
    "secrets",
    "serviceaccounts",
    "services",
  ]);
  assert.equal(world.complaints, []);
});

test("the rest of Kubernetes' workload kinds come with a binding of their own", () => {
  const world = new World();
  const wmw = "root:wmw-w";
  world.workspace("root", "wmw-w");
  assert.is(world.bind(wmw, "bind-more", "root:compute", "kubernetes-workloads").status?.phase, "Bound");
  const statefulSets = { group: "apps", version: "v1", resource: "statefulsets" };
  const labels = { app: "db" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "db", image: "db:1" }] } };
  const spec = { serviceName: "db", selector: { matchLabels: labels }, template, unknown: { stays: true } };
  const made = world.create(wmw, statefulSets, { metadata: { name: "db", namespace: "default" }, spec });
  assert.equal(made.spec, spec, "nothing is defaulted and nothing dropped");
  const bound = namespacedToEdge(world, wmw);
  for (const resource of ["cronjobs.batch", "daemonsets.apps", "jobs.batch", "persistentvolumeclaims"]) {
    assert.ok(bound.includes(resource), resource);
  }
  assert.not.ok(bound.includes("deployments.apps"));
  assert.equal(world.complaints, []);
});

test("a workspace goes through its phases one after the other", () => {
  const world = new World();
  const seen: (string | undefined)[] = [];
  world.hub.objects.observe(workspaces, ({ object }) => {
    const phase = (object as Workspace).status?.phase;
    if (seen.at(-1) !== phase) seen.push(phase);
  });
  world.create("root", workspaces, { metadata: { name: "a" } });
  assert.equal(seen, ["Scheduling"]);
  world.settle();
  assert.equal(seen, ["Scheduling", "Initializing", "Ready"]);
});

test("a workspace has an id, a URL, a type, a LogicalCluster, a default namespace and bindings", () => {
  const world = new World();
  const org = world.workspace("root", "org");
  const team = world.workspace("root:org", "team");
  const workspace = world.get("root:org", workspaces, "team") as Workspace;
  assert.match(team, /^[0-9a-z]{16}$/);
  assert.is(workspace.spec?.URL, `${baseUrl}/clusters/${team}`);
  assert.equal(workspace.spec?.type, { name: "universal", path: "root" });
  assert.equal((world.get("root", workspaces, "org") as Workspace).spec?.type?.name, "organization");
  const inside = world.get("root:org:team", logicalClusters, "cluster") as LogicalCluster;
  assert.is(inside.metadata.annotations?.["kcp.io/path"], "root:org:team");
  assert.equal([inside.spec?.owner?.name, inside.spec?.owner?.cluster], ["team", org]);
  assert.is(inside.status?.phase, "Ready");
  assert.equal(world.names(team, namespaces), ["default"]);
  const bindings = world.names(team, apiBindings).map((name) => name.replace(/-\w{5}$/, ""));
  assert.equal(bindings, ["scheduling.kcp.io", "tenancy.kcp.io", "workload.kcp.io"]);
});

test("every namespace gets a ServiceAccount, its token and the CA; they come back when deleted", () => {
  const world = new World();
  world.create("root", namespaces, { metadata: { name: "n" } });
  world.settle();
  for (const namespace of ["n", "default"]) {
    assert.equal(world.names("root", serviceAccounts, namespace), ["default"]);
    assert.equal(world.names("root", configMaps, namespace), ["kube-root-ca.crt"]);
    assert.match(world.names("root", secrets, namespace).join(), /^default-token-[0-9a-z]{5}$/);
  }
  const [token] = world.names("root", secrets, "n");
  world.delete("root", serviceAccounts, "default", { namespace: "n" });
  world.delete("root", configMaps, "kube-root-ca.crt", { namespace: "n" });
  world.settle();
  assert.equal(world.names("root", configMaps, "n"), ["kube-root-ca.crt"]);
  assert.is(world.names("root", secrets, "n").length, 1);
  assert.is.not(world.names("root", secrets, "n")[0], token);
});

test("a workspace of an unknown type says so, and becomes ready when the type appears", () => {
  const world = new World();
  world.create("root", workspaces, {
    metadata: { name: "a" },
    spec: { type: { name: "odd", path: "root" } },
  });
  world.settle();
  const waiting = world.get("root", workspaces, "a") as Workspace;
  assert.is(waiting.status?.phase, "Initializing");
  const why = waiting.status?.conditions?.find(({ type }) => type === "WorkspaceInitialized");
  assert.equal([why?.status, why?.reason], ["False", "WorkspaceTypeNotFound"]);
  world.create("root", workspaceTypes, { metadata: { name: "odd" }, spec: {} });
  world.settle();
  assert.is((world.get("root", workspaces, "a") as Workspace).status?.phase, "Ready");
});

test("a deleted workspace takes children and contents with it, and nothing of it is left", () => {
  const world = new World();
  world.serviceProvider();
  const org = world.workspace("root", "org");
  const team = world.workspace("root:org", "team");
  world.bind(team, "bind-edge", "root:espw", "edge.kcp.io");
  world.create(team, namespaces, { metadata: { name: "n" } });
  world.create(team, customizers, { metadata: { name: "c", namespace: "n" } });
  world.create(team, edgePlacements, { metadata: { name: "p" } });
  world.delete("root", workspaces, "org");
  world.settle();
  assert.equal(world.names("root", workspaces), ["compute", "espw"]);
  for (const kind of world.hub.catalog.list("root")) {
    const left = world.hub.objects.list({ cluster: "*", resource: kind });
    const inside = left.filter(({ metadata }) =>
      [org, team].includes(metadata.annotations?.["kcp.io/cluster"] ?? "")
    );
    assert.equal(inside.map(({ kind: name, metadata }) => `${name}/${metadata.name}`), []);
  }
  assert.equal(world.complaints, []);
});

test("a workspace waits for what a finalizer of its contents holds", () => {
  const world = new World();
  const a = world.workspace("root", "a");
  const held = { name: "held", namespace: "default", finalizers: ["test.example/hold"] };
  world.create(a, configMaps, { metadata: held });
  world.delete("root", workspaces, "a");
  world.settle();
  assert.ok(world.get("root", workspaces, "a"));
  world.call({
    verb: "patch",
    patchType: "merge",
    cluster: a,
    resource: configMaps,
    namespace: "default",
    name: "held",
    body: { metadata: { finalizers: null } },
  });
  world.settle();
  assert.is(world.get("root", workspaces, "a"), undefined);
});

test("a name can be used again, for another logical cluster", () => {
  const world = new World();
  const first = world.workspace("root", "a");
  world.delete("root", workspaces, "a");
  world.settle();
  const second = world.workspace("root", "a");
  assert.is.not(first, second);
  assert.is(world.hub.resolveCluster("root:a"), second);
});

test("at rest nothing is written, and a restart writes nothing either", () => {
  const world = new World();
  world.serviceProvider();
  world.workspace("root", "org");
  const team = world.workspace("root:org", "team");
  world.bind(team, "bind-edge", "root:espw", "edge.kcp.io");
  const revision = world.hub.revision();
  world.clock.advance(3_600_000);
  assert.is(world.hub.revision(), revision);
  world.restart();
  assert.ok(world.hub.catalog.resolve(team, edgePlacements), "served before anything else happens");
  world.clock.advance(3_600_000);
  assert.is(world.hub.revision(), revision);
  assert.equal(world.complaints, []);
});

test("a binding is not bound at once, then serves, and unbinding deletes the objects first", () => {
  const world = new World();
  world.serviceProvider();
  const a = world.workspace("root", "a");
  const spec = { reference: { export: { path: "root:espw", name: "edge.kcp.io" } } };
  world.create(a, apiBindings, { metadata: { name: "b" }, spec });
  assert.is(world.hub.catalog.resolve(a, edgePlacements), undefined);
  world.settle();
  world.create(a, edgePlacements, { metadata: { name: "p", finalizers: ["test.example/hold"] } });
  world.delete(a, apiBindings, "b");
  world.settle();
  assert.ok(world.get(a, edgePlacements, "p")?.metadata.deletionTimestamp);
  world.patch(a, edgePlacements, "p", { metadata: { finalizers: null } });
  world.settle();
  assert.is(world.get(a, apiBindings, "b"), undefined);
  assert.is(world.hub.catalog.resolve(a, edgePlacements), undefined);
});

test("a binding waits for its export and says so", () => {
  const world = new World();
  const a = world.workspace("root", "a");
  const early = world.bind(a, "b", "root:espw", "edge.kcp.io");
  assert.is(early.status?.phase, "Binding");
  const reason = early.status?.conditions?.find(({ type }) => type === "APIExportValid")?.reason;
  assert.is(reason, "APIExportNotFound");
  world.serviceProvider();
  assert.is((world.get(a, apiBindings, "b") as ApiBinding).status?.phase, "Bound");
});

test("a second binding of the same resources is a naming conflict, and takes over when the first goes", () => {
  const world = new World();
  world.serviceProvider();
  const a = world.workspace("root", "a");
  world.bind(a, "first", "root:espw", "edge.kcp.io");
  const second = world.bind(a, "second", "root:espw", "edge.kcp.io");
  assert.is(second.status?.conditions?.find(({ type }) => type === "Ready")?.reason, "NamingConflicts");
  world.delete(a, apiBindings, "first");
  world.settle();
  assert.is((world.get(a, apiBindings, "second") as ApiBinding).status?.phase, "Bound");
});

test("an export has an identity and a virtual workspace URL", () => {
  const world = new World();
  world.serviceProvider();
  const id = world.hub.resolveCluster("root:espw")!;
  const resource = { group: "apis.kcp.io", version: "v1alpha1", resource: "apiexports" };
  const { status } = world.get("root:espw", resource, "edge.kcp.io") as unknown as {
    status: {
      identityHash: string;
      virtualWorkspaces: object[];
      conditions: { type: string; status: string }[];
    };
  };
  assert.match(status.identityHash, /^[0-9a-f]{64}$/);
  assert.equal(status.virtualWorkspaces, [{ url: `${baseUrl}/services/apiexport/${id}/edge.kcp.io` }]);
  assert.ok(status.conditions.some((c) => c.type === "VirtualWorkspaceURLsReady" && c.status === "True"));
});

test.run();
