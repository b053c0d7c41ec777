/** A syncer as a process between two others over TLS, one of them in the part of the mailbox's server. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { openKubernetesApi } from "../../../src/adapters/kubernetes/kubernetes_api.ts";
import { systemClock } from "../../../src/adapters/system/system_clock.ts";
import { edgeKinds } from "../../../src/hub/kinds/edge/edge_kinds.ts";
import { definitionObject } from "../../../src/hub/kinds/exports/definition_objects.ts";
import { configMaps, customResourceDefinitions, namespaces } from "../../../src/kube/core_api.ts";
import { syncerConfigs } from "../../../src/kube/edge_api.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Gvr } from "../../../src/kube/resource.ts";
import type { ApiAnswer, ApiRequest, ClusterApi } from "../../../src/ports/cluster_api.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const main = new URL("../../../src/cli/main.ts", import.meta.url).pathname;
const home = mkdtempSync(join(tmpdir(), "edgechart-syncer-"));
const children = new Set<ChildProcess>();
const apis: ClusterApi[] = [];

/** Starts a command, and resolves with what it says when it is up. */
function start(...args: string[]): Promise<{ child: ChildProcess; up: Record<string, string> }> {
  const runtime = "Deno" in globalThis ? ["run", "-A", "--no-check", main] : [main];
  const child = spawn(process.execPath, [...runtime, ...args, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`edgechart ${args[0]} ended with ${code}`)));
    let text = "";
    child.stdout?.on("data", (chunk) => {
      text += String(chunk);
      const line = text.split("\n").find((one) => one.includes('"up"'));
      if (line !== undefined) resolve({ child, up: JSON.parse(line) });
    });
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  children.delete(child);
  return new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

async function connect(kubeconfig: string): Promise<ClusterApi> {
  const api = await openKubernetesApi({ kubeconfig, clock: systemClock, log: silent });
  apis.push(api);
  return api;
}

function ask(api: ClusterApi, request: Omit<ApiRequest, "cluster">): Promise<ApiAnswer> {
  return new Promise((resolve) => api.call({ cluster: "", ...request }, resolve));
}

async function create(api: ClusterApi, resource: Gvr, object: KubeObject): Promise<void> {
  const { namespace } = object.metadata;
  const at = {
    verb: "create",
    resource,
    body: object,
    ...(namespace !== undefined && { namespace }),
  } as const;
  await until(async () => (await ask(api, at)).ok, `${object.kind} ${object.metadata.name} to be accepted`);
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => systemClock.after(50, () => resolve(null)));
  }
  throw new Error(`Waited in vain for ${what}`);
}

const at = { resource: configMaps, namespace: "common", name: "site" } as const;

/** Resolves when the ConfigMap says this. */
function says(api: ClusterApi, text: string): Promise<void> {
  return until(async () => {
    const answer = await ask(api, { verb: "get", ...at });
    return answer.ok && ((answer.body as KubeObject)["data"] as Record<string, string>)["text"] === text;
  }, `the ConfigMap to say ${text}`);
}

const labels = { "edge.kcp.io/projected": "yes" };
const definition = definitionObject(edgeKinds.find(({ kind }) => kind.kind === "SyncerConfig")!.kind);
const config: KubeObject = {
  apiVersion: "edge.kcp.io/v1alpha1",
  kind: "SyncerConfig",
  metadata: { name: "the-one" },
  spec: {
    namespaceScope: {
      namespaces: ["common"],
      resources: [{ group: "", resource: "configmaps", apiVersion: "v1" }],
    },
  },
};
const site: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "site", namespace: "common", labels },
  data: { text: "one" },
};

test("a syncer process keeps its edge over TLS, and goes on after kill -9", async () => {
  const dirs = { hub: join(home, "hub"), edge: join(home, "edge"), syncer: join(home, "syncer") };
  const hub = await start("edge", "serve", "--name", "hub", "--data-dir", dirs.hub);
  const edge = await start("edge", "serve", "--name", "florin", "--data-dir", dirs.edge);
  const [mailbox, florin] = [await connect(hub.up["kubeconfig"]!), await connect(edge.up["kubeconfig"]!)];
  await create(mailbox, customResourceDefinitions, definition);
  await create(mailbox, namespaces, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "common", labels },
  });
  await create(mailbox, configMaps, site);
  await create(mailbox, syncerConfigs, config);
  const files = ["--mailbox-kubeconfig", hub.up["kubeconfig"]!, "--edge-kubeconfig", edge.up["kubeconfig"]!];
  const args = ["syncer", ...files, "--data-dir", dirs.syncer, "--listen", "127.0.0.1:0"];
  const first = await start(...args);
  await says(florin, "one");
  await end(first.child, "SIGKILL");
  await ask(mailbox, { verb: "patch", patchType: "merge", ...at, body: { data: { text: "two" } } });
  const second = await start(...args);
  await says(florin, "two");
  assert.is(statSync(join(dirs.syncer, "syncer.db")).mode & 0o077, 0, "nobody else may read what is kept");
  await end(second.child, "SIGTERM");
});

test.after(async () => {
  for (const api of apis) api.close();
  await Promise.all([...children].map((child) => end(child, "SIGKILL")));
  rmSync(home, { recursive: true, force: true });
});

test.run();
