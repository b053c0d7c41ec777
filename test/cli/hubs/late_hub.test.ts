/** A hub without workspaces that is away when the runtime starts, and goes away again: what it is shows when it comes. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { join } from "node:path";
import { configMaps, namespaces } from "../../../src/kube/core_api.ts";
import { edgePlacements } from "../../../src/kube/edge_api.ts";
import { locations, syncTargets } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import { ask, edgechart, Processes, type Running, until } from "./processes.ts";

const processes = new Processes();
let [hub, florin]: ClusterApi[] = [];
let running: Running;
let address = "127.0.0.1:0";

/** Starts the hub on its data, always at the same address. */
async function startHub(): Promise<string> {
  running = await processes.start(
    "edge",
    "serve",
    "--name",
    "hub",
    "--data-dir",
    join(processes.home, "hub"),
    "--listen",
    address,
  );
  address = new URL(running.up["url"]!).host;
  return running.up["kubeconfig"]!;
}

test.before(async () => {
  const kubeconfig = await startHub();
  const edge = await processes.serveKubernetes("florin");
  assert.is((await edgechart("init", "--hub-kubeconfig", kubeconfig)).code, 0);
  await processes.end(running.child, "SIGTERM");
  const files = ["--hub-kubeconfig", kubeconfig, "--data-dir", join(processes.home, "runtime")];
  await processes.start("serve", ...files, "--listen", "127.0.0.1:0", "--edge", `florin=${edge}`);
  await startHub();
  [hub, florin] = [await processes.connect(kubeconfig), await processes.connect(edge)];
});
test.after(() => processes.close());

/** An object without its apiVersion, which its resource says. */
type KindObject = Pick<KubeObject, "kind" | "metadata"> & { readonly [field: string]: unknown };

async function create(resource: Gvr, object: KindObject): Promise<void> {
  const apiVersion = resource.group === "" ? "v1" : `${resource.group}/${resource.version}`;
  const { namespace } = object.metadata;
  const request = {
    verb: "create",
    resource,
    body: { apiVersion, ...object },
    ...(namespace !== undefined && { namespace }),
  } as const;
  await until(async () => (await ask(hub!, request)).ok, `${object.kind} to be accepted`);
}

const page = { resource: configMaps, namespace: "common", name: "page" };
const labels = { env: "prod" };

/** Resolves when the page at the edge says this. */
function says(text: string): Promise<void> {
  return until(async () => {
    const answer = await ask(florin!, { verb: "get", ...page });
    return answer.ok && (answer.body as { data?: { text?: string } }).data?.text === text;
  }, `the page to say ${text}`);
}

test("the runtime waits for a hub that is away, and finds out what it is when it comes", async () => {
  await create(syncTargets, { kind: "SyncTarget", metadata: { name: "florin", labels } });
  const resource = { group: "workload.kcp.io", version: "v1alpha1", resource: "synctargets" };
  await create(locations, {
    kind: "Location",
    metadata: { name: "florin", labels },
    spec: { resource, instanceSelector: { matchLabels: labels } },
  });
  await create(namespaces, { kind: "Namespace", metadata: { name: "common", labels } });
  await create(configMaps, {
    kind: "ConfigMap",
    metadata: { name: page.name, namespace: page.namespace },
    data: { text: "one" },
  });
  await create(edgePlacements, {
    kind: "EdgePlacement",
    metadata: { name: "all" },
    spec: { locationSelectors: [{ matchLabels: labels }], namespaceSelector: { matchLabels: labels } },
  });
  await says("one");
});

test("a hub that is killed and comes back is gone on with, and the edge keeps what it has meanwhile", async () => {
  await processes.end(running.child, "SIGKILL");
  assert.ok((await ask(florin!, { verb: "get", ...page })).ok);
  await startHub();
  await until(
    async () =>
      (await ask(hub!, { verb: "patch", patchType: "merge", ...page, body: { data: { text: "two" } } })).ok,
    "the hub to be back",
  );
  await says("two");
});

test.run();
