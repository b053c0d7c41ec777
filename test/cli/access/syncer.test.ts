/** A syncer that has nothing but what `edge join` printed: down, up, status, heartbeat, and a token that renews itself. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAccess, tokenIn } from "../../../src/adapters/kubernetes/access.ts";
import { claimsOf, HeldToken } from "../../../src/adapters/kubernetes/held_token.ts";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { createServiceAccountCredential } from "../../../src/adapters/kubernetes/service_account_credential.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { explainError } from "../../../src/cli/command_error.ts";
import { openEdgeAlone } from "../../../src/cli/compose/live_edge.ts";
import { type LiveSyncer, openLiveSyncer } from "../../../src/cli/compose/live_syncer.ts";
import type { Settings } from "../../../src/cli/options.ts";
import type { ServedEdge } from "../../../src/cli/serve_edge.ts";
import { configMaps, deployments, namespaces, secrets } from "../../../src/kube/core_api.ts";
import { syncTargets } from "../../../src/kube/kcp_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";
import { ask, type JoinedWorld, must, openJoinedWorld, until } from "./joined_world.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let world: JoinedWorld;
let florin: ServedEdge;
let syncer: LiveSyncer;
let edge: ClusterApi;
let mailbox = "";
let file = "";

test.before(async () => {
  world = await openJoinedWorld();
  const home = join(world.home, "edge");
  florin = await openEdgeAlone({ name: "florin", portMap: [], home, listen: "127.0.0.1:0" }, "silent");
  edge = await openKubernetesApi({ kubeconfig: florin.kubeconfig, clock: systemClock, log: silent });
  [file, mailbox] = [await world.join("florin"), await world.mailbox("florin")];
  const files = {
    mailboxKubeconfig: file,
    edgeKubeconfig: florin.kubeconfig,
    restoredHub: "distrusted",
  } as const;
  syncer = await openLiveSyncer(settingsOf(join(world.home, "syncer")), files);
});

test.after(async () => {
  await syncer.close();
  edge.close();
  await florin.close();
  await world.close();
});

function settingsOf(dataDir: string): Settings {
  return {
    ...{ dataDir, listen: "127.0.0.1:0", hubListen: "127.0.0.1:0", hubKubeconfig: null },
    ...{ durability: "disk", logLevel: "silent", json: false },
  };
}

function see(
  api: ClusterApi,
  at: Omit<ApiRequest, "verb">,
  holds: (object: KubeObject) => boolean,
): Promise<void> {
  return until(async () => {
    const answer = await ask(api, { ...at, verb: "get" });
    return answer.ok && holds(answer.body as KubeObject);
  }, `${at.resource.resource} ${at.name}`);
}

function gone(api: ClusterApi, at: Omit<ApiRequest, "verb">): Promise<void> {
  return until(async () => {
    const answer = await ask(api, { ...at, verb: "get" });
    return !answer.ok && answer.error.status === 404;
  }, `${at.resource.resource} ${at.name} to go`);
}

test("what is in the mailbox goes down, Secrets too, and the status of what runs comes back", async () => {
  const stuff = { cluster: "", namespace: "stuff" };
  await see(edge, { ...stuff, resource: configMaps, name: "site" }, () => true);
  await see(edge, { ...stuff, resource: secrets, name: "key" }, () => true);
  const web = { resource: deployments, namespace: "stuff", name: "web" };
  await see(
    world.admin,
    { ...web, cluster: mailbox },
    ({ status }) => (status as { readyReplicas?: number } | undefined)?.readyReplicas === 1,
  );
});

test("its heartbeat makes the SyncTarget ready", async () => {
  const at = { cluster: "root:imw-1", resource: syncTargets, name: "florin" };
  await see(
    world.admin,
    at,
    ({ status }) =>
      (status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions
        ?.some((condition) => condition.type === "Ready" && condition.status === "True") === true,
  );
});

test("what its terms ask for goes up, is changed, and goes, with the Namespace that it brought along", async () => {
  const at = { resource: configMaps, namespace: "readings", name: "temperature" };
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "temperature" }, data: { c: "20" } };
  const space = { apiVersion: "v1", kind: "Namespace", metadata: { name: "readings" } };
  await must(edge, { cluster: "", verb: "create", resource: namespaces, body: space });
  await must(edge, { cluster: "", verb: "create", resource: configMaps, namespace: "readings", body });
  const says = (text: string) => ({ data }: KubeObject) => (data as { c?: string }).c === text;
  await see(world.admin, { ...at, cluster: mailbox }, says("20"));
  await must(edge, { ...at, cluster: "", verb: "patch", patchType: "merge", body: { data: { c: "21" } } });
  await see(world.admin, { ...at, cluster: mailbox }, says("21"));
  await must(edge, { ...at, cluster: "", verb: "delete" });
  await gone(world.admin, { ...at, cluster: mailbox });
  await gone(world.admin, { cluster: mailbox, resource: namespaces, name: "readings" });
});

test("no request of it was refused", async () => {
  const { items } = await (await fetch(`${syncer.actorsUrl}/actors?limit=500`)).json() as {
    items: { address: string; state: string; context: unknown }[];
  };
  const text = JSON.stringify(items);
  assert.not.match(text, /Forbidden|Unauthorized|forbidden/);
  assert.is(items.find(({ address }) => address === "credential")?.state, "resting");
  const token = tokenIn(file) ?? "";
  assert.not.ok(text.includes(token.split(".")[2] ?? token), "no token is in the actors");
});

test("a credential renews itself, the new one is kept privately, and a new file from the administrator wins", async () => {
  const path = join(world.home, "kept.json");
  const given = tokenIn(file) ?? "";
  const files = {
    read: () => readText(path),
    write: (text: string) => writeFileSync(path, text, { mode: 0o600 }),
  };
  const held = new HeldToken(given, files);
  const api = await openKubernetesApi({
    ...{ kubeconfig: file, clock: systemClock, log: silent },
    token: () => held.current,
  });
  const life = claimsOf(given);
  await until(() => Math.floor(systemClock.now() / 1000) * 1000 > (life?.issuedAtMs ?? 0), "the next second");
  await new Promise<void>((resolve, reject) =>
    createServiceAccountCredential(api, held).renew((refusal) =>
      refusal === null ? resolve() : reject(refusal)
    )
  );
  assert.is.not(held.current, given);
  assert.is((await ask(api, { verb: "list", cluster: "", resource: configMaps })).ok, true);
  assert.is(new HeldToken(given, files).current, held.current, "after a restart the kept one is used");
  assert.is(new HeldToken("another", files).current, "another");
  api.close();
});

test("a kubeconfig that cannot be used is told in one line", async () => {
  const [dataDir, mailboxKubeconfig] = [join(world.home, "wrong"), join(world.home, "wrong.kubeconfig")];
  writeFileSync(mailboxKubeconfig, "{}");
  const given = { mailboxKubeconfig, edgeKubeconfig: florin.kubeconfig, restoredHub: "distrusted" } as const;
  try {
    await openLiveSyncer(settingsOf(dataDir), given);
    assert.unreachable();
  } catch (error) {
    const { text, exitCode } = explainError(error);
    assert.equal([exitCode, text.split("\n").length], [2, 1], text);
  }
});

test("a revoked syncer leaves the edge as it is, and a new credential lets it go on", async () => {
  await world.edge("revoke", "florin", "--workspace", "root:imw-1");
  const text = async () => await (await fetch(`${syncer.actorsUrl}/actors?limit=500`)).text();
  await until(async () => (await text()).includes("Unauthorized"), "the syncer to notice");
  const site = { resource: configMaps, namespace: "stuff", name: "site" } as const;
  await must(world.admin, {
    ...{ ...site, cluster: "root:wmw", verb: "patch", patchType: "merge" },
    body: { data: { text: "two" } },
  });
  await see(
    world.admin,
    { ...site, cluster: mailbox },
    ({ data }) => (data as { text: string }).text === "two",
  );
  await see(edge, { ...site, cluster: "" }, ({ data }) => (data as { text: string }).text === "one");
  await syncer.close();
  file = await world.join("florin");
  const given = {
    mailboxKubeconfig: file,
    edgeKubeconfig: florin.kubeconfig,
    restoredHub: "distrusted",
  } as const;
  syncer = await openLiveSyncer(settingsOf(join(world.home, "syncer")), given);
  await see(edge, { ...site, cluster: "" }, ({ data }) => (data as { text: string }).text === "two");
});

test("what the syncer keeps is for its owner alone", () => {
  const kept = join(world.home, "syncer");
  assert.is(statSync(kept).mode & 0o077, 0);
  assert.match(loadAccess(file).server, mailbox);
});

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

test.run();
