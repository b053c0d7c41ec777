/** A hub with workspaces that runs elsewhere: hub, edge and runtime are processes of their own, and nothing but TLS is between them. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { join } from "node:path";
import { configMaps, namespaces } from "../../../src/kube/core_api.ts";
import { edgePlacements } from "../../../src/kube/edge_api.ts";
import { apiBindings, locations, syncTargets, workspaces } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { ask, edgechart, Processes, until } from "./processes.ts";

const processes = new Processes();
let [hub, florin]: ClusterApi[] = [];

test.before(async () => {
  const [{ up }, edge] = await Promise.all([
    processes.start("hub", "--data-dir", join(processes.home, "hub"), "--hub-listen", "127.0.0.1:0"),
    processes.serveKubernetes("florin"),
  ]);
  const kubeconfig = up["adminKubeconfig"]!;
  assert.is((await edgechart("init", "--hub-kubeconfig", kubeconfig)).code, 0);
  const files = ["--hub-kubeconfig", kubeconfig, "--data-dir", join(processes.home, "runtime")];
  await processes.start("serve", ...files, "--listen", "127.0.0.1:0", "--edge", `root:imw:florin=${edge}`);
  [hub, florin] = [await processes.connect(kubeconfig), await processes.connect(edge)];
});
test.after(() => processes.close());

/** An object without its apiVersion, which its resource says. */
type KindObject = Pick<KubeObject, "kind" | "metadata"> & { readonly [field: string]: unknown };

/** Creates an object as soon as its workspace takes it. */
async function create(cluster: string, resource: Gvr, object: KindObject): Promise<void> {
  const apiVersion = resource.group === "" ? "v1" : `${resource.group}/${resource.version}`;
  const { namespace } = object.metadata;
  const request = {
    verb: "create",
    cluster,
    resource,
    body: { apiVersion, ...object },
    ...(namespace !== undefined && { namespace }),
  } as const;
  await until(async () => (await ask(hub!, request)).ok, `${object.kind} in ${cluster} to be accepted`);
}

function workspace(name: string): Promise<void> {
  const spec = { type: { name: "universal", path: "root" } };
  return create("root", workspaces, { kind: "Workspace", metadata: { name }, spec });
}

const page = { resource: configMaps, namespace: "common", name: "page" };

test("what init has installed is enough for a placement to reach an edge", async () => {
  await workspace("imw");
  await create("root:imw", syncTargets, {
    kind: "SyncTarget",
    metadata: { name: "florin", labels: { env: "prod" } },
  });
  const resource = { group: "workload.kcp.io", version: "v1alpha1", resource: "synctargets" };
  await create("root:imw", locations, {
    kind: "Location",
    metadata: { name: "florin", labels: { env: "prod" } },
    spec: { resource, instanceSelector: { matchLabels: { env: "prod" } } },
  });
  await workspace("wmw");
  await create("root:wmw", apiBindings, {
    kind: "APIBinding",
    metadata: { name: "edge" },
    spec: { reference: { export: { path: "root:espw", name: "edge.kcp.io" } } },
  });
  await create("root:wmw", namespaces, {
    kind: "Namespace",
    metadata: { name: "common", labels: { common: "si" } },
  });
  await create("root:wmw", configMaps, {
    kind: "ConfigMap",
    metadata: { name: page.name, namespace: page.namespace },
    data: { a: "b" },
  });
  await create("root:wmw", edgePlacements, {
    kind: "EdgePlacement",
    metadata: { name: "everywhere" },
    spec: {
      locationSelectors: [{ matchLabels: { env: "prod" } }],
      namespaceSelector: { matchLabels: { common: "si" } },
    },
  });
  await until(
    async () => (await ask(florin!, { verb: "get", ...page })).ok,
    "the ConfigMap to reach the edge",
  );
});

test("what goes at the hub goes at the edge", async () => {
  assert.ok((await ask(hub!, { verb: "delete", cluster: "root:wmw", ...page })).ok);
  const isGone = async () => {
    const answer = await ask(florin!, { verb: "get", ...page });
    return !answer.ok && answer.error.status === 404;
  };
  await until(isGone, "the ConfigMap to leave the edge");
});

test.run();
