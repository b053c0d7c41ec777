/**
 * How long an object takes from `apply` in a workload workspace to an edge, as a multiple of its floor: the same two copies written by
 * hand, one after the other, over the same servers. Both are measured in turn in one process, because machines are noisy.
 *
 * `deno run -A bench/journey.ts [rounds]`, or with Node. @module
 */
import process from "node:process";
import { systemClock } from "../src/adapters/system/system_clock.ts";
import { configMaps } from "../src/kube/core_api.ts";
import type { KubeObject } from "../src/kube/object.ts";
import type { ApiRequest, ClusterApi } from "../src/ports/cluster_api.ts";
import { openMemoryWorld } from "../src/scenario/embedded/memory_world.ts";
import { silentObserver } from "../src/scenario/observer.ts";
import { createRealPace } from "../src/scenario/play/pace.ts";
import { playScenario } from "../src/scenario/play_scenario.ts";
import { loadScenario } from "../src/scenario/read/load_scenario.ts";
import { createTraceJournal } from "../src/scenario/trace/trace_journal.ts";

const rounds = Number(process.argv[2] ?? 100);
const scenario = loadScenario("scenarios/poc2023q1.yaml");
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const time = { clock: systemClock, pace: createRealPace(systemClock), wall: systemClock };

const { world, close } = await openMemoryWorld(scenario, time, silent, { journal: createTraceJournal() });
const played = await playScenario(scenario, world, silentObserver);
if (!played.ok) throw new Error("Cannot measure: the scenario did not end as expected");
const florin = world.edges.get("florin")?.api as ClusterApi;

function call(api: ClusterApi, request: ApiRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    api.call(request, (answer) => answer.ok ? resolve() : reject(answer.error));
  });
}

function configMap(name: string, namespace: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data: { text: "x".repeat(1000) },
  };
}

/** Resolves when the server tells of an object of this name. */
function awaited(
  api: ClusterApi,
  cluster: string,
  name: string,
): { readonly opened: Promise<void>; readonly seen: Promise<void> } {
  let isOpen = () => {};
  const opened = new Promise<void>((resolve) => isOpen = resolve);
  const seen = new Promise<void>((resolve) => {
    const handle = api.watch({
      cluster,
      resource: configMaps,
      query: { fieldSelector: `metadata.name=${name}` },
    }, {
      opened: () => isOpen(),
      event: ({ type, object }) => {
        if (type !== "ADDED" || object.metadata.name !== name) return;
        handle.stop();
        resolve();
      },
      closed: () => {},
    });
  });
  return { opened, seen };
}

async function journey(round: number): Promise<number> {
  const name = `journey-${round}`;
  const { opened, seen } = awaited(florin, "", name);
  await opened;
  const began = performance.now();
  const body = configMap(name, "commonstuff");
  await call(world.hub, {
    verb: "create",
    cluster: "root:my-org:wmw-c",
    resource: configMaps,
    namespace: "commonstuff",
    body,
  });
  await seen;
  return performance.now() - began;
}

/** What cannot be avoided: three objects are written on three servers, each after the one before is seen. */
async function floor(round: number): Promise<number> {
  const name = `floor-${round}`;
  const steps: readonly [ClusterApi, string, string][] = [
    [world.hub, "root:imw-1", "default"],
    [world.hub, "root:espw", "default"],
    [florin, "", "default"],
  ];
  const watches = steps.map(([api, cluster]) => awaited(api, cluster, name));
  await Promise.all(watches.map(({ opened }) => opened));
  const began = performance.now();
  for (const [i, [api, cluster, namespace]] of steps.entries()) {
    await call(api, {
      verb: "create",
      cluster,
      resource: configMaps,
      namespace,
      body: configMap(name, namespace),
    });
    await watches[i]?.seen;
  }
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const journeys: number[] = [];
const floors: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  floors.push(await floor(round));
  journeys.push(await journey(round));
}
await close();
const [whole, least] = [median(journeys), median(floors)];
console.log(
  `scenario of the PoC, from the first step to rest: ${played.tookWallMs} ms, of which 5,000 ms are the quiet at its end`,
);
console.log(
  `apply to edge: median ${whole.toFixed(1)} ms; floor ${least.toFixed(1)} ms; ratio ${
    (whole / least).toFixed(1)
  }`,
);
