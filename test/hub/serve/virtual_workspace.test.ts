/** The virtual workspace of an APIExport shows exactly what was bound, to those who may see it (kcp). @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exportWorkspaces } from "../../../src/hub/serve/virtual/export_workspace.ts";
import { apiBindings, apiExports, apiResourceSchemas } from "../../../src/kube/kcp_api.ts";
import type { KubeList } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import { type Caller, masterCaller } from "../../../src/ports/api_backend.ts";
import { createSecuredWorld, type SecuredWorld, user } from "./secured_world.ts";

const toys: Gvr = { group: "toys.test", version: "v1", resource: "toys" };
const configMaps: Gvr = { group: "", version: "v1", resource: "configmaps" };

/** An export of `toys` in a new workspace of this name. */
function exporter(world: SecuredWorld, name: string): string {
  const cluster = world.workspace(name);
  world.create(cluster, apiResourceSchemas, {
    metadata: { name: "v1.toys.toys.test" },
    spec: {
      group: "toys.test",
      names: { plural: "toys", singular: "toy", kind: "Toy", listKind: "ToyList" },
      scope: "Cluster",
      versions: [{
        name: "v1",
        served: true,
        storage: true,
        schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      }],
    },
  });
  world.create(cluster, apiExports, {
    metadata: { name: "toys" },
    spec: { latestResourceSchemas: ["v1.toys.toys.test"] },
  });
  return cluster;
}

/** A workspace that has bound `toys` of a workspace and holds one, named after itself. */
function consumer(world: SecuredWorld, name: string, exporterName: string): string {
  const cluster = world.workspace(name);
  world.create(cluster, apiBindings, {
    metadata: { name: "toys" },
    spec: { reference: { export: { path: `root:${exporterName}`, name: "toys" } } },
  });
  world.create(cluster, toys, { apiVersion: "toys.test/v1", kind: "Toy", metadata: { name } });
  return cluster;
}

function twoExporters() {
  const world = createSecuredWorld();
  exporter(world, "maker");
  exporter(world, "rival");
  const [one, two] = [consumer(world, "one", "maker"), consumer(world, "two", "rival")];
  const view = (name = "maker") =>
    exportWorkspaces(world.hub)({ exportCluster: `root:${name}`, exportName: "toys" })!;
  return { world, one, two, view };
}

const namesOf = (answer: ReturnType<ReturnType<ReturnType<typeof twoExporters>["view"]>["handle"]>) =>
  answer.ok ? (answer.body as KubeList).items.map(({ metadata }) => metadata.name) : [answer.error.reason];

test("a list across clusters holds the export's objects and no other export's", () => {
  const { world, view } = twoExporters();
  const list = { verb: "list", cluster: "*", resource: toys } as const;
  assert.equal(namesOf(view().handle(list, masterCaller)), ["one"]);
  assert.equal(namesOf(view("rival").handle(list, masterCaller)), ["two"]);
  world.close();
});

test("a watch across clusters tells of them only, also of a workspace that binds later", () => {
  const { world, view } = twoExporters();
  const seen: string[] = [];
  const watch = view().watch({ cluster: "*", resource: toys }, masterCaller, {
    event: ({ type, object }) => seen.push(`${type} ${object.metadata.name}`),
    closed: () => {},
  });
  consumer(world, "three", "maker");
  consumer(world, "four", "rival");
  assert.equal(seen, ["ADDED one", "ADDED three"]);
  watch.stop();
  world.close();
});

test("nothing but the exported resources is served, and only where they are bound", () => {
  const { world, one, two, view } = twoExporters();
  const at = (cluster: string, resource: Gvr) =>
    namesOf(view().handle({ verb: "list", cluster, resource }, masterCaller));
  assert.equal(at(one, toys), ["one"]);
  assert.equal(at(two, toys), ["Forbidden"], "bound to another export of the same resource");
  assert.equal(at("*", configMaps), ["NotFound"]);
  assert.equal(at(one, configMaps), ["NotFound"]);
  const kinds = (cluster: string) => view().kindsFor(cluster, masterCaller)?.map(({ resource }) => resource);
  assert.equal([kinds("*"), kinds(one), kinds(two)], [["toys"], ["toys"], undefined]);
  world.close();
});

test("it is for those with the verb on apiexports/content, where the export stands", () => {
  const { world, one, view } = twoExporters();
  const list = (caller: Caller, verb: "list" | "delete" = "list") =>
    namesOf(
      view().handle({ verb, cluster: verb === "list" ? "*" : one, resource: toys, name: "one" }, caller),
    )[0];
  const rbac = (resource: string): Gvr => ({ group: "rbac.authorization.k8s.io", version: "v1", resource });
  assert.is(list(user("ann")), "Forbidden");
  world.create("root:maker", rbac("clusterroles"), {
    metadata: { name: "content" },
    rules: [
      { apiGroups: ["apis.kcp.io"], resources: ["apiexports/content"], verbs: ["get", "list", "watch"] },
      { nonResourceURLs: ["/"], verbs: ["access"] },
    ],
  });
  world.create("root:maker", rbac("clusterrolebindings"), {
    metadata: { name: "content" },
    subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "ann" }],
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "content" },
  });
  assert.is(list(user("ann")), "one");
  assert.is(list(user("ann"), "delete"), "Forbidden", "reading is not writing");
  assert.is(exportWorkspaces(world.hub)({ exportCluster: "root:maker", exportName: "none" }), undefined);
  world.close();
});

test.run();
