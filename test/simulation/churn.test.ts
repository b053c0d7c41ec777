/** N placements that all go to M edges: a restart costs reads of what there is to see, and not one write. @module */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import type { ApiRequest, ClusterApi } from "../../src/ports/cluster_api.ts";
import { openMemoryWorld } from "../../src/scenario/embedded/memory_world.ts";
import { silentObserver } from "../../src/scenario/observer.ts";
import { createVirtualPace } from "../../src/scenario/play/pace.ts";
import { playScenario } from "../../src/scenario/play_scenario.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import type { Scenario } from "../../src/scenario/story/scenario.ts";
import { isWrite } from "../../src/simulation/faults/faulty_link.ts";

const [placements, edges] = [20, 20];
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

const edge = (n: number) => ({
  name: `e${n}`,
  syncTarget: { workspace: "root:inv", name: `t${n}` },
  kindConfig: "kind.yaml",
});
const inventory = (n: number) => [
  {
    apiVersion: "workload.kcp.io/v1alpha1",
    kind: "SyncTarget",
    metadata: { name: `t${n}`, labels: { n: `${n}` } },
    spec: {},
  },
  {
    apiVersion: "scheduling.kcp.io/v1alpha1",
    kind: "Location",
    metadata: { name: `l${n}`, labels: { env: "prod" } },
    spec: {
      resource: { group: "workload.kcp.io", version: "v1alpha1", resource: "synctargets" },
      instanceSelector: { matchLabels: { n: `${n}` } },
    },
  },
];
const workload = (n: number) => [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: `ns${n}`, labels: { app: `a${n}` } } },
  { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: `ns${n}`, name: "c" }, data: { n: `${n}` } },
  {
    apiVersion: "edge.kcp.io/v1alpha1",
    kind: "EdgePlacement",
    metadata: { name: `p${n}` },
    spec: {
      locationSelectors: [{ matchLabels: { env: "prod" } }],
      namespaceSelector: { matchLabels: { app: `a${n}` } },
    },
  },
];

/** JSON is YAML. */
function storyText(): string {
  const binding = {
    apiVersion: "apis.kcp.io/v1alpha1",
    kind: "APIBinding",
    metadata: { name: "bind-espw" },
    spec: { reference: { export: { path: "root:espw", name: "edge.kcp.io" } } },
  };
  const at = { in: "root:work" };
  return JSON.stringify({
    name: "Many",
    why: "All to all.",
    edges: numbers(edges).map(edge),
    within: "60s",
    steps: [
      { do: "inventory", createWorkspace: "root:inv" },
      { do: "provider", createWorkspace: "root:espw" },
      { do: "export", in: "root:espw", applyBuiltin: "edge-exports" },
      { do: "targets", in: "root:inv", apply: numbers(edges).flatMap(inventory) },
      { do: "workspace", createWorkspace: "root:work" },
      { do: "bind", ...at, apply: [binding] },
      { do: "place", ...at, apply: numbers(placements).flatMap(workload) },
      {
        do: "wait",
        expect: numbers(edges).map((n) => ({
          in: { edge: `e${n}` },
          list: "ConfigMap",
          labels: "edge.kcp.io/projected=yes",
          count: placements,
        })),
      },
    ],
  });
}

function story(): Scenario {
  const folder = mkdtempSync(join(tmpdir(), "churn-"));
  try {
    writeFileSync(join(folder, "kind.yaml"), "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n");
    writeFileSync(join(folder, "story.yaml"), storyText());
    return loadScenario(join(folder, "story.yaml"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Counts requests by verb. */
function counting(api: ClusterApi, requests: ApiRequest[]): ClusterApi {
  return {
    ...api,
    call: (request, answer) => {
      requests.push(request);
      api.call(request, answer);
    },
    watch: (request, sink) => api.watch(request, sink),
    discover: (cluster, answer) => api.discover(cluster, answer),
  };
}

test(`a restart with ${placements} placements on ${edges} edges costs a list for each view, and no write`, async () => {
  const clock = new VirtualClock();
  const pace = createVirtualPace(clock);
  const requests: ApiRequest[] = [];
  const detour = (_server: string, api: ClusterApi) => counting(api, requests);
  const { world, close } = await openMemoryWorld(story(), { clock, pace, wall: clock }, quiet, { detour });
  try {
    const { failures } = await playScenario(story(), world, silentObserver);
    assert.equal(failures.map(({ message }) => message), []);
    await pace.wait(60_000);
    const copies = placements * edges * 2;
    assert.ok(requests.filter(isWrite).length > 2 * copies, "the story is about many copies");
    const before = world.runtime.writes().total;
    requests.length = 0;
    await world.runtime.stop();
    await world.runtime.start();
    await pace.wait(60_000);
    const { total, newest } = world.runtime.writes();
    assert.is(total - before, 0, newest.slice(before - total).join("\n"));
    const reflectors = world.runtime.directory()?.list({ kind: "reflector" }).length ?? 0;
    const lists = requests.filter(({ verb }) => verb === "list").length;
    const gets = requests.filter(({ verb }) => verb === "get").length;
    assert.ok(lists <= 2 * reflectors, `${lists} lists for ${reflectors} views`);
    assert.ok(gets <= 2 * (placements + edges), `${gets} objects were read one by one`);
  } finally {
    await close();
  }
});

test.run();
