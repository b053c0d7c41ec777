/**
 * How fast one syncer brings objects to its edge, and how many edges one hub serves, each beside the same writes by hand on the same
 * servers in the same run, because machines are noisy. All servers speak HTTPS; all run in this process.
 *
 * `deno run -A bench/edge.ts`, or with Node. @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { configMaps } from "../src/kube/core_api.ts";
import { syncerConfigs, theOneName } from "../src/kube/edge_api.ts";
import type { KubeObject } from "../src/kube/object.ts";
import type { ApiRequest, ClusterApi } from "../src/ports/cluster_api.ts";
import { call, count, forEach, MailboxHub, median, seconds } from "./edge/mailbox_hub.ts";

const objects = 500;
const rounds = 5;
const edges = 20;
const beats = 2_000;
/** What the syncer has under way at once, too. */
const atOnce = 32;
/** Each edge says so often that it lives. */
const beatSeconds = 20;

const home = mkdtempSync(join(tmpdir(), "edgechart-bench-"));
const hub = await MailboxHub.open(home);

function configMap(namespace: string, name: string): KubeObject {
  const data = { text: "x".repeat(1_000) };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, labels: hub.labels }, data };
}

async function createAll(api: ClusterApi, namespace: string): Promise<void> {
  await forEach(objects, atOnce, (at) => {
    const body = configMap(namespace, `o${at}`);
    return call(api, { verb: "create", cluster: "", resource: configMaps, namespace, body });
  });
}

function print(what: string, ours: string, floor: string, ratio: number): void {
  console.log(
    `${what.padEnd(46)} ${ours.padStart(14)} ${floor.padStart(34)} ${ratio.toFixed(1).padStart(6)} x`,
  );
}

/** A mailbox that is full before its namespace is asked for: from then until the edge holds everything. */
async function benchApplies(): Promise<void> {
  const { mailbox, edge, close } = await hub.openPair("one", "served");
  const [ours, floors]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const [wanted, byHand] = [`wanted-${round}`, `by-hand-${round}`];
    await hub.createNamespace(mailbox, wanted);
    await hub.createNamespace(edge, byHand);
    await createAll(mailbox, wanted);
    floors.push(await seconds(() => createAll(edge, byHand)));
    const spaces = Array.from({ length: round + 1 }, (_, at) => `wanted-${at}`);
    ours.push(
      await seconds(async () => {
        await hub.configure(mailbox, spaces);
        await count(edge, wanted, objects);
      }),
    );
  }
  const rate = (values: readonly number[]) => `${Math.round(objects / median(values))}/s`;
  const ratio = median(ours.map((each, at) => each / (floors[at] ?? Number.NaN)));
  print(`one syncer applies ${objects} objects`, rate(ours), `${rate(floors)} creates by hand`, ratio);
  await close();
}

/** One change in each mailbox: until every edge has it. */
async function benchFanOut(): Promise<void> {
  const pairs = await Promise.all(
    Array.from({ length: edges }, (_, at) => hub.openPair(`many-${at}`, "in memory")),
  );
  for (const { mailbox } of pairs) {
    await hub.createNamespace(mailbox, "common");
    await hub.configure(mailbox, ["common"]);
  }
  const [ours, floors]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const writeAll = (prefix: string, namespace: string) =>
      forEach(edges, atOnce, (at) => {
        const body = configMap(namespace, `${prefix}-${round}`);
        const { mailbox } = pairs[at] as typeof pairs[number];
        return call(mailbox, { verb: "create", cluster: "", resource: configMaps, namespace, body });
      });
    floors.push(await seconds(() => writeAll("by-hand", "default")));
    ours.push(
      await seconds(async () => {
        await writeAll("wanted", "common");
        await Promise.all(pairs.map(({ edge }) => count(edge, "common", round + 1)));
      }),
    );
  }
  const ms = (values: readonly number[]) => `${Math.round(median(values) * 1_000)} ms`;
  const ratio = median(ours.map((each, at) => each / (floors[at] ?? Number.NaN)));
  print(`one change for each of ${edges} edges`, ms(ours), `${ms(floors)} its writes by hand`, ratio);
  await Promise.all(pairs.map(({ close }) => close()));
}

/** At rest an edge costs its hub one small write every twenty seconds: how many of them go into its write rate. */
async function benchBeats(): Promise<void> {
  const { mailbox, close } = await hub.openPair("beating", "in memory");
  await hub.configure(mailbox, []);
  const write = (request: Omit<ApiRequest, "cluster" | "verb" | "resource">) => (at: number) => {
    const body = {
      ...request.body as object,
      status: { lastSyncerHeartbeatTime: new Date(at * 1000).toISOString() },
    };
    const patch = { verb: "patch", patchType: "merge", cluster: "", resource: syncerConfigs } as const;
    return call(mailbox, { ...patch, ...request, name: theOneName, body });
  };
  const beating = await seconds(() => forEach(beats, atOnce, write({ subresource: "status" })));
  const creating = await seconds(() => createAll(mailbox, "default"));
  const [rate, floor] = [beats / beating, objects / creating];
  print(
    "heartbeats that one hub takes",
    `${Math.round(rate)}/s`,
    `${Math.round(floor)}/s creates by hand`,
    floor / rate,
  );
  console.log(
    `  a hub that did nothing else would be told of ${Math.round(rate * beatSeconds)} edges that live`,
  );
  await close();
}

const started = performance.now();
try {
  await benchApplies();
  await benchFanOut();
  await benchBeats();
  console.log(`${((performance.now() - started) / 1_000).toFixed(0)} s`);
} finally {
  await hub.close();
  rmSync(home, { recursive: true, force: true });
}
process.exit(0);
