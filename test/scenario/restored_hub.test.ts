/** A hub that is restored from a backup under a running runtime: what the backup does not know stays at the edges until that is accepted. @module */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createMarker } from "../../src/actors/copies/mark.ts";
import { createInProcessApi } from "../../src/adapters/memory/in_process_api.ts";
import { createMemoryStore } from "../../src/adapters/memory/memory_store.ts";
import { createMemoryWeb } from "../../src/adapters/memory/memory_web.ts";
import { seededRandomness } from "../../src/adapters/memory/seeded_randomness.ts";
import { VirtualClock } from "../../src/adapters/memory/virtual_clock.ts";
import { createEdgeCluster } from "../../src/edge/edge_cluster.ts";
import { edgeExports } from "../../src/hub/kinds/exports/edge_exports.ts";
import { configMaps } from "../../src/kube/core_api.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { masterCaller } from "../../src/ports/api_backend.ts";
import type { ApiRequest, ClusterApi } from "../../src/ports/cluster_api.ts";
import type { ObjectStore } from "../../src/ports/object_store.ts";
import { createEmbeddedHub } from "../../src/scenario/embedded/embedded_hub.ts";
import { createRuntimeControl, type EmbeddedRuntime } from "../../src/scenario/embedded/runtime_control.ts";
import { createVirtualPace } from "../../src/scenario/play/pace.ts";
import { silentObserver } from "../../src/scenario/observer.ts";
import { playScenario } from "../../src/scenario/play_scenario.ts";
import { loadScenario } from "../../src/scenario/read/load_scenario.ts";
import type { World } from "../../src/scenario/world.ts";

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const scenario = loadScenario("scenarios/poc2023q1.yaml");
const workload = { cluster: "root:my-org:wmw-c", resource: configMaps, namespace: "commonstuff" };
const pageName = "httpd-htdocs";

/** The example in memory, with a hub that can be taken back to an earlier day. */
class Place {
  readonly clock = new VirtualClock();
  readonly memory = createMemoryStore();
  readonly #edges = scenario.edges.map((spec, at) => {
    const options = { clock: this.clock, randomness: seededRandomness(at + 2), log, web: createMemoryWeb() };
    const { portMappings: portMap } = spec.kindConfig;
    const cluster = createEdgeCluster({ name: spec.name, store: createMemoryStore(), portMap, ...options });
    return { spec, web: options.web, api: this.#way(cluster.hub) };
  });
  #store: ObjectStore = createMemoryStore();
  #hub = this.#born();
  #control = this.#newControl();

  #way(backend: Parameters<typeof createInProcessApi>[0]["backend"]): ClusterApi {
    return createInProcessApi({ backend, caller: masterCaller, clock: this.clock });
  }

  #born() {
    const randomness = seededRandomness(1);
    const embedded = createEmbeddedHub({ store: this.#store, clock: this.clock, randomness, log });
    embedded.startControllers({ baseUrl: "https://hub.invalid:6443", certificate: "" });
    return { embedded, api: this.#way(embedded.hub) };
  }

  #newControl(): EmbeddedRuntime {
    return createRuntimeControl({
      hub: {
        call: (request, answer) => this.#hub.api.call(request, answer),
        watch: (request, sink) => this.#hub.api.watch(request, sink),
        discover: (cluster, answer) => this.#hub.api.discover(cluster, answer),
        close: () => {},
      },
      edges: this.#edges,
      marker: createMarker("key"),
      memory: this.memory,
      clock: this.clock,
      randomness: seededRandomness(9),
      log,
    });
  }

  async play(): Promise<void> {
    await this.#control.start();
    const edges = this.#edges.map(({ spec: { name }, api, web }) =>
      [name, {
        api,
        fetchPage: (port: number) => Promise.resolve(web.fetch(port, "/") ?? null),
        disconnect: () => {},
        reconnect: () => {},
      }] as const
    );
    const world: World = {
      pace: createVirtualPace(this.clock),
      wall: this.clock,
      hub: this.#hub.api,
      edges: new Map(edges),
      builtins: new Map([["edge-exports", edgeExports()]]),
      runtime: this.#control,
      journal: null,
    };
    assert.equal((await playScenario(scenario, world, silentObserver)).failures, []);
  }

  get runtime(): EmbeddedRuntime {
    return this.#control;
  }

  /** What is in the hub now, to be restored later. */
  backup(): ObjectStore {
    const copy = createMemoryStore();
    copy.append([...this.#store.load().versions]);
    return copy;
  }

  restore(backup: ObjectStore): this {
    this.#hub.embedded.stop();
    this.#store = backup;
    this.#hub = this.#born();
    this.#control.cutWatches();
    return this.rest();
  }

  async restartRuntime(): Promise<void> {
    await this.#control.stop();
    this.#control = this.#newControl();
    await this.#control.start();
    this.rest();
  }

  write(request: Omit<ApiRequest, "cluster">): this {
    this.#hub.api.call({ ...workload, ...request }, (answer) => assert.ok(answer.ok));
    return this.rest();
  }

  rest(): this {
    this.clock.advance(240_000);
    return this;
  }

  /** The text of a ConfigMap at an edge. */
  textAt(edge: string, name: string): string | undefined {
    let found: string | undefined;
    const api = this.#edges.find(({ spec }) => spec.name === edge)?.api;
    api?.call({ ...workload, cluster: "", verb: "get", name }, (answer) => {
      if (answer.ok) found = Object.values((answer.body as KubeObject)["data"] as object).join();
    });
    this.clock.advance(1_000);
    return found;
  }
}

const late: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "late", namespace: "commonstuff" },
  data: { text: "after the backup" },
};

test("what a restored hub does not know stays at the edges, what it says is done, until a person accepts it", async () => {
  const place = new Place();
  await place.play();
  const backup = place.backup();
  const body = { data: { "index.html": "after the backup" } };
  place.write({ ...workload, verb: "create", body: late });
  place.write({ ...workload, verb: "patch", patchType: "merge", name: pageName, body });
  assert.equal(place.textAt("florin", "late"), "after the backup");
  assert.equal(place.textAt("guilder", pageName), "after the backup");
  place.restore(backup);
  assert.match(place.textAt("guilder", pageName) ?? "", "This is a common web site");
  assert.is(place.textAt("florin", "late"), "after the backup");
  assert.match(
    JSON.stringify(place.runtime.society.directory.find("edgeCluster/florin")),
    "has acknowledged",
  );
  await place.restartRuntime();
  assert.match(place.runtime.restored() ?? "", "the hub went back");
  assert.is(place.textAt("florin", "late"), "after the backup");
  place.runtime.acknowledgeRestore();
  place.rest();
  assert.equal([place.textAt("florin", "late"), place.textAt("guilder", "late")], [undefined, undefined]);
});

test.run();
