/** What the runtime sees of a hub is the same in this process and over HTTPS. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { join } from "node:path";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { createInProcessApi } from "../../../src/adapters/memory/in_process_api.ts";
import { writeAdminKubeconfig } from "../../../src/hub/serve/credentials/kubeconfig.ts";
import { configMaps, namespaces } from "../../../src/kube/core_api.ts";
import { logicalClusters, workspaces } from "../../../src/kube/kcp_api.ts";
import { groupResourceKey } from "../../../src/kube/resource.ts";
import { masterCaller } from "../../../src/ports/api_backend.ts";
import type { ApiRequest, ClusterApi, DiscoveryAnswer } from "../../../src/ports/cluster_api.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { recordingLog } from "../../hub/serve/client.ts";
import { type RealServer, startRealServer } from "../../hub/serve/real_hub.ts";
import { call } from "../cluster_api_contract.ts";

let server: RealServer;
let near: ClusterApi;
let far: ClusterApi;
test.before(async () => {
  server = await startRealServer("workspaces");
  const kubeconfig = join(server.dataDir, "admin.kubeconfig");
  writeAdminKubeconfig(kubeconfig, server.running);
  near = createInProcessApi({ backend: server.hub, caller: masterCaller, clock: systemClock });
  far = await openKubernetesApi({ kubeconfig, clock: systemClock, log: recordingLog() });
});
test.after(async () => {
  near.close();
  far.close();
  await server.close();
});

/** An answer as plain data: bodies as JSON has them, refusals by their parts. */
async function outcome(api: ClusterApi, request: ApiRequest): Promise<unknown> {
  const answer = await call(api, request);
  if (answer.ok) return JSON.parse(JSON.stringify({ status: answer.status, body: answer.body }));
  const { status, reason, message, details } = answer.error;
  // A Status leaves out what is empty, such as the name of the core group.
  const told = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ""));
  return { status, reason, message, details: told };
}

const configMap = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
const requests: readonly ApiRequest[] = [
  { verb: "list", cluster: "*", resource: logicalClusters },
  { verb: "list", cluster: "root", resource: namespaces, query: { fieldSelector: "metadata.name=default" } },
  { verb: "get", cluster: "root", resource: workspaces, name: "compute" },
  { verb: "get", cluster: "root", resource: workspaces, name: "none" },
  { verb: "get", cluster: "root:none", resource: workspaces, name: "none" },
  { verb: "list", cluster: "root", resource: { group: "no.such", version: "v1", resource: "things" } },
  {
    verb: "create",
    cluster: "root",
    resource: configMaps,
    namespace: "default",
    body: configMap("Not A Name"),
  },
  { verb: "create", cluster: "root", resource: configMaps, namespace: "none", body: configMap("a") },
  { verb: "list", cluster: "root", resource: namespaces, query: { labelSelector: "a in" } },
  { verb: "list", cluster: "root", resource: namespaces, query: { resourceVersion: "999999999" } },
  {
    verb: "create",
    cluster: "root",
    resource: configMaps,
    namespace: "default",
    body: configMap("dry"),
    query: { dryRun: "All", fieldManager: "m" },
  },
];
for (const request of requests) {
  const { verb, cluster, resource, name = "" } = request;
  test(`${verb} ${groupResourceKey(resource)} ${name} in ${cluster} has one answer`, async () => {
    const [a, b] = [await outcome(near, request), await outcome(far, request)].map(withoutChance);
    assert.equal(a, b);
  });
}

/** A dry run makes up a uid each time, and may run in another second. */
function withoutChance(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part) => ["uid", "creationTimestamp", "time"].includes(key) ? "" : part),
  );
}

test("discovery tells the same resources", async () => {
  const discover = (api: ClusterApi) =>
    new Promise<DiscoveryAnswer>((resolve) => api.discover("root", resolve));
  const rows = (answer: DiscoveryAnswer) =>
    (answer.ok ? answer.resources : []).map((row) =>
      `${groupResourceKey(row)} ${row.version} ${row.kind} ${row.namespaced} ${
        [...row.verbs].sort()
      } ${row.subresources}`
    ).sort();
  const [a, b] = [rows(await discover(near)), rows(await discover(far))];
  assert.ok(a.length > 10);
  assert.equal(a, b);
});

test("a wildcard watch tells the same events, with the cluster each object is in", async () => {
  const seen: Record<string, string[]> = { near: [], far: [] };
  const follow = (name: string, api: ClusterApi) =>
    new Promise<void>((resolve) => {
      const handle = api.watch({ cluster: "*", resource: configMaps, query: { labelSelector: "app=x" } }, {
        opened: () => ready.push(name),
        event: ({ type, object }) => {
          const { name: object_, annotations } = object.metadata;
          if (seen[name]!.push(`${type} ${object_} ${annotations?.["kcp.io/cluster"]}`) < 3) return;
          handle.stop();
          resolve();
        },
        closed: (error) => assert.unreachable(String(error)),
      });
    });
  const ready: string[] = [];
  const both = Promise.all([follow("near", near), follow("far", far)]);
  while (ready.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const at = { cluster: "root", resource: configMaps, namespace: "default" };
  const labelled = { ...configMap("seen"), metadata: { name: "seen", labels: { app: "x" } } };
  await call(near, { verb: "create", ...at, body: labelled });
  await call(far, { verb: "patch", ...at, name: "seen", patchType: "merge", body: { data: { a: "1" } } });
  await call(far, { verb: "delete", ...at, name: "seen" });
  await both;
  assert.equal(seen.near, ["ADDED seen root", "MODIFIED seen root", "DELETED seen root"]);
  assert.equal(seen.near, seen.far);
});

test("law 4: a delete takes its preconditions along, and what they do not fit stays", async () => {
  const at = { cluster: "root", resource: configMaps, namespace: "default", name: "kept" };
  await call(near, { verb: "create", ...at, name: undefined, body: configMap("kept") });
  for (const api of [near, far]) {
    const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: "another" } };
    const answer = await call(api, { verb: "delete", ...at, body });
    assert.is(answer.ok ? "deleted" : answer.error.reason, "Conflict");
    assert.ok((await call(api, { verb: "get", ...at })).ok);
  }
});

test("a 64-bit integer in an object of the hub comes through both ways", async () => {
  const body = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "big", annotations: { n: "9223372036854775807" } },
  };
  await call(near, { verb: "create", cluster: "root", resource: configMaps, namespace: "default", body });
  const get: ApiRequest = {
    verb: "get",
    cluster: "root",
    resource: configMaps,
    namespace: "default",
    name: "big",
  };
  assert.equal(await outcome(near, get), await outcome(far, get));
});

test.run();
