/** What an edge's credential is for, and how a hostile edge stretches what it may send up. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configMaps } from "../../src/kube/core_api.ts";
import { apply, configMap, edgeApi, hostileEdge, merge, post, remove } from "./hostile_edge.ts";

const { at, edge, admin, refuses } = hostileEdge();
const labels = { "edge.kcp.io/upsynced": "yes" };
const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });

test("what the credential is for works: reading its mailbox, status, heartbeat, and what its terms ask for", async () => {
  assert.is((await edge({ path: `${at.own}/api/v1/configmaps` })).code, 200);
  assert.is((await edge({ path: `${at.own}/api/v1/namespaces/stuff/secrets/key` })).code, 200);
  const status = { lastSyncerHeartbeatTime: "2026-01-01T00:00:00Z" };
  const heartbeat = merge(`${at.own}${edgeApi}/syncerconfigs/the-one/status`, { status });
  assert.is((await edge(heartbeat)).code, 200);
  assert.is((await edge(post(`${at.own}/api/v1/namespaces`, namespace("readings")))).code, 201);
  const reading = post(`${at.own}/api/v1/namespaces/readings/configmaps`, configMap("temperature"));
  assert.is((await edge(reading)).code, 201);
  const path = `${at.own}/apis/apps/v1/namespaces/stuff/deployments/web`;
  const web = (await edge({ path })).json;
  const body = { ...web, status: { replicas: 1, readyReplicas: 1 } };
  assert.is((await edge({ method: "PUT", path: `${path}/status`, body })).code, 200);
});

refuses("what goes up is what its terms ask for, looks like it, and says nothing in our name", () => {
  const inside = `${at.own}/api/v1/namespaces/readings/configmaps`;
  const secret = (metadata: object, type = "Opaque") => ({
    ...configMap("temperature", metadata),
    kind: "Secret",
    type,
  });
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
    { does: "another Namespace", ...post(`${at.own}/api/v1/namespaces`, namespace("other")) },
    {
      does: "a Lease",
      ...post(`${at.own}/apis/coordination.k8s.io/v1/namespaces/readings/leases`, {
        metadata: { name: "temperature", labels },
      }),
    },
    { does: "by apply", ...apply(`${inside}/humidity?fieldManager=x`, configMap("humidity")) },
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
      ...merge(`${inside}/temperature`, { metadata: { labels: null } }),
    },
    {
      does: "and then holds it",
      ...merge(`${inside}/temperature`, { metadata: { finalizers: ["edge/held"] } }),
    },
  ];
});

test("its own Namespace is not deleted while it holds what is not its own", async () => {
  const place = { cluster: at.ownName, namespace: "readings", resource: configMaps };
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "of-somebody-else" } };
  await admin({ ...place, verb: "create", body });
  const path = `${at.own}/api/v1/namespaces/readings`;
  const refused = await edge(remove(path));
  assert.is(refused.code, 403);
  assert.match(refused.text, "it holds configmaps of-somebody-else");
  await admin({ ...place, verb: "delete", name: "of-somebody-else" });
  assert.is((await edge(remove(`${path}/configmaps/temperature`))).code, 200);
  assert.is((await edge(remove(path))).code, 200);
});

test.run();
