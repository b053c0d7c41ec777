/**
 * How much slower the hub is than what it stands on, measured in turn in one process, because machines are noisy:
 * a list of 5,000 objects against bare Hono and JSON.parse, a create against bare Hono and an insert of node:sqlite,
 * and 1,000 events for 500 watchers against bare Hono.
 *
 * `deno run -A bench/hub.ts`, or with Node. @module
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { loadAccess } from "../src/adapters/kubernetes/access.ts";
import { openHubAlone } from "../src/cli/compose/live_hub.ts";
import type { Durability } from "../src/cli/options.ts";
import { ask, type Door, lines, open } from "./hub/https_client.ts";
import { startFloorServer } from "./hub/floor_server.ts";

const objects = 5_000;
const lists = 7;
const watchers = 500;
const events = 1_000;
const writersAtOnce = 8;

/** A hub on a data directory of its own, and the way in. */
async function openHub(durability: Durability) {
  const dataDir = mkdtempSync(join(tmpdir(), "edgechart-bench-"));
  const hub = await openHubAlone({
    dataDir,
    listen: "127.0.0.1:0",
    hubListen: "127.0.0.1:0",
    hubKubeconfig: null,
    durability,
    logLevel: "warn",
    json: false,
  });
  const access = loadAccess(hub.kubeconfig);
  const { tls, headers } = await access.credentials();
  const token = (headers["authorization"] ?? "").replace("Bearer ", "");
  const door: Door = { url: access.server, ca: String(tls.ca), token };
  // The hub's readiness is not part of what is measured; its namespace comes with it.
  while (!(await ask(door, "/api/v1/namespaces")).includes('"default"'));
  const close = async () => {
    await hub.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { door, dataDir, close };
}

const onDisk = await openHub("disk");
const inKernel = await openHub("kernel");
const { door, dataDir } = onDisk;
const floor = await startFloorServer(readFileSync(join(dataDir, "pki", "server.pem"), "utf8"));
const floorDoor: Door = { ...door, url: floor.url };
const configMaps = "/api/v1/namespaces/default/configmaps";

const configMap = (name: string) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { from: "bench" } },
    data: { text: "x".repeat(200) },
  });

/** Milliseconds. */
async function time(act: () => Promise<unknown> | void): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Asks for each name, some at once. */
async function createAll(prefix: string, to: Door, path: string, count: number): Promise<void> {
  let next = 0;
  const writer = async () => {
    while (next < count) await ask(to, path, configMap(`${prefix}-${next++}`));
  };
  await Promise.all(Array.from({ length: writersAtOnce }, writer));
}

function insertAll(count: number): void {
  const database = new DatabaseSync(join(dataDir, "floor.db"));
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (id INTEGER PRIMARY KEY, object TEXT)",
  );
  const insert = database.prepare("INSERT INTO t (object) VALUES (?)");
  for (let at = 0; at < count; at++) insert.run(configMap(`floor-${at}`));
  database.close();
}

function print(what: string, ours: string, floorText: string, ratio: number): void {
  console.log(
    `${what.padEnd(40)} ${ours.padStart(16)} ${floorText.padStart(34)} ${ratio.toFixed(1).padStart(7)} x`,
  );
}

async function benchCreates(): Promise<void> {
  const ours = await time(() => createAll("c", door, configMaps, objects));
  const inMemory = await time(() => createAll("c", inKernel.door, configMaps, objects));
  const hono = await time(() => createAll("c", floorDoor, "/create", objects));
  const sqlite = await time(() => insertAll(objects));
  const rate = (ms: number) => `${Math.round(objects / ms * 1000)}/s`;
  print(`create ${objects} objects`, rate(ours), `${rate(hono)} bare Hono`, ours / hono);
  print("", "", `${rate(sqlite)} node:sqlite insert`, ours / sqlite);
  print("", "", `${rate(hono + sqlite)} both`, ours / (hono + sqlite));
  print("", "", `${rate(inMemory)} without syncing the disk`, ours / inMemory);
}

async function benchLists(): Promise<void> {
  const path = `${configMaps}?labelSelector=from%3Dbench`;
  const text = await ask(door, path);
  floor.list = JSON.parse(text);
  const [ours, hono, parse]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < lists; round++) {
    ours.push(await time(() => ask(door, path)));
    hono.push(await time(() => ask(floorDoor, "/list")));
    parse.push(await time(() => void JSON.parse(text)));
  }
  const shown = (values: readonly number[]) => `${median(values).toFixed(0)} ms`;
  const size = `${(text.length / 1e6).toFixed(1)} MB`;
  print(
    `list ${objects} objects, ${size}`,
    shown(ours),
    `${shown(hono)} bare Hono`,
    median(ours) / median(hono),
  );
  print("", "", `${shown(parse)} JSON.parse`, median(ours) / median(parse));
}

async function benchWatches(): Promise<void> {
  const path = `${configMaps}?watch=1&labelSelector=from%3Dbench&resourceVersion=`;
  const ours = await timeWatches(door, path, () => createAll("w", door, configMaps, events));
  const [item] = JSON.parse(await ask(door, `${configMaps}?limit=1&labelSelector=from%3Dbench`)).items;
  // Each event comes with a request here too, as it does from the hub.
  floor.line = JSON.stringify({ type: "ADDED", object: item }) + "\n";
  const hono = await timeWatches(floorDoor, "/watch?", () => createAll("w", floorDoor, "/create", events));
  const rate = (ms: number) => `${Math.round(watchers * events / ms)}k events/s`;
  print(`${watchers} watchers × ${events} events`, rate(ours), `${rate(hono)} bare Hono`, ours / hono);
}

/** From the first event to the last line at the last watcher. */
async function timeWatches(to: Door, path: string, happen: () => Promise<void>): Promise<number> {
  const version = to === door
    ? JSON.parse(await ask(door, `${configMaps}?limit=1`)).metadata.resourceVersion
    : "";
  const opened = await Promise.all(Array.from({ length: watchers }, () => open(to, path + version)));
  const seen = Promise.all(opened.map((response) => lines(response, events)));
  return await time(async () => {
    await happen();
    await seen;
  });
}

const started = performance.now();
try {
  await benchCreates();
  await benchLists();
  await benchWatches();
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
} finally {
  floor.close();
  await onDisk.close();
  await inKernel.close();
}
process.exit(0);
