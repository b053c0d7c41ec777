/** A hostile edge reaches for what came down to it, and for the Secrets beside. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { syncerConfigs } from "../../src/kube/edge_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { apply, configMap, edgeApi, hostileEdge, merge, remove } from "./hostile_edge.ts";

const { at, edge, admin, refuses } = hostileEdge();

refuses("what came down is not its own: it is neither changed, nor marked otherwise, nor deleted", () => {
  const site = `${at.own}/api/v1/namespaces/stuff/configmaps/site`;
  const web = `${at.own}/apis/apps/v1/namespaces/stuff/deployments/web`;
  return [
    { does: "changes data", ...merge(site, { data: { text: "forged" } }) },
    {
      does: "takes the label off",
      ...merge(site, { metadata: { labels: { "edge.kcp.io/projected": null } } }),
    },
    {
      does: "says that it is its own",
      ...merge(site, {
        metadata: { labels: { "edge.kcp.io/upsynced": "yes", "edge.kcp.io/projected": null } },
      }),
    },
    {
      does: "forges the mark",
      ...merge(site, { metadata: { annotations: { "edge.kcp.io/mark": "forged" } } }),
    },
    { does: "holds it", ...merge(site, { metadata: { finalizers: ["edge/held"] } }) },
    { does: "changes a spec", ...merge(web, { spec: { replicas: 100 } }) },
    { does: "scales", ...merge(`${web}/scale`, { spec: { replicas: 100 } }) },
    { does: "replaces", method: "PUT", path: site, body: configMap("site") },
    { does: "applies", ...apply(`${site}?fieldManager=x&force=true`, configMap("site")) },
    { does: "deletes", ...remove(site) },
    { does: "deletes a Deployment", ...remove(web) },
    { does: "deletes all", ...remove(`${at.own}/api/v1/namespaces/stuff/configmaps`) },
    { does: "deletes the Namespace", ...remove(`${at.own}/api/v1/namespaces/stuff`) },
    { does: "deletes its own Namespace", ...remove(`${at.own}/api/v1/namespaces/edge-syncer`) },
    { does: "deletes a Secret of ours", ...remove(`${at.own}/api/v1/namespaces/stuff/secrets/key`) },
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
  const { spec } = await admin(config);
  const forged = { status: { lastSyncerHeartbeatTime: "2026-01-01T00:00:01Z" }, spec: {} };
  await edge(merge(`${at.own}${edgeApi}/syncerconfigs/the-one/status`, forged));
  assert.equal((await admin(config)).spec, spec);
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

test.run();
