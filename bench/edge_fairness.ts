/**
 * How much slower the hub is for everybody else while one edge floods it: the median time of a write, a read and a list by a bystander,
 * alone and beside the flood, in turn. For comparison small writes by an administrator, whom nothing holds up.
 *
 * `deno run -A bench/edge_fairness.ts`, or with Node. @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { loadAccess } from "../src/adapters/kubernetes/access.ts";
import { ask, type Door } from "./hub/https_client.ts";

const rounds = 3;
const operations = 80;
/** A bystander that is held up this long has been measured enough. */
const patienceMs = 15_000;

const floods = {
  "small writes": { bodyBytes: 200, connection: "kept" },
  "large writes (1 MiB)": { bodyBytes: 1024 * 1024, connection: "kept" },
  "lists": { bodyBytes: 0, connection: "kept" },
  "small writes, a new connection each": { bodyBytes: 200, connection: "new" },
} as const;

const dataDir = mkdtempSync(join(tmpdir(), "edgechart-bench-"));
const folder = new URL("edge_fairness/", import.meta.url);

function start(script: string, argument: string): ChildProcess {
  const file = new URL(script, folder).pathname;
  const runtime = "Deno" in globalThis ? ["run", "-A", "--quiet", "--no-check", file] : [file];
  return spawn(process.execPath, [...runtime, argument], { stdio: ["ignore", "pipe", "inherit"] });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.stdout?.once("data", (chunk) => resolve(String(chunk).trim())));
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill();
  });
}

/** A ServiceAccount that may edit its own namespace. */
async function tenant(admin: Door, name: string): Promise<Door> {
  const post = (path: string, body: object) => ask(admin, path, JSON.stringify(body));
  await post("/api/v1/namespaces", { metadata: { name } });
  await post(`/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name } });
  await post(`/apis/rbac.authorization.k8s.io/v1/namespaces/${name}/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
    subjects: [{ kind: "ServiceAccount", namespace: name, name }],
  });
  const answer = await post(`/api/v1/namespaces/${name}/serviceaccounts/${name}/token`, { spec: {} });
  return { ...admin, token: JSON.parse(answer).status.token };
}

let made = 0;

/** The median time of one operation of the bystander, in milliseconds. */
async function measure(door: Door): Promise<number> {
  const path = "/api/v1/namespaces/bystander/configmaps";
  const times: number[] = [];
  const enough = performance.now() + patienceMs;
  for (let at = 0; at < operations && performance.now() < enough; at++) {
    const name = `mine-${made++}`;
    const body = JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name },
      data: { a: "b" },
    });
    const acts = [
      () => ask(door, path, body),
      () => ask(door, `${path}/${name}`),
      () => ask(door, `${path}?limit=20`),
    ];
    const started = performance.now();
    for (const act of acts) await act();
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 30)); // slow enough to be nobody's flood
  }
  return median(times) / 3;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function beside(
  flooder: Door,
  flood: (typeof floods)[keyof typeof floods],
  victim: Door,
): Promise<number> {
  const path = "/api/v1/namespaces/mallory/configmaps";
  const child = start("flood.ts", JSON.stringify({ ...flooder, flood: { ...flood, path } }));
  await new Promise((resolve) => setTimeout(resolve, 3_000)); // until its burst is used up
  const ms = await measure(victim);
  await end(child);
  return ms;
}

const hub = start("hub_process.ts", dataDir);
const access = loadAccess(await firstLine(hub));
const { tls, headers } = await access.credentials();
const admin: Door = {
  url: access.server,
  ca: String(tls.ca),
  token: (headers["authorization"] ?? "").replace("Bearer ", ""),
};
while (!(await ask(admin, "/api/v1/namespaces")).includes('"default"'));
const [bystander, mallory] = [await tenant(admin, "bystander"), await tenant(admin, "mallory")];
await measure(bystander);

/** The median of the rounds' ratios: each compares what was measured at nearly one time. */
function print(what: string, pairs: readonly { readonly alone: number; readonly flooded: number }[]): void {
  const alone = median(pairs.map((pair) => pair.alone));
  const flooded = median(pairs.map((pair) => pair.flooded));
  const ratio = median(pairs.map((pair) => pair.flooded / pair.alone));
  const times = `${alone.toFixed(2)} ms alone, ${flooded.toFixed(2)} ms beside it`;
  console.log(`${what.padEnd(56)} ${times.padStart(36)} ${ratio.toFixed(2).padStart(8)} x`);
}

for (const [name, flood] of Object.entries(floods)) {
  const pairs: { readonly alone: number; readonly flooded: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Measured just before and just after, because the machine is not alone either.
    const before = await measure(bystander);
    const flooded = await beside(mallory, flood, bystander);
    pairs.push({ alone: (before + await measure(bystander)) / 2, flooded });
  }
  print(`an edge floods: ${name}`, pairs);
}
print("an administrator floods: small writes", [{
  alone: await measure(bystander),
  flooded: await beside(admin, floods["small writes"], bystander),
}]);
await end(hub);
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);
