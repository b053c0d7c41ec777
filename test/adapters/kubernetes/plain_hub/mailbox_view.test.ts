/** On a Kubernetes without workspaces a mailbox holds any object, and its namespace holds what carries them. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, deployments, namespaces, secrets } from "../../../../src/kube/core_api.ts";
import { mailboxObjects, syncerConfigs } from "../../../../src/kube/edge_api.ts";
import type { KubeList, KubeObject } from "../../../../src/kube/object.ts";
import type { Gvr } from "../../../../src/kube/resource.ts";
import { createPlainHub } from "../../../../src/adapters/kubernetes/plain_hub/plain_hub.ts";
import type { ClusterApi } from "../../../../src/ports/cluster_api.ts";
import type { KubeError } from "../../../../src/ports/kube_error.ts";
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
test.before.each(async () => {
  world = await startPlainServer();
  await makeMailbox(world.hub);
});
test.after.each(() => world.close());

const labels = { "edge.kcp.io/projected": "yes", app: "web" };
const site: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "site", namespace: "common", labels },
  data: { text: "one" },
};
const key: KubeObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "key", namespace: "common", labels },
  type: "Opaque",
  data: { word: "c2VzYW1l" },
};
const web: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "common", labels },
  spec: { replicas: 2 },
};
const put = (body: KubeObject, resource: Gvr) => made(world.hub, resource, body, mailbox);
const at = (resource: Gvr, name: string) => ({ cluster: mailbox, resource, namespace: "common", name });

async function refusal(request: Parameters<typeof call>[1]): Promise<KubeError> {
  const answer = await call(world.hub, request);
  assert.not(answer.ok);
  return (answer as { error: KubeError }).error;
}

test("an object is read as it was written, with a uid and a version, and nothing acts on it", async () => {
  const written = await put(web, deployments);
  const read = await asked(world.hub, { verb: "get", ...at(deployments, "web") }) as KubeObject;
  assert.equal(read, written);
  assert.equal([read.kind, read["spec"], read.metadata.labels], ["Deployment", { replicas: 2 }, labels]);
  assert.ok(read.metadata.uid && read.metadata.resourceVersion);
  assert.equal(await names(world.server, { cluster: "", resource: deployments }), []);
});

test("objects of the same name in other namespaces, of other resources and in other mailboxes are others", async () => {
  await put(site, configMaps);
  await put({ ...site, metadata: { ...site.metadata, namespace: "other" } }, configMaps);
  await put({ ...web, metadata: { ...web.metadata, name: "site" } }, deployments);
  const list = { cluster: mailbox, resource: configMaps };
  assert.equal(await names(world.hub, list), ["site", "site"]);
  assert.equal(await names(world.hub, { ...list, namespace: "common" }), ["site"]);
  assert.equal(await names(world.hub, { ...list, cluster: mailbox.replace("a10", "a11") }), []);
});

test("a second object of one identity already exists, and is called by its own name", async () => {
  await put(site, configMaps);
  const error = await refusal({
    verb: "create",
    cluster: mailbox,
    resource: configMaps,
    namespace: "common",
    body: site,
  });
  assert.equal([error.reason, error.details.name, error.details.kind], [
    "AlreadyExists",
    "site",
    "configmaps",
  ]);
  const gone = await refusal({ verb: "get", ...at(configMaps, "none") });
  assert.equal([gone.status, gone.details.name], [404, "none"]);
});

test("an update replaces the object at the version that was read, and no other", async () => {
  const first = await put(site, configMaps);
  const body = { ...first, data: { text: "two" } };
  const second = await asked(world.hub, { verb: "update", ...at(configMaps, "site"), body }) as KubeObject;
  assert.equal(second["data"], { text: "two" });
  assert.is((await refusal({ verb: "update", ...at(configMaps, "site"), body })).reason, "Conflict");
});

test("status is written apart from the object, and a merge patch finds its place", async () => {
  const made = await put(web, deployments);
  const body = { ...made, spec: { replicas: 9 }, status: { readyReplicas: 2 } };
  const read = await asked(world.hub, {
    verb: "update",
    ...at(deployments, "web"),
    subresource: "status",
    body,
  }) as KubeObject;
  assert.equal([read["spec"], read["status"]], [{ replicas: 2 }, { readyReplicas: 2 }]);
  await put({
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "SyncerConfig",
    metadata: { name: "the-one" },
    spec: {},
  }, syncerConfigs);
  const beat = {
    verb: "patch",
    patchType: "merge",
    cluster: mailbox,
    resource: syncerConfigs,
    subresource: "status",
    name: "the-one",
  } as const;
  const config = await asked(world.hub, {
    ...beat,
    body: { status: { lastSyncerHeartbeatTime: "2023-04-20T00:00:00Z" } },
  }) as KubeObject;
  assert.equal(config["status"], { lastSyncerHeartbeatTime: "2023-04-20T00:00:00Z" });
});

test("a delete needs the uid that was seen", async () => {
  const { metadata: { uid } } = await put(site, configMaps);
  const remove = (uid?: string) =>
    ({
      verb: "delete",
      ...at(configMaps, "site"),
      body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } },
    }) as const;
  assert.is((await refusal(remove("other"))).reason, "Conflict");
  await asked(world.hub, remove(uid));
  assert.equal(await names(world.server, { cluster: "", resource: mailboxObjects, namespace: mailbox }), []);
});

test("a watch tells of one resource, by the object's own names", async () => {
  await put(site, configMaps);
  await put(web, deployments);
  const seen = follow(world.hub, mailbox, configMaps, 2);
  await put({ ...site, metadata: { ...site.metadata, name: "later" } }, configMaps);
  assert.equal(await seen, ["ADDED site", "ADDED later"]);
});

test("a list asks the server for the carriers of its resource, and for no others", async () => {
  const queries: unknown[] = [];
  const call: ClusterApi["call"] = (request, answer) => {
    queries.push(request.query);
    world.server.call(request, answer);
  };
  await names(createPlainHub({ ...world.server, call }), { cluster: mailbox, resource: deployments });
  assert.equal(queries, [{ labelSelector: "edge.kcp.io/carried-resource=deployments.apps" }]);
});

test("whoever may read MailboxObjects and not Secrets reads no Secret there", async () => {
  await put(key, secrets);
  const { items } = await asked(world.server, {
    verb: "list",
    cluster: "",
    resource: mailboxObjects,
  }) as KubeList;
  assert.equal(items, []);
  const read = await asked(world.hub, { verb: "get", ...at(secrets, "key") }) as KubeObject;
  assert.equal([read["type"], read["data"]], ["Opaque", { word: "c2VzYW1l" }]);
  assert.equal(await names(world.hub, { cluster: mailbox, resource: secrets }), ["key"]);
});

test("a carrier is labelled for us alone: nobody's selector for the object finds it", async () => {
  await put(key, secrets);
  const list = { cluster: "", resource: secrets, namespace: mailbox };
  assert.is((await names(world.server, { ...list, query: { labelSelector: "app=web" } })).length, 0);
  assert.is(
    (await names(world.server, { ...list, query: { labelSelector: "edge.kcp.io/projected=yes" } })).length,
    1,
  );
});

test("a forged carrier cannot pass for an object that another carries", async () => {
  await put(site, configMaps);
  const forged = {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "MailboxObject",
    metadata: {
      name: "forged",
      namespace: mailbox,
      labels: { "edge.kcp.io/carried-resource": "configmaps" },
    },
  };
  for (const object of [{ ...site, data: { text: "forged" } }, {}, { metadata: 7 }]) {
    await made(world.server, mailboxObjects, {
      ...forged,
      metadata: { ...forged.metadata, name: `forged-${JSON.stringify(object).length}` },
      object,
    });
  }
  const { items } = await asked(world.hub, {
    verb: "list",
    cluster: mailbox,
    resource: configMaps,
  }) as KubeList;
  assert.equal(items.map((item) => item["data"]), [{ text: "one" }]);
});

test("what cannot be carried over is refused, and never done half", async () => {
  await put(key, secrets);
  const json = { verb: "patch", patchType: "json", ...at(configMaps, "site"), body: [] } as const;
  assert.is((await refusal(json)).status, 415);
  assert.is(
    (await refusal({ verb: "patch", patchType: "merge", ...at(secrets, "key"), body: {} })).status,
    415,
  );
  assert.is(
    (await refusal({ verb: "deletecollection", cluster: mailbox, resource: configMaps })).status,
    405,
  );
  const query = { labelSelector: "app=web" };
  assert.is((await refusal({ verb: "list", cluster: mailbox, resource: configMaps, query })).status, 400);
});

test("a mailbox serves what the server can hold, and SyncerConfigs", async () => {
  const shown = await new Promise<readonly string[]>((resolve) =>
    world.hub.discover(
      mailbox,
      (answer) => resolve(answer.ok ? answer.resources.map((row) => row.resource) : []),
    )
  );
  for (const name of ["namespaces", "deployments", "secrets", "syncerconfigs"]) {
    assert.ok(shown.includes(name), name);
  }
  for (const name of ["mailboxobjects", "edgeplacements", "tokenreviews"]) {
    assert.not(shown.includes(name), name);
  }
});

test("a Namespace in a mailbox is none of the server's", async () => {
  await put(namespace("common"), namespaces);
  assert.not((await names(world.server, { cluster: "", resource: namespaces })).includes("common"));
});

test.run();
