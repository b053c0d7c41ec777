/**
 * A hostile edge: its credential, tried over HTTPS on what it should not have (S11, S12). Each row is one attempt; beside each table stands
 * what the credential is for, so that no refusal comes from a credential that opens nothing. @module
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps, deployments, namespaces, secrets } from "../../src/kube/core_api.ts";
import { syncerConfigs } from "../../src/kube/edge_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { ask, type JoinedWorld, must, openJoinedWorld, until } from "../cli/access/joined_world.ts";
import { type EdgeClient, edgeClient, type Line } from "./edge_client.ts";

const merge = "application/merge-patch+json";
const apply = "application/apply-patch+yaml";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const edgeApi = "/apis/edge.kcp.io/v1alpha1";

let world: JoinedWorld;
let edge: EdgeClient;
/** Names and paths that the tables speak of. */
const at = { own: "", other: "", ownName: "", otherName: "", account: "" };

test.before(async () => {
  world = await openJoinedWorld();
  edge = await edgeClient(await world.join("florin"));
  [at.ownName, at.otherName] = [await world.mailbox("florin"), await world.mailbox("guilder")];
  [at.own, at.other] = [`/clusters/${at.ownName}`, `/clusters/${at.otherName}`];
  const review = await edge({
    ...{ method: "POST", path: `${at.own}/apis/authentication.k8s.io/v1/selfsubjectreviews` },
    body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
  });
  at.account = String(review.json.status.userInfo.username).split(":").at(-1) ?? "";
  const hidden = { apiVersion: "v1", kind: "Secret", metadata: { name: "hidden" }, stringData: { a: "b" } };
  const place = { cluster: at.ownName, namespace: "stuff" };
  await must(world.admin, { ...place, verb: "create", resource: secrets, body: hidden });
});

test.after(() => world.close());

interface Attempt extends Line {
  readonly does: string;
  /** Default: 403. */
  readonly codes?: readonly number[];
}

/** Tries each; what it may be answered with is never a success. */
function refuses(title: string, attempts: () => readonly Attempt[]): void {
  test(title, async () => {
    for (const { does, codes = [403], ...line } of attempts()) {
      const { code, text } = await edge(line);
      assert.ok(
        codes.includes(code),
        `${does}: ${line.method ?? "GET"} ${line.path} was ${code} ${text.slice(0, 200)}`,
      );
    }
  });
}

const core = (cluster: string, rest: string) => `/clusters/${cluster}/api/v1/${rest}`;
const configMap = (name: string, metadata: object = {}) => ({
  ...{ apiVersion: "v1", kind: "ConfigMap" },
  metadata: { name, labels: { "edge.kcp.io/upsynced": "yes" }, ...metadata },
});

test("what the credential is for works: reading its mailbox, status, heartbeat, and what its terms ask for", async () => {
  const post = (path: string, body: unknown) => edge({ method: "POST", path: at.own + path, body });
  const patch = (path: string, body: unknown) =>
    edge({ method: "PATCH", path: at.own + path, body, contentType: merge });
  const space = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "readings", labels: { "edge.kcp.io/upsynced": "yes" } },
  };
  assert.is((await edge({ path: `${at.own}/api/v1/configmaps` })).code, 200);
  assert.is((await edge({ path: `${at.own}/api/v1/namespaces/stuff/secrets/key` })).code, 200);
  assert.is(
    (await patch(`${edgeApi}/syncerconfigs/the-one/status`, {
      status: { lastSyncerHeartbeatTime: "2026-01-01T00:00:00Z" },
    })).code,
    200,
  );
  assert.is((await post("/api/v1/namespaces", space)).code, 201);
  assert.is((await post("/api/v1/namespaces/readings/configmaps", configMap("temperature"))).code, 201);
  const path = `${at.own}/apis/apps/v1/namespaces/stuff/deployments/web`;
  const web = (await edge({ path })).json;
  const body = { ...web, status: { replicas: 1, readyReplicas: 1 } };
  assert.is((await edge({ method: "PUT", path: `${path}/status`, body })).code, 200);
});

refuses("no other workspace, by path, id or star, exists for it", () => {
  const [ownId, otherId] = [at.ownName, at.otherName].map((path) =>
    path.split(":").at(-1)?.split("-mb-")[0] ?? ""
  );
  const places = [
    at.otherName,
    "root",
    "root:espw",
    "root:imw-1",
    "root:wmw",
    "root:compute",
    "*",
    ownId,
    otherId,
  ];
  return places.flatMap((place) => [
    { does: "lists", path: core(place, "configmaps") },
    { does: "reads", path: core(place, "namespaces/stuff/configmaps/site") },
    { does: "watches", path: core(place, "secrets?watch=true") },
    { does: "discovers", path: `/clusters/${place}/apis` },
    { does: "reads the API", path: `/clusters/${place}/openapi/v3` },
    {
      does: "writes",
      method: "POST",
      path: core(place, "namespaces/default/configmaps"),
      body: configMap("x"),
    },
    { does: "deletes", method: "DELETE", path: core(place, "namespaces/stuff/configmaps/site") },
    {
      does: "says that it lives",
      method: "PATCH",
      contentType: merge,
      body: { status: {} },
      path: `/clusters/${place}${edgeApi}/syncerconfigs/the-one/status`,
    },
  ]);
});

test("a workspace that is not there looks like one that is forbidden", async () => {
  const [there, nowhere] = [
    await edge({ path: core(at.otherName, "configmaps") }),
    await edge({ path: core("root:nowhere", "configmaps") }),
  ];
  const mask = (text: string) => text.replaceAll(at.otherName, "W").replaceAll("root:nowhere", "W");
  assert.equal([there.code, mask(there.text)], [nowhere.code, mask(nowhere.text)]);
});

refuses("virtual workspaces are not for it", () => [
  { does: "lists all", path: `/services/apiexport/root:espw/edge.kcp.io/clusters/*${edgeApi}/syncerconfigs` },
  {
    does: "lists its own",
    path: `/services/apiexport/root:espw/edge.kcp.io${at.own}${edgeApi}/syncerconfigs`,
  },
  { does: "tries an unknown one", path: `/services/apiexport/root/none/clusters/*${edgeApi}/syncerconfigs` },
  { does: "tries another service", path: `/services/syncer/clusters/*${edgeApi}/syncerconfigs` },
]);

refuses("it changes nobody's rights, and makes no accounts and no tokens but its own", () => {
  const own = (rest: string) => `${at.own}${rest}`;
  const all = [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }];
  const admin = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
  const me = [{ kind: "ServiceAccount", namespace: "edge-syncer", name: at.account }];
  const space = "/namespaces/edge-syncer";
  const token = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  return [
    {
      does: "widens its role",
      method: "PATCH",
      contentType: merge,
      path: own(`${rbac}/clusterroles/edge-syncer`),
      body: { rules: all },
    },
    {
      does: "widens it by apply",
      method: "PATCH",
      contentType: apply,
      path: own(`${rbac}/clusterroles/edge-syncer?fieldManager=x&force=true`),
      body: { rules: all },
    },
    {
      does: "makes a role",
      method: "POST",
      path: own(`${rbac}/clusterroles`),
      body: { metadata: { name: "x" }, rules: all },
    },
    {
      does: "binds itself",
      method: "POST",
      path: own(`${rbac}/clusterrolebindings`),
      body: { metadata: { name: "x" }, roleRef: admin, subjects: me },
    },
    {
      does: "binds itself in its namespace",
      method: "POST",
      path: own(`${rbac}${space}/rolebindings`),
      body: { metadata: { name: "x" }, roleRef: admin, subjects: me },
    },
    { does: "deletes its role", method: "DELETE", path: own(`${rbac}/clusterroles/edge-syncer`) },
    {
      does: "makes an account",
      method: "POST",
      path: own(`/api/v1${space}/serviceaccounts`),
      body: { metadata: { name: "x" } },
    },
    {
      does: "changes its account",
      method: "PATCH",
      contentType: merge,
      path: own(`/api/v1${space}/serviceaccounts/${at.account}`),
      body: { metadata: { annotations: null } },
    },
    {
      does: "takes another's token",
      method: "POST",
      path: own(`/api/v1${space}/serviceaccounts/default/token`),
      body: token,
    },
    {
      does: "takes a default token",
      method: "POST",
      path: own("/api/v1/namespaces/default/serviceaccounts/default/token"),
      body: token,
    },
    {
      does: "takes a token for a century",
      method: "POST",
      path: own(`/api/v1${space}/serviceaccounts/${at.account}/token`),
      body: { ...token, spec: { expirationSeconds: 3_153_600_000 } },
    },
    {
      does: "reviews a token",
      method: "POST",
      path: own("/apis/authentication.k8s.io/v1/tokenreviews"),
      body: { spec: { token: "x" } },
    },
    {
      does: "asks what others may",
      method: "POST",
      path: own("/apis/authorization.k8s.io/v1/subjectaccessreviews"),
      body: { spec: { user: "admin" } },
    },
  ];
});

refuses("it does not write what it is told to do, nor what a mailbox is made of", () => {
  const own = (rest: string) => `${at.own}${rest}`;
  const wide = { spec: { upsync: [{ resources: ["*"], namespaces: ["*"], names: ["*"] }] } };
  return [
    {
      does: "patches the spec",
      method: "PATCH",
      contentType: merge,
      path: own(`${edgeApi}/syncerconfigs/the-one`),
      body: wide,
    },
    {
      does: "applies the spec",
      method: "PATCH",
      contentType: apply,
      path: own(`${edgeApi}/syncerconfigs/the-one?fieldManager=x&force=true`),
      body: wide,
    },
    { does: "deletes it", method: "DELETE", path: own(`${edgeApi}/syncerconfigs/the-one`) },
    {
      does: "makes another",
      method: "POST",
      path: own(`${edgeApi}/syncerconfigs`),
      body: { metadata: { name: "the-two" } },
    },
    {
      does: "says that another lives",
      method: "PATCH",
      contentType: merge,
      path: own(`${edgeApi}/syncerconfigs/the-two/status`),
      body: { status: {} },
    },
    {
      does: "places something",
      method: "POST",
      path: own(`${edgeApi}/edgeplacements`),
      body: { metadata: { name: "x" } },
    },
    {
      does: "makes a workspace",
      method: "POST",
      path: own("/apis/tenancy.kcp.io/v1alpha1/workspaces"),
      body: { metadata: { name: "x" } },
    },
    {
      does: "makes a SyncTarget",
      method: "POST",
      path: own("/apis/workload.kcp.io/v1alpha1/synctargets"),
      body: { metadata: { name: "x" } },
    },
    {
      does: "binds an API",
      method: "POST",
      path: own("/apis/apis.kcp.io/v1alpha1/apibindings"),
      body: { metadata: { name: "x" } },
    },
    { does: "unbinds one", method: "DELETE", path: own("/apis/apis.kcp.io/v1alpha1/apibindings/bind-edge") },
    {
      does: "defines a kind",
      method: "POST",
      path: own("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"),
      body: { metadata: { name: "x.y" } },
    },
    {
      does: "ends the mailbox",
      method: "DELETE",
      path: own("/apis/core.kcp.io/v1alpha1/logicalclusters/cluster"),
    },
    {
      does: "tells of events",
      method: "POST",
      path: own("/api/v1/namespaces/stuff/events"),
      body: { metadata: { name: "x" } },
    },
  ];
});

refuses("what came down is not its own: it is neither changed, nor marked otherwise, nor deleted", () => {
  const site = `${at.own}/api/v1/namespaces/stuff/configmaps/site`;
  const web = `${at.own}/apis/apps/v1/namespaces/stuff/deployments/web`;
  const patch = (path: string, body: unknown) => ({ method: "PATCH", contentType: merge, path, body });
  return [
    { does: "changes data", ...patch(site, { data: { text: "forged" } }) },
    {
      does: "takes the label off",
      ...patch(site, { metadata: { labels: { "edge.kcp.io/projected": null } } }),
    },
    {
      does: "says that it is its own",
      ...patch(site, {
        metadata: { labels: { "edge.kcp.io/upsynced": "yes", "edge.kcp.io/projected": null } },
      }),
    },
    {
      does: "forges the mark",
      ...patch(site, { metadata: { annotations: { "edge.kcp.io/mark": "forged" } } }),
    },
    { does: "holds it", ...patch(site, { metadata: { finalizers: ["edge/held"] } }) },
    { does: "changes a spec", ...patch(web, { spec: { replicas: 100 } }) },
    { does: "scales", ...patch(`${web}/scale`, { spec: { replicas: 100 } }) },
    { does: "replaces", method: "PUT", path: site, body: configMap("site") },
    {
      does: "applies",
      method: "PATCH",
      contentType: apply,
      path: `${site}?fieldManager=x&force=true`,
      body: configMap("site"),
    },
    { does: "deletes", method: "DELETE", path: site },
    { does: "deletes a Deployment", method: "DELETE", path: web },
    { does: "deletes all", method: "DELETE", path: `${at.own}/api/v1/namespaces/stuff/configmaps` },
    { does: "deletes the Namespace", method: "DELETE", path: `${at.own}/api/v1/namespaces/stuff` },
    { does: "deletes its own Namespace", method: "DELETE", path: `${at.own}/api/v1/namespaces/edge-syncer` },
    {
      does: "deletes a Secret of ours",
      method: "DELETE",
      path: `${at.own}/api/v1/namespaces/stuff/secrets/key`,
    },
  ];
});

test("with a status nothing else is written", async () => {
  const path = `${at.own}/apis/apps/v1/namespaces/stuff/deployments/web`;
  const before = (await edge({ path })).json;
  const labels = { ...before.metadata.labels, forged: "yes" };
  const body = {
    ...before,
    metadata: { ...before.metadata, labels },
    spec: { ...before.spec, replicas: 100 },
  };
  await edge({ method: "PUT", path: `${path}/status`, body });
  const after = (await edge({ path })).json;
  assert.equal([after.spec, after.metadata.labels], [before.spec, before.metadata.labels]);
  const config = { cluster: at.ownName, verb: "get", resource: syncerConfigs, name: "the-one" } as const;
  const { spec } = await must(world.admin, config);
  const forged = { status: { lastSyncerHeartbeatTime: "2026-01-01T00:00:01Z" }, spec: {} };
  await edge({
    method: "PATCH",
    contentType: merge,
    path: `${at.own}${edgeApi}/syncerconfigs/the-one/status`,
    body: forged,
  });
  assert.equal((await must(world.admin, config)).spec, spec);
});

refuses("what goes up is what its terms ask for, looks like it, and says nothing in our name", () => {
  const inside = `${at.own}/api/v1/namespaces/readings/configmaps`;
  const post = (path: string, body: unknown) => ({ method: "POST", path, body });
  const secret = (metadata: object, type = "Opaque") => ({
    ...configMap("temperature", metadata),
    kind: "Secret",
    type,
  });
  const labels = { "edge.kcp.io/upsynced": "yes" };
  return [
    { does: "another name", ...post(inside, configMap("humidity")) },
    {
      does: "a generated name",
      ...post(inside, { ...configMap(""), metadata: { generateName: "temperature", labels } }),
    },
    { does: "another case", ...post(inside, configMap("Temperature")), codes: [403, 422] },
    {
      does: "another namespace",
      ...post(`${at.own}/api/v1/namespaces/stuff/configmaps`, configMap("temperature")),
    },
    { does: "another resource", ...post(`${at.own}/api/v1/namespaces/readings/secrets`, secret({})) },
    {
      does: "a token of another account",
      ...post(
        `${at.own}/api/v1/namespaces/edge-syncer/secrets`,
        secret(
          { annotations: { "kubernetes.io/service-account.name": "default" } },
          "kubernetes.io/service-account-token",
        ),
      ),
    },
    {
      does: "another Namespace",
      ...post(`${at.own}/api/v1/namespaces`, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "other", labels },
      }),
    },
    {
      does: "a Lease",
      ...post(`${at.own}/apis/coordination.k8s.io/v1/namespaces/readings/leases`, {
        metadata: { name: "temperature", labels },
      }),
    },
    {
      does: "by apply",
      method: "PATCH",
      contentType: apply,
      path: `${inside}/humidity?fieldManager=x`,
      body: configMap("humidity"),
    },
    { does: "without the label", ...post(inside, configMap("pressure", { labels: {} })) },
    {
      does: "as if it came down",
      ...post(inside, configMap("pressure", { labels: { "edge.kcp.io/projected": "yes" } })),
    },
    {
      does: "as both",
      ...post(inside, configMap("pressure", { labels: { ...labels, "edge.kcp.io/projected": "yes" } })),
    },
    {
      does: "with orders to the centre",
      ...post(inside, configMap("pressure", { annotations: { "edge.kcp.io/expand-parameters": "true" } })),
    },
    {
      does: "with a customizer",
      ...post(inside, configMap("pressure", { annotations: { "edge.kcp.io/customizer": "x" } })),
    },
    { does: "with a finalizer", ...post(inside, configMap("pressure", { finalizers: ["edge/held"] })) },
    {
      does: "with an owner",
      ...post(
        inside,
        configMap("pressure", {
          ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "x", uid: "y" }],
        }),
      ),
    },
    {
      does: "and then takes the label off",
      method: "PATCH",
      contentType: merge,
      path: `${inside}/temperature`,
      body: { metadata: { labels: null } },
    },
    {
      does: "and then holds it",
      method: "PATCH",
      contentType: merge,
      path: `${inside}/temperature`,
      body: { metadata: { finalizers: ["edge/held"] } },
    },
  ];
});

test("its own Namespace is not deleted while it holds what is not its own", async () => {
  const place = { cluster: at.ownName, namespace: "readings", resource: configMaps };
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "of-somebody-else" } };
  await must(world.admin, { ...place, verb: "create", body });
  const path = `${at.own}/api/v1/namespaces/readings`;
  const refused = await edge({ method: "DELETE", path });
  assert.is(refused.code, 403);
  assert.match(refused.text, "it holds configmaps of-somebody-else");
  await must(world.admin, { ...place, verb: "delete", name: "of-somebody-else" });
  assert.is((await edge({ method: "DELETE", path: `${path}/configmaps/temperature` })).code, 200);
  assert.is((await edge({ method: "DELETE", path })).code, 200);
});

test("Secrets that neither came down nor went up are not there for it", async () => {
  const listed = await edge({ path: `${at.own}/api/v1/secrets` });
  const names = listed.json.items.map(({ metadata }: KubeObject) => metadata.name);
  assert.equal(names, ["key"]);
  assert.is((await edge({ path: `${at.own}/api/v1/namespaces/stuff/secrets/hidden` })).code, 403);
  const watched = await edge({
    path: `${at.own}/api/v1/secrets?watch=true&timeoutSeconds=1&resourceVersion=0`,
  });
  assert.match(watched.text, '"name":"key"');
  assert.not.match(watched.text, /hidden|service-account-token/);
});

refuses("a path has one spelling, and identity comes from the token alone", () => {
  const other = `${at.other}/api/v1/configmaps`;
  const own = `${at.own}/api/v1/configmaps`;
  const codes = [400, 403, 404];
  const tricks = [
    `/${other}`,
    other.replace("/api", "//api"),
    `${at.own}/..${other.slice("/clusters".length)}`,
    `${at.own}/../../clusters/root/api/v1/configmaps`,
    `${at.own}/%2e%2e/%2e%2e${other}`,
    `${at.own}%2f..%2f..${other}`,
    `${at.own}/%252e%252e${other}`,
    `${at.own}\\..\\${other}`,
    other.replace("/clusters", "/Clusters"),
    other.replace("/api/", "/API/"),
    other.replace("configmaps", "ConfigMaps"),
    other.replace(":", "%3a"),
    other.replace("root", "ROOT"),
    `${other};x=${own}`,
    `/clusters/%2a/api/v1/configmaps`,
    `/clusters/${at.ownName},${at.otherName}/api/v1/configmaps`,
    `/clusters/${at.ownName}:${at.otherName}/api/v1/configmaps`,
    `/clusters/${at.ownName}:../api/v1/configmaps`,
    "/api/v1/configmaps",
    "/../etc/passwd",
  ];
  const claims: Readonly<Record<string, string>>[] = [
    { "impersonate-user": "admin" },
    { "impersonate-group": "system:masters", "impersonate-user": "x" },
    { "impersonate-uid": "1" },
    { "x-remote-user": "admin", "x-remote-group": "system:masters" },
    { "x-forwarded-user": "admin" },
    { "x-original-url": own, "x-rewrite-url": own },
    { "x-http-method-override": "DELETE" },
    { host: "evil.example" },
    { origin: "https://evil.example" },
  ];
  return [
    ...tricks.map((path) => ({ does: "plays with the path", path, codes })),
    ...claims.map((headers) => ({ does: `claims ${JSON.stringify(headers)}`, path: other, headers, codes })),
  ];
});

test("after all of this the other edge's mailbox and what came down are as they were", async () => {
  const site = { verb: "get", resource: configMaps, namespace: "stuff", name: "site" } as const;
  for (const cluster of [at.ownName, at.otherName]) {
    assert.equal((await must(world.admin, { ...site, cluster }))["data"], { text: "one" });
    const web = await must(world.admin, { ...site, cluster, resource: deployments, name: "web" });
    assert.is((web["spec"] as { replicas?: number }).replicas, undefined);
  }
  const spaces = await ask(world.admin, { verb: "list", cluster: at.otherName, resource: namespaces });
  assert.ok(spaces.ok);
  await until(
    async () => (await edge({ path: `${at.own}/api/v1/configmaps` })).code === 200,
    "its own still opens",
  );
});

test.run();
