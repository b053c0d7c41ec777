/** On a Kubernetes without workspaces the server itself is one workspace, without what is its own business. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  configMaps,
  customResourceDefinitions,
  namespaces,
  replicaSets,
  services,
} from "../../../../src/kube/core_api.ts";
import { logicalClusters, syncTargets, workspaces } from "../../../../src/kube/kcp_api.ts";
import { clusterOf, type KubeObject } from "../../../../src/kube/object.ts";
import { movable } from "../../../../src/adapters/kubernetes/plain_hub/movable.ts";
import { call } from "../../cluster_api_contract.ts";
import {
  asked,
  follow,
  made,
  mailbox,
  makeMailbox,
  names,
  namespace,
  type PlainServer,
  startPlainServer,
} from "./plain_server.ts";

let world: PlainServer;
test.before.each(async () => void (world = await startPlainServer()));
test.after.each(() => world.close());

const configMap = (name: string, space: string): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: space },
});

test("every path leads to the server, and its objects say that they are of one cluster", async () => {
  const target: KubeObject = {
    apiVersion: "workload.kcp.io/v1alpha1",
    kind: "SyncTarget",
    metadata: { name: "florin" },
  };
  await made(world.server, syncTargets, target);
  for (const cluster of ["*", "", "root:imw-1", "kubernetes"]) {
    const found = await asked(world.hub, {
      verb: "get",
      cluster,
      resource: syncTargets,
      name: "florin",
    }) as KubeObject;
    assert.is(clusterOf(found), "kubernetes");
  }
  const get = { verb: "get", cluster: "root:any", resource: logicalClusters, name: "cluster" } as const;
  assert.is(clusterOf(await asked(world.hub, get) as KubeObject), "kubernetes");
});

test("the cluster that an object seems to have is not written into it", async () => {
  await made(world.server, namespaces, namespace("common"));
  await made(world.server, configMaps, configMap("a", "common"));
  const at = { cluster: "kubernetes", resource: configMaps, namespace: "common", name: "a" };
  const body = { ...await asked(world.hub, { verb: "get", ...at }) as KubeObject, data: { a: "b" } };
  await asked(world.hub, { verb: "update", ...at, body });
  const there = await asked(world.server, { verb: "get", ...at, cluster: "" }) as KubeObject;
  assert.equal([there["data"], there.metadata.annotations], [{ a: "b" }, undefined]);
});

test("mailboxes, Kubernetes' own namespaces and what is in them cannot be placed", async () => {
  await makeMailbox(world.hub);
  for (const space of [mailbox, "kube-system"]) {
    await made(world.server, configMaps, configMap("mine", space));
  }
  const seen = await names(world.hub, { cluster: "*", resource: namespaces });
  assert.equal(seen, ["default"]);
  assert.not((await names(world.hub, { cluster: "*", resource: configMaps })).includes("mine"));
  const answer = await call(world.hub, {
    verb: "get",
    cluster: "*",
    resource: namespaces,
    name: "kube-system",
  });
  assert.is(answer.ok ? 200 : answer.error.status, 404);
});

test("what a controller of the server made is the server's, and is told as gone", async () => {
  const owned = (controller: boolean, name: string): KubeObject => ({
    ...{
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      spec: {
        selector: { matchLabels: { a: "b" } },
        template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } },
      },
    },
    metadata: {
      name,
      namespace: "default",
      ownerReferences: [{ apiVersion: "v1", kind: "Namespace", name: "default", uid, controller }],
    },
  });
  const { metadata: { uid = "" } } = await asked(world.server, {
    verb: "get",
    cluster: "",
    resource: namespaces,
    name: "default",
  }) as KubeObject;
  await made(world.server, replicaSets, owned(true, "made"));
  await made(world.server, replicaSets, owned(false, "mine"));
  assert.equal(await names(world.hub, { cluster: "*", resource: replicaSets }), ["mine"]);
  assert.equal(await follow(world.hub, "*", replicaSets, 2), ["DELETED made", "ADDED mine"]);
});

test("the definitions that Edgechart needs are not for the edges", async () => {
  assert.equal(await names(world.hub, { cluster: "*", resource: customResourceDefinitions }), []);
});

test("a mailbox is a Namespace that is told as a Workspace, and deleted by its uid", async () => {
  const { metadata: { uid } } = await makeMailbox(world.hub);
  await made(world.server, namespaces, namespace("root-mb-x"));
  const at = { cluster: "root:espw", resource: workspaces, name: mailbox };
  const found = await asked(world.hub, { verb: "get", ...at }) as KubeObject;
  assert.equal([found.kind, found["spec"], found["status"]], ["Workspace", {
    type: { name: "universal", path: "root" },
    cluster: mailbox,
  }, { phase: "Ready" }]);
  assert.is(found.metadata.annotations?.["edge.kcp.io/sync-target-name"], "florin");
  assert.equal(await names(world.hub, { cluster: "root:espw", resource: workspaces }), [mailbox]);
  const remove = (wanted?: string) =>
    call(world.hub, {
      verb: "delete",
      ...at,
      body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: wanted } },
    });
  assert.not((await remove("other")).ok);
  assert.ok((await remove(uid)).ok);
});

test("no other Workspace can be made, and no other Namespace deleted as one", async () => {
  const at = { cluster: "root:espw", resource: workspaces, name: "default" };
  for (const verb of ["get", "delete"] as const) {
    const answer = await call(world.hub, { verb, ...at });
    assert.is(answer.ok ? 200 : answer.error.status, 403);
  }
});

test("a Service leaves the addresses that it was given behind, and keeps what was asked for", () => {
  const spec = {
    clusterIP: "10.0.0.7",
    clusterIPs: ["10.0.0.7"],
    type: "NodePort",
    ports: [{ port: 80, nodePort: 30080 }],
  };
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec };
  assert.equal(movable(services, service)["spec"], { type: "NodePort", ports: [{ port: 80 }] });
  const headless = { ...service, spec: { clusterIP: "None", ports: [{ port: 80 }] } };
  assert.equal(movable(services, headless)["spec"], headless.spec);
});

test("a Job leaves the labels of its uid behind, unless its selector was chosen by hand", () => {
  const jobs = { group: "batch", version: "v1", resource: "jobs" };
  const labels = { app: "a", "batch.kubernetes.io/controller-uid": "u", "controller-uid": "u" };
  const spec = {
    selector: { matchLabels: { "controller-uid": "u" } },
    template: { metadata: { labels }, spec: {} },
  };
  const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "j" }, spec };
  assert.equal(movable(jobs, job)["spec"], { template: { metadata: { labels: { app: "a" } }, spec: {} } });
  const byHand = { ...job, spec: { ...spec, manualSelector: true } };
  assert.equal(movable(jobs, byHand)["spec"], byHand.spec);
});

test.run();
