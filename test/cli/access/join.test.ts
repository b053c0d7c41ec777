/** Letting a syncer in and putting it out, as it is typed. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { configMaps } from "../../../src/kube/core_api.ts";
import { syncTargets } from "../../../src/kube/kcp_api.ts";
import { clusterRoles } from "../../../src/kube/rbac_api.ts";
import type { ClusterApi } from "../../../src/ports/cluster_api.ts";
import type { KubeError } from "../../../src/ports/kube_error.ts";
import { ask, type JoinedWorld, must, openJoinedWorld, until } from "./joined_world.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let world: JoinedWorld;
const apis: ClusterApi[] = [];

test.before(async () => void (world = await openJoinedWorld()));
test.after(async () => {
  for (const api of apis) api.close();
  await world.close();
});

async function enter(kubeconfig: string): Promise<ClusterApi> {
  const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: silent });
  apis.push(api);
  return api;
}

/** What a list of the mailbox's ConfigMaps is answered with. */
async function tryIt(api: ClusterApi): Promise<number> {
  const answer = await ask(api, { verb: "list", cluster: "", resource: configMaps });
  return answer.ok ? answer.status : answer.error.status;
}

const here = ["--workspace", "root:imw-1"];

test("join prints a kubeconfig that opens the mailbox, and says beside it how long it is good", async () => {
  const { code, printed, complaints } = await world.edge("join", "florin", ...here);
  assert.is(code, 0, complaints);
  assert.match(printed, /^apiVersion: v1\nkind: Config/);
  assert.match(printed, `/clusters/${await world.mailbox("florin")}`);
  assert.match(complaints, /Credential syncer-\w{5} of florin, good until 20\d\d-/);
  assert.is(await tryIt(await enter(await world.join("florin"))), 200);
});

test("the edge may find the hub elsewhere than who joins it does", async () => {
  const { printed } = await world.edge("join", "florin", ...here, "--server", "https://hub.example:6443/");
  assert.match(printed, `server: https://hub.example:6443/clusters/${await world.mailbox("florin")}\n`);
});

test("what is typed wrongly is told so that it can be mended", async () => {
  const wrong = [
    {
      args: ["join", "nobody", ...here],
      says: /no SyncTarget "nobody" in root:imw-1; it has florin, guilder/,
    },
    { args: ["join", "florin", "--workspace", "root:nowhere"], says: /no workspace "root:nowhere"/ },
    { args: ["join", "florin"], says: /needs --workspace PATH/ },
    { args: ["join"], says: /takes serve, join SYNCTARGET or revoke SYNCTARGET/ },
    { args: ["join", "florin", ...here, "--server", "ftp://x"], says: /--server takes an address/ },
    { args: ["revoke", "florin", ...here, "--only", "x"], says: /no credential "x"; there is syncer-/ },
  ];
  for (const { args, says } of wrong) {
    const { code, complaints } = await world.edge(...args);
    assert.is(code, 2);
    assert.match(complaints, says);
  }
});

test("a second credential does not end the first; revoking one leaves the other", async () => {
  const [first, second] = [await world.join("guilder"), await world.join("guilder")];
  const apis = [await enter(first), await enter(second)] as const;
  assert.equal([await tryIt(apis[0]), await tryIt(apis[1])], [200, 200]);
  const { complaints } = await world.edge("revoke", "guilder", ...here, "--only", "?");
  const [name = ""] = /syncer-\w+/.exec(complaints) ?? [];
  assert.match(
    (await world.edge("revoke", "guilder", ...here, "--only", name)).printed,
    `credential ${name}`,
  );
  assert.equal([await tryIt(apis[0]), await tryIt(apis[1])], [401, 200]);
});

test("revoke ends requests at once and open watches within a minute; a second revoke is calm, and join lets in anew", async () => {
  const api = await enter(await world.join("florin"));
  let ended: KubeError | null | undefined;
  const seen: string[] = [];
  const sink = {
    event: ({ object }: { object: { metadata: { name?: string } } }) =>
      void seen.push(object.metadata.name ?? ""),
    closed: (error: KubeError | null) => void (ended = error),
  };
  api.watch({ cluster: "", resource: configMaps }, sink);
  await until(() => seen.includes("site"), "the watch to be open");
  assert.match(
    (await world.edge("revoke", "florin", ...here)).printed,
    /Revoked credentials syncer-.* of florin/,
  );
  assert.is(await tryIt(api), 401);
  await until(() => ended !== undefined, "the watch to be ended");
  assert.is(ended?.status, 401);
  const again = await world.edge("revoke", "florin", ...here);
  assert.equal([again.code, again.printed], [0, "Nothing to revoke: no credential of florin is good."]);
  assert.is(await tryIt(await enter(await world.join("florin"))), 200);
});

test("an edge that nothing is placed on yet can be joined", async () => {
  const body = { apiVersion: "workload.kcp.io/v1alpha1", kind: "SyncTarget", metadata: { name: "lonely" } };
  await must(world.admin, { verb: "create", cluster: "root:imw-1", resource: syncTargets, body });
  assert.is(await tryIt(await enter(await world.join("lonely"))), 200);
});

test("a role that somebody widens by hand is put right", async () => {
  await world.join("florin");
  const at = { cluster: await world.mailbox("florin"), resource: clusterRoles, name: "edge-syncer" };
  const before = await must(world.admin, { ...at, verb: "get" });
  const body = { rules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }] };
  await must(world.admin, { ...at, verb: "patch", patchType: "merge", body });
  await until(async () => {
    const now = await must(world.admin, { ...at, verb: "get" });
    return JSON.stringify(now["rules"]) === JSON.stringify(before["rules"]);
  }, "the role to be put right");
});

test("a SyncTarget that is made anew is another one: the old credential is dead", async () => {
  const api = await enter(await world.join("guilder"));
  const at = { cluster: "root:imw-1", resource: syncTargets };
  const { metadata: { labels } } = await must(world.admin, { ...at, verb: "get", name: "guilder" });
  await must(world.admin, { ...at, verb: "delete", name: "guilder" });
  assert.is(await tryIt(api), 401, "dead with its SyncTarget, whatever becomes of the mailbox");
  const body = {
    apiVersion: "workload.kcp.io/v1alpha1",
    kind: "SyncTarget",
    metadata: { name: "guilder", labels },
  };
  await must(world.admin, { ...at, verb: "create", body });
  assert.is(await tryIt(api), 401);
  assert.is(await tryIt(await enter(await world.join("guilder"))), 200);
});

test.run();
